"""A page as a person meets it: its forms with what stands in them, what is said at which field, its text and its links."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

ELSEWHERE = {"X-Forwarded-For": "192.0.2.7"}
"""What tells that somebody is at another machine, and so the public."""
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


@dataclass
class Form:
    """A form: ``fields`` holds what a browser would send, ``choices`` what radio buttons offer."""

    action: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)

    def add(self, name: str, value: str) -> None:
        if name:
            self.fields.setdefault(name, []).append(value)


class Page(HTMLParser):
    """An answer of the server, read."""

    def __init__(self, response) -> None:
        super().__init__(convert_charrefs=True)
        self.status = response.status_code
        self.html = response.get_data(as_text=True)
        self.forms: list[Form] = []
        self.errors: dict[str, str] = {}
        self.attributes: list[tuple[str, str, str]] = []
        self._open: list[tuple[str, dict[str, str]]] = []
        self._texts: list[str] = []
        self._select: list[tuple[str, bool]] = []
        self._area = ""
        self.feed(self.html)
        self.text = " ".join(" ".join(self._texts).split())

    def form(self, part: str = "") -> Form:
        """The form whose action contains ``part``; without it the one that people fill in."""
        for form in self.forms:
            if (part and part in form.action) or (not part and "key" in form.fields and "kind" in form.fields):
                return form
        raise AssertionError(f"no form for {part!r} on: {self.text[:300]}")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.attributes += [(tag, name, value) for name, value in given.items()]
        if tag not in _VOID:
            self._open.append((tag, given))
        if tag == "form":
            self.forms.append(Form(given.get("action", "")))
        if self.forms and tag in ("input", "select", "option", "textarea"):
            self._control(tag, given, self.forms[-1])

    def _control(self, tag: str, given: dict[str, str], form: Form) -> None:
        name, value, kind = given.get("name", ""), given.get("value", ""), given.get("type", "text")
        if tag == "select":
            self._select = []
        elif tag == "option" and "value" in given:
            self._select.append((value, "selected" in given))
        elif tag == "textarea":
            self._area = ""
        elif kind == "radio":
            form.choices.setdefault(name, []).append(value)
        elif tag == "input" and kind not in ("submit", "button", "file") and (kind != "checkbox" or "checked" in given):
            form.add(name, value)

    def handle_endtag(self, tag: str) -> None:
        while self._open:
            opened, given = self._open.pop()
            if opened == "select" and self._select:
                chosen = [value for value, selected in self._select if selected] or [self._select[0][0]]
                self.forms[-1].add(given.get("name", ""), chosen[-1])
                self._select = []
            elif opened == "textarea":
                self.forms[-1].add(given.get("name", ""), self._area.strip())
            if opened == tag:
                return

    def handle_data(self, data: str) -> None:
        tags = {tag for tag, _ in self._open}
        if "textarea" in tags:
            self._area += data
        if tags & {"script", "style"} or not data.strip():
            return
        self._texts.append(data)
        for _, given in self._open:
            if "kern-error" in given.get("class", "") and given.get("id", "").endswith("-error"):
                name = given["id"].removesuffix("-error")
                self.errors[name] = f"{self.errors.get(name, '')} {data}".strip()


class Person:
    """Somebody at a browser: at this machine (and so staff) unless ``headers`` or ``address`` say otherwise."""

    def __init__(self, web, *, base="http://127.0.0.1:8000", headers=None, address="127.0.0.1") -> None:
        self.web, self.base, self.headers = web, base, dict(headers or {})
        self.client = web.test_client()
        self.address = address

    def ask(self, method: str, path: str, headers=None, **more):
        """Send a request, as it is."""
        return self.client.open(
            path,
            method=method,
            base_url=self.base,
            headers={**self.headers, **(headers or {})},
            environ_overrides={"REMOTE_ADDR": self.address},
            buffered=True,
            **more,
        )

    def get(self, path: str, **more):
        return self.ask("GET", path, **more)

    def post(self, path: str, **more):
        return self.ask("POST", path, **more)

    def patch(self, path: str, **more):
        return self.ask("PATCH", path, **more)

    def page(self, path: str) -> Page:
        return Page(self.get(path))

    @property
    def store(self):
        """What the application works on."""
        return self.web.extensions["service"].store

    @property
    def folder(self):
        """Where the store and the drafts of imports lie."""
        return self.web.extensions["settings"].folder

    @property
    def token(self) -> str:
        """The CSRF token that our own pages carry."""
        return self.page("/partners/new").form().fields["csrf_token"][0]

    def press(self, path: str, **fields):
        """Press a button that has a form of its own."""
        return self.post(path, data={"csrf_token": self.token, **fields})

    def fill(self, path: str, **typed):
        """Open a page, type into its form and send it."""
        form = self.page(path).form()
        return self.post(form.action or path, data={**form.fields, **typed})


def shown_after(person: Person, response) -> Page:
    """The page that a form's answer leads to."""
    assert response.status_code == 302, Page(response).text
    return person.page(response.headers["Location"])


STAFF_WORDS = "Ansicht für Mitarbeitende"
FORWARDING = {
    "Forwarded": "for=192.0.2.7",
    "X-Forwarded-For": "127.0.0.1",
    "X-Forwarded-Host": "127.0.0.1:8000",
    "X-Forwarded-Proto": "http",
    "X-Forwarded-Port": "8000",
    "X-Forwarded-By": "192.0.2.1",
    "X-Forwarded-Server": "proxy.example",
    "X-Real-Ip": "127.0.0.1",
    "Via": "1.1 proxy",
}
"""What proxies add: whoever sends one of these doesn't sit at this machine, whatever it says."""
