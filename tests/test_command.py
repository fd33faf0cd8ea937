"""The command: what it prints where, and the exit code that a script relies on."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import pty
import re
import socket
import subprocess
import sys
import zipfile
from functools import partial
from pathlib import Path

import pypdf
import pytest
from served import ROOT, command, environment, invoke
from web_records import OFFICE, SECRETS, opened

import app
from graphsvc import __version__

LIST = "Name;Art;Ort\nHaus Eins;Klinik;Göppingen\nHaus Zwei;Klinikk;Göppingen\n"


@pytest.fixture
def run(tmp_path):
    """Call the command on a store with a few records; ``store`` names another one."""
    opened(tmp_path).close()
    return partial(invoke, store=tmp_path / "store.db")


@pytest.fixture
def liste(tmp_path):
    path = tmp_path / "liste.csv"
    path.write_text(LIST, "utf-8")
    return path


def test_an_answer_is_all_that_stands_on_stdout(run):
    asked = run("ask", "hubs", "--top", 1)
    assert (asked.exit_code, asked.stderr) == (0, "")
    assert asked.stdout.startswith(f"Die meisten Verbindungen hat {OFFICE.name}")
    english = run("ask", "hubs", "--lang", "en")
    assert (english.exit_code, "has the most ties" in english.stdout) == (0, True)


def test_who_sits_at_a_terminal_sees_on_stderr_that_it_goes_on(run, tmp_path):
    terminal, end = pty.openpty()
    words = [sys.executable, str(ROOT / "app.py"), "ask", "hubs", "--top", "1"]
    store = environment(f"sqlite:///{tmp_path / 'store.db'}", TERM="xterm")
    asked = subprocess.run(words, env=store, stdout=subprocess.PIPE, stderr=end, check=True, timeout=60)
    os.close(end)
    seen = b""
    with contextlib.suppress(OSError):  # that is how a terminal ends
        while part := os.read(terminal, 65536):
            seen += part
    os.close(terminal)
    assert re.search(rb"Rechnen .*0:00:\d\d", seen)
    assert asked.stdout.decode() == run("ask", "hubs", "--top", 1).stdout


def test_an_answer_in_each_format_says_the_same(run):
    told = json.loads(run("ask", "hubs", "--format", "json").stdout_bytes)
    assert set(told) == {"sentence", "tables", "marks", "method", "caveats", "selection", "revision"}
    table = told["tables"]["hubs"]
    rows = list(csv.reader(io.StringIO(run("ask", "hubs", "--format", "csv").stdout_bytes.decode())))
    assert rows[0] == table["columns"]
    assert [row[0] for row in rows[1:]] == [row[0] for row in table["rows"]]
    book = run("ask", "hubs", "--format", "xlsx").stdout_bytes
    assert {"xl/workbook.xml"} < set(zipfile.ZipFile(io.BytesIO(book)).namelist())


def test_the_public_sees_no_more_by_the_command(run, tmp_path):
    for name in app.CATALOGUE.questions:
        told = run("ask", name, "--as", "public", "--format", "json")
        assert told.exit_code == 0, told.stderr
        assert [word for word in SECRETS if word in told.stdout] == []
    run("export", "csv", "-o", tmp_path / "alles.zip", "--as", "public")
    with zipfile.ZipFile(tmp_path / "alles.zip") as archive:
        told = "".join(archive.read(name).decode() for name in archive.namelist())
    assert OFFICE.name in told
    assert [word for word in SECRETS if word in told] == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["ask", "nix"], "nix"),
        (["ask", "hubs", "--nix", "1"], "--nix"),
        (["ask", "hubs", "--top", "viele"], "bitte eine Zahl ab 0 angeben"),
        (["ask", "hubs", "--top", "viele", "--lang", "en"], "please give a number of 0 or more"),
        (["ask", "hubs", "--on", "heute"], "bitte ein Datum wie 2024-03-01 angeben"),
        (["ask", "hubs", "--area", "99"], "Das Gebiet „99“ ist nicht bekannt"),
        (["ask", "hubs", "--kind", "nix"], "Möglich sind: contact_office"),
        (["ask", "hubs", "--format", "pdf"], "pdf"),
        (["ask", "hubs", "--as", "chef"], "chef"),
        (["draw", "ring_map"], "--output"),
        (["draw", "ring_map", "-o", "karte.gif"], "Die Datei muss auf svg, png, pdf, html enden"),
        (["draw", "ring_map", "-o", "karte"], "Die Datei muss auf"),
        (["draw", "ring_map", "-o", "nirgends/karte.svg"], "ist nicht zu schreiben"),
        (["draw", "ring_map", "-q", "nix", "-o", "karte.svg"], "nix"),
        (["draw", "ring_map", "--top", "3", "-o", "karte.svg"], "Den Parameter „top“ gibt es hier nicht"),
        (["load"], "FILES"),
        (["load", "nirgends.csv"], "Die Datei nirgends.csv ist nicht zu lesen"),
        (["load", __file__, "--us", "nix"], "Den Akteur „nix“ gibt es nicht"),
        (["export", "pdf", "-o", "a.pdf"], "pdf"),
        (["export", "xlsx", "-o", "nirgends/a.xlsx"], "ist nicht zu schreiben"),
        (["serve", "--port", "viele"], "viele"),
        (["nix"], "nix"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_is_used_wrongly_ends_with_2_and_a_sentence(run, tmp_path, monkeypatch, arguments, said):
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.iterdir())
    ended = run(*arguments)
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert said in ended.stderr
    assert not [path for path in tmp_path.iterdir() if path not in before and "store.db" not in path.name]


@pytest.mark.parametrize("settings", [{"GRAPHSVC_VIEWER": "alle"}, {"GRAPHSVC_DEMO": "vielleicht"}, {"PORT": "viele"}])
def test_a_setting_that_is_none_ends_with_2_and_a_sentence(run, settings):
    ended = run("serve", "--host", "0.0.0.0", **settings)  # which staff's view never gets past
    assert ended.exit_code == 2, ended.exception
    assert next(iter(settings)).lower() in ended.stderr.lower()
    assert "https://" not in ended.stderr


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1"])
def test_to_serve_staffs_view_to_a_network_is_refused(run, host):
    for language, said in (("de", "noch keine Konten"), ("en", "no accounts yet")):
        refused = run("serve", "--host", host, "--lang", language)
        assert (refused.exit_code, refused.stdout) == (1, "")
        assert host in refused.stderr
        assert said in refused.stderr


def unwritable(tmp_path):
    """A folder that nobody may write to: for root, whom no permission stops, the kernel's own."""
    folder = tmp_path / "closed"
    folder.mkdir(mode=0o500)
    return Path("/proc") if os.access(folder, os.W_OK) else folder


