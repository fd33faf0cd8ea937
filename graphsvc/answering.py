"""What is asked, as a value; answered here, or by a process of its own that is sent such values."""

from __future__ import annotations

import logging
import multiprocessing
import os
import pickle
import signal
import threading
import time
import traceback
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Any, TypeAlias

from graphsvc.catalogue import Catalogue
from graphsvc.errors import DrehscheibeError
from graphsvc.garbage import held_collector
from graphsvc.kernels import Progress, silent
from graphsvc.model import Answer, Selection, Viewer
from graphsvc.store import Stand, Store

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]  # a module, or none

Opener: TypeAlias = Callable[[str], tuple[Store, Catalogue]]
COMPUTING = "computing"  # what the process says between reading and its answer
_OFTEN = 0.5  # seconds
_NICER = 10  # of 19: what a batch job is given


@dataclass(frozen=True, kw_only=True)
class Asking:
    """A question by name, what it is asked about, and for whom; ``stand`` is an earlier one, None: what is recorded now."""

    question: str
    selection: Selection
    arguments: tuple[tuple[str, Any], ...]
    viewer: Viewer
    stand: Stand | None = None

    def answered(
        self, store: Store, catalogue: Catalogue, read: Callable[[], None] = lambda: None, progress: Progress = silent
    ) -> Answered:
        """Answer it; ``read`` is called when the network is read, ``progress`` while the answer is computed."""
        question = catalogue.questions[self.question]
        reach = question.reach(self.selection)
        network = (store.earlier(self.stand) if self.stand else store).network(reach, self.viewer)
        if reach != self.selection:
            network = copy(network)
            network.selection = self.selection
        read()
        with held_collector():
            answer = question.answer(network, dict(self.arguments), progress)
        return Answered(answer=answer, revision=network.revision)


@dataclass(frozen=True, kw_only=True)
class Answered:
    """An answer, and the revision of the network that it is about."""

    answer: Answer
    revision: int


class Broken(Exception):
    """A question failed in the other process, in a way that nobody thought of; where, its own log says."""


def serve(opener: Opener, url: str, pipe: Connection) -> None:
    """Answer what comes through the pipe, until it closes: what the other process runs."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a Ctrl-C is for the server, which then closes the pipe
    _end_with_the_parent()
    _give_way()
    opened: tuple[Store, Catalogue] | None = None
    while True:
        try:
            asking: Asking = pipe.recv()
        except EOFError:
            return
        try:
            opened = opened or opener(url)
            found = pickle.dumps(asking.answered(*opened, lambda: pipe.send(COMPUTING), _not_too_often(pipe)))
        except DrehscheibeError as refused:
            found = pickle.dumps(refused)
        except MemoryError:
            return  # what it has built so far goes with it
        except Exception as error:  # a fault of ours: it is told, and the process lives on
            frames = "".join(traceback.format_list(traceback.extract_tb(error.__traceback__)))
            logging.getLogger(__name__).error("%s in %s\n%s", type(error).__name__, asking.question, frames)
            found = pickle.dumps(Broken(type(error).__name__))
        pipe.send_bytes(found)


def _not_too_often(pipe: Connection) -> Progress:
    """Return what says through the pipe how far a question is, as often as somebody may look."""
    told = 0.0

    def tell(done: int, total: int) -> None:
        nonlocal told
        if done == total or time.monotonic() > told + _OFTEN:
            told = time.monotonic()
            pipe.send((done, total))

    return tell


def _give_way() -> None:
    """Let the server have the processor first: a question may take a moment longer, a page may not."""
    if hasattr(os, "nice"):  # not on Windows
        os.nice(_NICER)


def _end_with_the_parent() -> None:
    """End this process when the one that started it is gone, even while igraph or scipy hold the interpreter."""
    parent = multiprocessing.parent_process()
    if parent is None:
        raise RuntimeError("this is no process of a worker")
    if fcntl is None:
        threading.Thread(target=lambda: (wait([parent.sentinel]), os._exit(1)), daemon=True).start()
        return
    # The sentinel is a pipe's end: when the parent's end closes, the system sends SIGIO, which nothing here handles.
    signal.signal(signal.SIGIO, signal.SIG_DFL)
    fcntl.fcntl(parent.sentinel, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(parent.sentinel, fcntl.F_SETFL, fcntl.fcntl(parent.sentinel, fcntl.F_GETFL) | os.O_ASYNC)
    if wait([parent.sentinel], 0):
        os._exit(1)  # it was gone already
