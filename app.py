"""The only place that joins stores, queries, maps and web: `create_app()` and the `graphsvc` command."""

from __future__ import annotations

import os
import secrets
import sys
import threading
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import click
from flask import Flask
from pydantic import ValidationError

import queries
import visualisations
from graphsvc import __version__, demo, formats, pictures
from graphsvc.catalogue import Catalogue, Map, Question
from graphsvc.changes import SUBJECT_LABELS, ChangeSet, added
from graphsvc.data import shipped_areas
from graphsvc.demo_region import START_AREA
from graphsvc.errors import Refused, Usage
from graphsvc.exchange import load as exchange_load
from graphsvc.exchange import write as exchange_write
from graphsvc.exchange.areas_load import load_areas as exchange_areas
from graphsvc.exchange.report import Import
from graphsvc.exchange.work import Options
from graphsvc.language import LANGUAGES, Language, Text, say
from graphsvc.model import Viewer
from graphsvc.paper import dossier, sheet
from graphsvc.params import Option, selection_options
from graphsvc.service import Service
from graphsvc.settings import Settings
from graphsvc.store import Progress, Store
from graphsvc.stores import NEO4J_SCHEMES, copying
from graphsvc.stores.sqlite import SqliteStore
from graphsvc.terminal import Command, Commands, Shelf, progress, read, save
from graphsvc.web import create_web
from graphsvc.web.access import ACTOR, check_address
from graphsvc.worker import Worker

CATALOGUE = Catalogue.of(queries, visualisations)


def read_settings() -> Settings:
    """Return what the operator set; a value that is none is named."""
    try:
        return Settings()
    except ValidationError as error:
        name = f"GRAPHSVC_{error.errors()[0]['loc'][0]}".upper()
        raise Usage(
            Text("Die Einstellung {name} hat einen Wert, der nicht passt.", values={"name": name}), name
        ) from None


def open_store(url: str, *, half: bool = False) -> Store:
    """Return the store at an address; a new one knows the shipped areas.

    ``half`` opens it also where a copy into it has not come to its end.
    """
    scheme, _, rest = url.partition("://")
    if scheme in NEO4J_SCHEMES:
        from graphsvc.stores.neo4j import Neo4jStore  # its driver takes long to be imported

        return Neo4jStore(url, shipped=shipped_areas, half=half)
    if scheme != "sqlite" or not rest.strip("/"):
        message = Text(
            "„{scheme}“ ist keine Datenbank, die hier geht. Möglich sind sqlite:///pfad/zur/datei.db und "
            "neo4j://benutzer:passwort@rechner:7687, gesetzt in GRAPHSVC_STORE.",
            values={"scheme": scheme},
        )
        raise Usage(message, "GRAPHSVC_STORE")
    store = SqliteStore(Path(rest.removeprefix("/")), half=half)
    if not store.areas():
        store.load_areas(shipped_areas())
    return store


def open_both(url: str) -> tuple[Store, Catalogue]:
    """Return the store at an address and what can be asked of it: what the worker's process begins with."""
    return open_store(url), CATALOGUE


def create_app(settings: Settings | None = None, store: Store | None = None) -> Flask:
    """Make the web application; with the setting ``demo``, an empty store gets the demo region first.

    It has a worker for heavy questions where it opens the store itself, by an address that a second process can open, too.
    """
    chosen = settings or read_settings()
    worker = None if store else Worker(open_both, chosen.store_url)
    store = store or open_store(chosen.store_url)
    if chosen.demo and store.revision() == 0:
        with progress("Demo") as told:
            _fill_with_demo(store, "state", told)
    service = Service(store, CATALOGUE, worker=worker)
    threading.Thread(target=service.prepare, daemon=True).start()
    return create_web(service, chosen)


def _fill_with_demo(store: Store, scale: demo.Scale, progress: Progress) -> int:
    changes = added(*demo.records(scale, date.today()), reason="Beispieldaten")
    store.apply(changes, actor="demo", key=f"demo-{scale}", progress=progress)
    store.remember("demo", "1")
    store.remember("start_area", START_AREA)
    return len(changes)