def test_a_store_out_of_reach_ends_with_3(run, tmp_path, liste):
    for path in (unwritable(tmp_path) / "x.db", liste / "x.db"):
        ended = run("ask", "hubs", store=path)
        assert (ended.exit_code, ended.stdout) == (3, "")
        assert "ist gerade nicht zu gebrauchen" in ended.stderr
    for arguments in (
        ["ask", "hubs"],
        ["load", liste],
        ["export", "csv", "-o", tmp_path / "a.zip"],
        ["demo"],
        ["serve"],
    ):
        ended = run(*arguments, store=liste)
        assert (ended.exit_code, ended.stdout) == (3, ""), arguments
        assert "liste.csv ist gerade nicht zu gebrauchen" in ended.stderr
    assert liste.read_text("utf-8") == LIST
    assert run("ask", "hubs", store="mysql://host").exit_code == 2


@pytest.mark.parametrize(
    ("ending", "begins"), [("svg", b"<svg"), ("png", b"\x89PNG"), ("pdf", b"%PDF-"), ("html", b"<!doctype html>")]
)
def test_a_map_is_drawn_in_each_format(run, tmp_path, ending, begins):
    for name in app.CATALOGUE.maps if ending in ("svg", "html") else ["ring_map"]:  # the others are made from the SVG
        path = tmp_path / f"{name}.{ending.upper()}"
        drawn = run("draw", name, "-q", "hubs", "--top", 3, "-o", path)
        assert (drawn.exit_code, drawn.stdout) == (0, ""), drawn.stderr
        assert path.read_bytes().lstrip()[: len(begins)] == begins
        if ending in ("svg", "html") and name in ("network_map", "ring_map"):  # which name the office
            assert OFFICE.name.split()[0] in path.read_text("utf-8")


def test_a_sheet_takes_its_wishes_and_a_stand(run, tmp_path):
    def sheet(*wishes):
        ended = run("draw", "ring_map", *wishes, "-o", tmp_path / "blatt.pdf")
        assert (ended.exit_code, ended.stdout) == (0, ""), ended.stderr
        page, *_ = pypdf.PdfReader(tmp_path / "blatt.pdf").pages
        return round(page.mediabox.width), page.extract_text()

    (a4, named), (a3, unnamed) = sheet("--paper", "A4"), sheet("--paper", "a3", "--names", "no")
    assert (a4, a3) == (595, 842)
    assert OFFICE.name in named.replace("\n", " ")
    assert OFFICE.name not in unnamed.replace("\n", " ")
    assert sheet("--stand", "1")[0] == 595
    for wrong, said in ((["--paper", "a5"], "a4, a3"), (["--names", "x"], "yes, no"), (["--stand", "x"], "Fassung")):
        ended = run("draw", "ring_map", *wrong, "-o", tmp_path / "blatt.pdf")
        assert (ended.exit_code, ended.stdout) == (2, "")
        assert said in ended.stderr
    assert run("ask", "hubs", "--stand", "99").exit_code == 1


def test_a_real_process_keeps_streams_and_codes_apart(tmp_path, liste):
    opened(tmp_path).close()
    store = f"sqlite:///{tmp_path / 'store.db'}"
    loaded = command("load", liste, store=store)
    assert (loaded.returncode, loaded.stdout) == (1, b"added: 0, changed: 0, unchanged: 0, refused: 1\n")
    assert "Meinten Sie „Klinik“?" in loaded.stderr.decode()
    lost = command("ask", "hubs", store=f"sqlite:///{liste}")
    assert (lost.returncode, lost.stdout) == (3, b"")
    assert b"Traceback" not in lost.stderr


def test_a_port_that_is_taken_is_told(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ended = command("serve", "--port", port, store=f"sqlite:///{tmp_path / 'x.db'}")
    assert ended.returncode == 1
    assert str(port) in ended.stderr.decode()
    assert b"Traceback" not in ended.stderr


def test_the_version_is_told(run):
    assert run("--version").stdout == f"graphsvc, version {__version__}\n"
