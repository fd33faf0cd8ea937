"""A list of 300,000 rows is loaded in reasonable time and memory."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from graphsvc.model import Viewer

ROWS = 300_000
KINDS = ("Selbsthilfegruppe", "Klinik", "Beratungsstelle", "Verein")
AREAS = ("8117", "Böblingen", "1067", "14713")
STATUS = Path("/proc/self/status")
# The most memory it had by itself: what wait4 tells of a child includes what the process had that started it.
COMMAND = f"""
import sys, app
sys.argv[0] = "graphsvc"
try:
    app.main()
finally:
    print(open("{STATUS}").read().partition("VmHWM:")[2].split()[0], file=sys.stderr)
"""


@pytest.mark.skipif(not STATUS.exists(), reason="this system does not tell how much memory a process took")
def test_300_000_rows_take_no_more_than_two_minutes_and_two_gigabytes(desk, tmp_path):
    path = tmp_path / "gross.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("id;name;kind;area;topics\n")
        file.writelines(
            f"{n};Ort {n} Musterstadt;{KINDS[n % 4]};{AREAS[n // 4 % 4]};Thema {n % 150}\n" for n in range(ROWS)
        )
    started = time.monotonic()
    process = subprocess.run(
        [sys.executable, "-c", COMMAND, "load", str(path)],
        env={**os.environ, "GRAPHSVC_STORE": f"sqlite:///{desk.path}"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert process.stdout == f"added: {ROWS}, changed: 0, unchanged: 0, refused: 0\n"
    assert time.monotonic() - started < 120
    peak = int(process.stderr.split()[-1]) * 1024
    assert 2**27 < peak < 2 * 2**30
    records = desk.store.records(Viewer.STAFF)
    assert len(records.partners) == ROWS
    assert records.partners["299999"].kind == "association"