_LANG = click.Option(["--lang"], type=click.Choice(LANGUAGES), default="de", show_default=True)
_STAND = click.Option(
    ["--stand"],
    help="Nummer einer früheren Fassung (57) oder auch der Gebiete (57.3); ohne Angabe: was jetzt gilt",
)
_OUTPUT = click.Option(["-o", "--output"], type=click.Path(path_type=Path, dir_okay=False), required=True)
_AS = click.Option(["--as", "viewer"], type=click.Choice(["staff", "partners", "public"]), default="staff")


def _options(options: tuple[Option, ...]) -> list[click.Parameter]:
    """Return the command line's options; their values are validated by the same model as the API's."""
    return [
        click.Option(
            [f"--{option.name}"],
            multiple=option.repeatable,
            help=option.param.label.de + (f" [{option.param.offered}]" if option.param.choices else ""),
        )
        for option in options
    ]


def _given(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: list(v) if isinstance(v, tuple) else v for name, v in values.items() if v not in (None, ())}


def _store(url: str = "", *, half: bool = False) -> Store:
    """Return the store at an address, or the operator's own, until the command is over."""
    store = open_store(url or read_settings().store_url, half=half)
    click.get_current_context().call_on_close(store.close)
    return store


def _service(stand: str | None = None) -> Service:
    return Service(_store(), CATALOGUE).frozen(stand)


def _ask_command(question: Question) -> click.Command:
    def ask(viewer: str, lang: Language, format: str, stand: str | None, **values: Any) -> None:
        with progress("Rechnen"):
            asked = _service(stand).ask(question.name, _given(values), Viewer.named(viewer))
        if format == "text":
            click.echo(formats.as_text(asked.answer, lang), nl=False)
        else:
            sys.stdout.buffer.write(formats.WRITERS[format](asked, lang))

    format = click.Option(["--format"], type=click.Choice(["text", *formats.FORMATS]), default="text")
    params = [*_options(question.signature.options), _STAND, _AS, _LANG, format]
    return Command(question.name, callback=ask, params=params, help=question.title.into("de"))


def _draw_command(drawing: Map) -> click.Command:
    def draw(viewer: str, lang: Language, output: Path, question: str | None, stand: str | None, **values: Any) -> None:
        format = output.suffix.removeprefix(".").lower()
        if format not in pictures.FORMATS:
            text = Text("Die Datei muss auf {formats} enden.", values={"formats": ", ".join(pictures.FORMATS)})
            raise Usage(text, "output")
        with progress("Zeichnen"):
            service = _service()
            wishes = sheet.Wishes.of({name: values.pop(name) for name in sheet.CHOICES})
            drawn = service.frozen(stand).draw(drawing.name, _given(values), Viewer.named(viewer), question or "")
            save(output, sheet.write(drawn, format, lang, wishes.about(drawn, service)))
        for note in drawn.picture.notes:
            click.echo(note.into(lang), err=True)

    params = [
        *_options(CATALOGUE.options_of_map(drawing.name)),
        click.Option(["-q", "--question"], type=click.Choice(list(CATALOGUE.questions)), help="welche Antwort"),
        click.Option(["--paper"], help="Blatt der Tischvorlage (PDF): a4 oder a3; ohne Angabe, was reicht"),
        click.Option(["--names"], help="no: ohne Namen"),
        _OUTPUT,
        _STAND,
        _AS,
        _LANG,
    ]
    return Command(drawing.name, callback=draw, params=params, help=drawing.title.into("de"))


def _draw_dossier(viewer: str, lang: Language, output: Path, stand: str | None, **values: Any) -> None:
    """Einen Netzwerkbericht schreiben: ein Gebiet oder das Umfeld eines Akteurs, auf einigen Seiten (PDF)."""
    if output.suffix.lower() != ".pdf":
        raise Usage(Text("Die Datei muss auf {formats} enden.", values={"formats": "pdf"}), "output")
    service, raw, found = _service(), _given(values), []
    with progress("Bericht") as told:
        for part in dossier.parts(service.frozen(stand), raw, Viewer.named(viewer)):
            found.append(part)
            told(len(found), len(dossier.chapters(raw)))
    save(output, dossier.write(found, lang, dossier.wishes(found, service)))


