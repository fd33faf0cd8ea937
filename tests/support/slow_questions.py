"""Wie lange dauert das?

Für Mitarbeitende: questions for the worker that tell in which process they ran and how often, take their time, hold the
interpreter, and fail. The process imports this file by its name, and little else: so it is there soon.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from itertools import repeat
from pathlib import Path

from graphsvc.catalogue import Catalogue, Question, Shelf
from graphsvc.errors import Usage
from graphsvc.kernels import counted
from graphsvc.language import Label, Text
from graphsvc.model import Answer, Column, Network, Table
from graphsvc.params import Place
from graphsvc.stores.sqlite import SqliteStore

SECRET = "sagtniemandweiter"


def slow(network: Network, *, gate: Place = "", log: Place = "", word: Place = "") -> Answer:
    """Add a line to a file, and answer when another file is there."""
    if log:
        with Path(log).open("a") as file:
            file.write(f"{os.getpid()}\n")
    while gate and not Path(gate).exists():
        time.sleep(0.01)
    return told(network)


def steps(network: Network, *, gate: Place = "") -> Answer:
    """Go one of four steps whenever a file is there: the gate's name with a number."""
    for step in counted(range(4), 4, network.progress):
        while not Path(f"{gate}{step}").exists():
            time.sleep(0.01)
    return told(network)


def hog(network: Network, *, log: Place = "") -> Answer:
    """Hold the interpreter for minutes, as a long call of a library in C does."""
    Path(log).write_text(str(os.getpid()))
    sum(repeat(1, 10**11))
    return told(network)


def dies(network: Network) -> Answer:
    """End the process as the system does where memory is out."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("unreachable")


def too_large(network: Network) -> Answer:
    """Ask for more memory than there is."""
    raise MemoryError


def broken(network: Network) -> Answer:
    """Fail as nobody thought of."""
    raise ValueError(SECRET)


def unspeakable(network: Network) -> Answer:
    """Answer with what doesn't pass from one process to another."""
    return Answer(sentence=Text("{x}", values={"x": lambda: SECRET}), method=Text("Methode"))


def refused(network: Network, *, word: Place = "") -> Answer:
    """Refuse a value."""
    raise Usage(Text("Das passt nicht: {n}", values={"n": 1200}), "word")


def told(network: Network) -> Answer:
    """Say where this was, and whom it saw."""
    values = {"partners": len(network.graph), "threads": os.environ.get("OMP_NUM_THREADS", "")}
    column = Column(name="process", label=Label("Prozess", "Process"), role="measure")
    return Answer(
        sentence=Text("{partners} Akteure, {threads}", values=values),
        tables={"slow": Table(title=Label("Wo", "Where"), columns=(column,), rows=((os.getpid(),),))},
        method=Text("Methode"),
    )


_QUESTIONS = (slow, steps, hog, dies, too_large, broken, unspeakable, refused)
CATALOGUE = Catalogue(
    questions=Shelf([Question(each.__name__, sys.modules[__name__], each) for each in _QUESTIONS]),
    maps=Shelf([]),
)


def open_slow(url: str) -> tuple[SqliteStore, Catalogue]:
    """Open a store for these questions."""
    return SqliteStore(Path(url.removeprefix("sqlite:///"))), CATALOGUE


def lines(log: Path) -> list[int]:
    """Return the processes that began an answer, in order."""
    return [int(line) for line in log.read_text().split()] if log.exists() else []


def begun(log: Path, count: int = 1) -> int:
    """Wait until so many answers were begun; returns the last one's process."""
    for _ in range(600):
        if len(found := lines(log)) >= count:
            return found[-1]
        time.sleep(0.05)
    raise AssertionError("nothing has begun")


def alive(process: int) -> bool:
    """Return whether a process runs (one that is dead but not yet collected does not)."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def gone(process: int) -> bool:
    """Wait for the end of a process."""
    for _ in range(300):
        if not alive(process):
            return True
        time.sleep(0.05)
    return False
