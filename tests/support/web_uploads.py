"""An import as a person goes through it, page by page."""

from __future__ import annotations

import io

import xlsxwriter
from web_pages import Page, Person

LIST = """\
Name;Typ;Stadt;Ansprechpartner;Tel.;Zusammenarbeit seit
Klinikum Wanderweg;Krankenhaus;Göppingen;Frau Dr. Meier;07161 1234;2019
Seniorentreff Wanderweg;Treffpunkd;Göppingen;Herr Huber;07161 5678;01.03.2021
Bürgertreff Wanderweg;Treffpunkd;Göppingen;;;
Amt am Wanderweg;Behörde;Göppingen;;;31.02.2024
"""
GOOD = "Name;Art;Ort\nKlinikum Wanderweg;Klinik;Göppingen\n"


def book(**sheets: list[list[str]]) -> bytes:
    """An XLSX of these sheets."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as workbook:
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for line, row in enumerate(rows):
                sheet.write_row(line, 0, row)
    return file.getvalue()


def upload(person: Person, *files: tuple[str, bytes | str]):
    """Choose files and send them."""
    chosen = [(io.BytesIO(data.encode() if isinstance(data, str) else data), name) for name, data in files]
    return person.post("/import/", data={"csrf_token": person.token, "files": chosen})


class Draft:
    """An import in the making, in the hands of a person."""

    def __init__(self, person: Person, *files: tuple[str, bytes | str]) -> None:
        self.person = person
        answer = upload(person, *files)
        assert answer.status_code == 302, Page(answer).text
        self.token = answer.headers["Location"].split("/")[2]

    def page(self, step: str) -> Page:
        """Look at a step."""
        return self.person.page(f"/import/{self.token}/{step}")

    def columns(self) -> dict[str, list[str]]:
        """What stands in the columns' form."""
        return next(form.fields for form in self.page("columns").forms if "table-0" in form.fields)

    def say(self, **said):
        """Send the columns' form, as it stands but for what is said; None unchecks a box."""
        kept = {name: value for name, value in {**self.columns(), **said}.items() if value is not None}
        return self.person.post(f"/import/{self.token}/columns", data=kept)

    def mend(self, leave=(), **by_column: str):
        """Put values of a column right, or leave rows out, in the form of the preview."""
        form = next(f for f in self.page("preview").forms if f.action.endswith("/mend"))
        typed = {
            name: by_column[column]
            for name in form.fields
            for column in by_column
            if name.startswith("mend:") and f'"{column}"' in name
        }
        left = {f'leave:[0, "row", {row}]': "1" for row in leave}
        return self.person.post(form.action, data={**form.fields, **typed, **left})

    def apply(self, **said):
        """Press the button that loads."""
        token = {"csrf_token": self.person.token}
        return self.person.post(f"/import/{self.token}/apply", data={**token, **said})