@click.group(cls=Commands)
@click.version_option(__version__, prog_name="graphsvc")
def main() -> None:
    """Drehscheibe: Netzwerke der Selbsthilfe-Kontaktstellen."""


main.add_command(Shelf("ask", entries=CATALOGUE.questions, make=_ask_command, help="eine Frage stellen"))
_DRAW = Shelf("draw", entries=CATALOGUE.maps, make=_draw_command, help="eine Karte oder einen Bericht zeichnen")
_CHOSEN = [option for option in selection_options() if option.name in dossier.TAKES]
_DRAW.add_command(
    Command(
        "dossier",
        callback=_draw_dossier,
        params=[*_options(tuple(_CHOSEN)), _OUTPUT, _STAND, _AS, _LANG],
        help=_draw_dossier.__doc__,
    )
)
main.add_command(_DRAW)


@main.command(params=[_LANG])
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--source", default="", help="hält die Kennungen dieser Liste getrennt")
@click.option("--us", default="", help="Kennung: mit wem alle Zeilen zusammenarbeiten")
@click.option("--dry-run", is_flag=True, help="nur zeigen, was sich ändern würde")
@click.option("--skip-bad", is_flag=True, help="abgelehnte Zeilen auslassen und den Rest laden")
def load(files: tuple[Path, ...], source: str, us: str, dry_run: bool, skip_bad: bool, lang: Language) -> None:
    """Tabellen in der Vorlage laden (CSV, XLSX, ODS)."""
    store = _store()
    records, areas = store.records(Viewer.STAFF), store.areas()
    with progress("Lesen") as told:
        found = exchange_load.load(read(files), records, areas, Options(source=source, us=us), told)
    for remark in found.remarks:
        sign = "✗" if remark.refused else "·"
        click.echo(f"{sign} {remark.file}: {remark.place.into(lang)}: {remark.text.into(lang)}", err=True)
    refused = bool(found.refused) and not skip_bad
    if dry_run:
        _print_changes(found.changes, lang)
    elif not refused and found.changes.changes:
        with progress("Schreiben") as told:
            store.apply(found.changes, actor=ACTOR, key=secrets.token_hex(16), progress=told)
    click.echo(_counts(found, nothing=refused and not dry_run))
    if refused and not dry_run:
        raise Refused(
            Text("Es wurde nichts geladen. Bitte die Zellen oben verbessern, oder mit --skip-bad den Rest laden.")
        )


def _counts(found: Import, nothing: bool) -> str:
    counts = {**found.counts, **({"added": 0, "changed": 0} if nothing else {})}
    return ", ".join(f"{name}: {counts[name]}" for name in ("added", "changed", "unchanged", "refused"))


def _print_changes(changes: ChangeSet, lang: Language) -> None:
    sign = {"added": "+", "changed": "~", "removed": "-"}
    for item in changes:
        fields = "; ".join(
            f"{name}: {say(new, lang)}" if item.before is None else f"{name}: {say(old, lang)} → {say(new, lang)}"
            for name, (old, new) in item.fields().items()
            if item.subject != "contact"  # contact details don't belong on a terminal that may be logged
        )
        click.echo(f"{sign[item.verb]} {SUBJECT_LABELS[item.subject].into(lang)} {item.id} {fields}".rstrip())


@main.group(cls=Commands)
def areas() -> None:
    """Gebiete."""


