"""A list of 300,000 rows is loaded in reasonable time and memory."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest

from graphsvc.model import Viewer

ROWS = 300_000
KINDS = ("Selbsthilfegruppe", "Klinik", "Beratungsstelle", "Verein")
AREAS = ("8117", "Böblingen", "1067", "14713")
COMMAND = "import sys, app; sys.argv[0] = 'graphsvc'; app.main()"


@pytest.mark.skipif(not hasattr(os, "wait4"), reason="Windows does not tell how much memory a process took")
def test_300_000_rows_take_no_more_than_two_minutes_and_two_gigabytes(desk, tmp_path):
    path = tmp_path / "gross.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("id;name;kind;area;topics\n")
        file.writelines(
            f"{n};Ort {n} Musterstadt;{KINDS[n % 4]};{AREAS[n // 4 % 4]};Thema {n % 150}\n" for n in range(ROWS)
        )
    started = time.monotonic()
    with (tmp_path / "out").open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-c", COMMAND, "load", str(path)],
            env={**os.environ, "GRAPHSVC_STORE": f"sqlite:///{desk.path}"},
            stdout=out,
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    assert (tmp_path / "out").read_text() == f"added: {ROWS}, changed: 0, unchanged: 0, refused: 0\n"
    assert time.monotonic() - started < 120
    assert usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024) < 2 * 2**30
    records = desk.store.records(Viewer.STAFF)
    assert len(records.partners) == ROWS
    assert records.partners["299999"].kind == "association"