@areas.command("load", params=[_LANG])
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--stand", type=click.DateTime(["%Y-%m-%d"]), help="Gebietsstand: Tag der Zahlen; ohne Angabe der aus den Dateien"
)
@click.option("--source", default="", help="woher die Zahlen sind")
def load_areas(files: tuple[Path, ...], stand: Any, source: str, lang: Language) -> None:
    """Gemeinden, Kreise, Stadtbezirke, Umrisse, Gebietsänderungen und Fahrzeiten laden.

    Verzeichnisse (GV100AD, GV-ISys), Tabellen (CSV, XLSX, ODS), Umrisse (GeoJSON, TopoJSON).

    Eine Tabelle hat die Spalten ags und name und, wo bekannt, population, lat und lon. Der Schlüssel eines Stadtbezirks hat zehn
    Ziffern: die acht des AGS seiner Stadt und zwei eigene, etwa 0811100001. Die Stadt muss geladen sein oder in der Datei stehen.
    Umrisse tragen den Schlüssel als Eigenschaft ags; ohne lat und lon gilt ein Punkt darin. Zwischen Stadtbezirken wird gerechnet,
    wo von allen einer Stadt die Einwohner und der Ort bekannt sind.
    """
    source = source or ", ".join(file.name for file in files)
    done = exchange_areas(_store(), read(files), stand=stand.date() if stand else None, source=source, actor=ACTOR)
    for text in done.remarks:
        click.echo(f"· {text.into(lang)}", err=True)
    counts = ", ".join(f"{name}: {number}" for name, number in done.counts.items())
    click.echo(f"{counts}, stand: {done.stand or '–'}")


@main.command("demo", params=[_LANG])
@click.option("--scale", type=click.Choice(demo.SCALES), default="state", show_default=True)
def fill_demo(scale: demo.Scale, lang: Language) -> None:
    """Die Beispielregion in eine leere Datenbank laden."""
    store = _store()
    if store.revision():
        text = Text(
            "In der Datenbank steht schon etwas. Für die Beispieldaten bitte eine andere in GRAPHSVC_STORE nennen."
        )
        raise Refused(text)
    with progress("Demo") as told:
        click.echo(f"added: {_fill_with_demo(store, scale, told)}")


@main.command(params=[_LANG, _AS])
@click.argument("format", type=click.Choice(list(exchange_write.FORMATS)))
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), required=True)
def export(format: str, output: Path, viewer: str, lang: Language) -> None:
    """Alles als Vorlage ausgeben, zum Weitergeben oder Wiederladen."""
    save(output, exchange_write.write(_store().records(Viewer.named(viewer)), format))


@main.command("copy", params=[_LANG])
@click.argument("source")
@click.argument("target")
def copy_store(source: str, target: str, lang: Language) -> None:
    """Alles in eine andere Datenbank kopieren: SOURCE und TARGET sind Adressen wie in GRAPHSVC_STORE.

    Oder Namen von Umgebungsvariablen, in denen sie stehen: so erscheint kein Passwort in der Liste der Prozesse.
    """
    here, there = (os.environ.get(address, address) for address in (source, target))
    origin, copied = _store(here), _store(there, half=True)
    with progress("Kopieren") as told:
        proof = copying.copy(origin, copied, told)
    revisions = origin.lengths()
    click.echo(f"revisions: {len(revisions)}, changes: {sum(size for _, size in revisions)}, sha256: {proof}")


@main.command(params=[_LANG])
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(0, 65535), envvar="PORT", default=8000, show_default=True, show_envvar=True)
def serve(host: str, port: int, lang: Language) -> None:
    """Die Seiten und die Schnittstelle im Browser anbieten."""
    import waitress

    settings = read_settings()
    check_address(host, settings)
    app = create_app(settings)
    shown = f"[{host}]" if ":" in host else host
    try:
        server = waitress.create_server(
            app,
            host=host,
            port=port,
            threads=8,
            ident=None,
            max_request_body_size=128 * 1024 * 1024,
            clear_untrusted_proxy_headers=False,  # they tell that a proxy forwarded: then nobody is staff
        )
    except OSError:
        text = Text(
            "Auf {host} ist der Anschluss {port} nicht zu haben. Mit --port einen anderen nehmen.",
            values={"host": shown, "port": str(port)},
        )
        raise Refused(text) from None
    click.echo(
        Text("Drehscheibe läuft: http://{host}:{port}/", values={"host": shown, "port": str(port)}).into(lang), err=True
    )
    server.run()


if __name__ == "__main__":
    main()
