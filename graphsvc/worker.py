"""The one process beside the server in which heavy questions are answered: igraph and scipy would hold up everybody else."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import secrets
import threading
import time
from collections import OrderedDict, deque
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import NamedTuple

from graphsvc.answering import Answered, Asking, Opener, serve
from graphsvc.errors import Unanswered
from graphsvc.language import Text

HEAVY = 2000  # partners; up to here a question is answered where it is asked
PATIENCE = 60.0  # seconds for which who doesn't say otherwise waits
_SHORT = 1.0  # and when others wait already, so that threads are left for other requests
_SEATS = 4
_MOST_WAITING = 20
_MOST_KEPT = 64 * 1024 * 1024  # bytes of answers, as they came through the pipe
_MOST_FAILED = 50
_CONTEXT = multiprocessing.get_context("spawn")
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")

STILL = Text("Die Antwort wird noch gerechnet. Bitte gleich noch einmal fragen.")
_STOPPED = Text("Die Berechnung ist abgebrochen.")
_DIED = Text(
    "Die Berechnung ist nicht bis zum Ende gekommen, vielleicht reichte der Speicher nicht. "
    "Bitte noch einmal versuchen oder ein kleineres Gebiet wählen."
)
_CROWDED = Text("Es warten schon viele Fragen auf eine Antwort. Bitte in ein paar Minuten noch einmal fragen.")
_DOING = {
    "waiting": Text("Zuerst wird noch eine andere Frage beantwortet."),
    "reading": Text("Das Netz wird gelesen."),
    "computing": Text("Die Antwort wird gerechnet."),
}


class Key(NamedTuple):
    """What an answer hangs on."""

    asking: Asking
    revision: int
    areas: int


class Job:
    """One question on its way: how far it is, then what came out."""

    def __init__(self, key: Key, partners: int) -> None:
        self.key = key
        self.partners = partners
        self.token = secrets.token_urlsafe(16)
        self.begun = time.monotonic()
        self.stage = "waiting"
        self.step = (0, 0)  # of a step that tells how far it is: how much is done, and of how much
        self.stopped = False
        self.size = 0
        self.outcome: Answered | Exception | None = None
        self.ended = threading.Event()

    @property
    def doing(self) -> Text:
        """What it is at."""
        return _DOING[self.stage]

    @property
    def percent(self) -> int | None:
        """How much is done of the step it is at, where that is known."""
        done, total = self.step
        return 100 * done // total if done < total else None

    @property
    def elapsed(self) -> Text:
        """How long ago it was asked."""
        seconds = int(time.monotonic() - self.begun)
        if seconds < 120:
            return Text("Bisher {n} Sekunde.", "Bisher {n} Sekunden.", seconds)
        return Text("Bisher {n} Minute.", "Bisher {n} Minuten.", seconds // 60)


class Worker:
    """The process, begun with the first question and anew where it ended, and the answers that it gave.

    Parameters
    ----------
    opener : callable
        address → store and catalogue; the process imports it by its name, so it stands at the top of a module.
    url : str
        The store's address.
    heavy : int
        Questions on more partners than that belong here.
    patience : float
        How many seconds one waits for an answer who doesn't say otherwise.
    """

    def __init__(self, opener: Opener, url: str, heavy: int = HEAVY, patience: float = PATIENCE) -> None:
        self.heavy = heavy
        self._patience = patience
        self._opener, self._url = opener, url
        self._guard = threading.Lock()  # over all that follows
        self._jobs: OrderedDict[Key, Job] = OrderedDict()  # unfinished and answered ones
        self._failed: OrderedDict[str, Exception] = OrderedDict()
        self._queue: deque[Job] = deque()
        self._running: Job | None = None
        self._process: SpawnProcess | None = None
        self._pipe: Connection  # of the process, where there is one
        self._seats = threading.BoundedSemaphore(_SEATS)
        for name in _THREADS:  # a process reads them when it loads its libraries, so they are set before it begins
            os.environ.setdefault(name, "1")

    def begin(self) -> None:
        """Begin the process before anybody asks; it takes seconds to load its libraries."""
        with self._guard:
            # a server's script may be run in its worker, too
            if self._process is None and multiprocessing.parent_process() is None:
                self._start()

    # -- asking --------------------------------------------------------------------------------------------------

    def knows(self, key: Key) -> bool:
        """Return whether the answer is there or on its way."""
        return key in self._jobs

    def answer(self, key: Key, partners: int, patience: float | None = None) -> Answered:
        """Return the answer, computed once however many ask for it.

        Raises
        ------
        Unanswered
            It isn't there yet, was stopped, or the process died.
        """
        job = self._job(key, partners)
        patience = self._patience if patience is None else patience
        seated = patience > _SHORT and self._seats.acquire(blocking=False)
        try:
            job.ended.wait(patience if seated else min(patience, _SHORT))
        finally:
            if seated:
                self._seats.release()
        if job.outcome is None:
            raise Unanswered(STILL, job)
        if isinstance(job.outcome, Exception):
            raise job.outcome
        return job.outcome

    def unfinished(self, token: str) -> Job | None:
        """Return a job that waits or is being computed."""
        with self._guard:
            return next((job for job in self._jobs.values() if job.token == token and not job.outcome), None)

    def failure(self, token: str) -> Exception | None:
        """Return why a job ended without an answer, for the page that waits for it."""
        return self._failed.get(token)

    def stop(self, token: str) -> None:
        """Stop a job: what is being computed can't be interrupted, so the process ends with it."""
        with self._guard:
            job = next((job for job in self._queue if job.token == token), None)
            if job:
                self._queue.remove(job)
                self._end(job, Unanswered(_STOPPED))
            elif self._running and self._running.token == token:
                job = self._running
                job.stopped = True
                self._kill()
        if job:
            job.ended.wait(_SHORT)  # so that who looks next sees it ended

    def close(self) -> None:
        """End the process."""
        with self._guard:
            while self._queue:
                self._end(self._queue.popleft(), Unanswered(_STOPPED))
            self._kill()

    def _job(self, key: Key, partners: int) -> Job:
        with self._guard:
            if key in self._jobs:
                self._jobs.move_to_end(key)
                return self._jobs[key]
            for other, job in list(self._jobs.items()):
                if job.outcome and other[1:] != key[1:]:
                    del self._jobs[other]  # of another revision: what was taken out there may stand in it
            if len(self._queue) >= _MOST_WAITING:
                raise Unanswered(_CROWDED)
            job = self._jobs[key] = Job(key, partners)
            self._queue.append(job)
            if self._running is None:
                self._running = job
                threading.Thread(target=self._work, daemon=True).start()
        return job

    # -- the thread that talks to the process ---------------------------------------------------------------------------

    def _work(self) -> None:
        while job := self._next():
            try:
                outcome = self._computed(job)
            except Exception as error:  # whatever it is, those who wait have to hear of it
                gone = isinstance(error, EOFError | OSError)
                outcome = Unanswered(_STOPPED if job.stopped else _DIED) if gone else error
                with self._guard:
                    self._kill()
            with self._guard:
                self._end(job, outcome)

    def _next(self) -> Job | None:
        with self._guard:
            self._running = self._queue.popleft() if self._queue else None
            return self._running

    def _computed(self, job: Job) -> Answered | Exception:
        job.stage = "reading"
        pipe = self._ready(job)
        pipe.send(job.key.asking)
        while True:
            data = pipe.recv_bytes()
            told: str | tuple[int, int] | Answered | Exception = pickle.loads(data)  # noqa: S301 our own process wrote it
            if isinstance(told, str):
                job.stage = told
            elif isinstance(told, tuple):
                job.step = told
            else:
                job.size = len(data)
                return told

    def _ready(self, job: Job) -> Connection:
        """Return the pipe to a process that lives, where the job is still wanted."""
        with self._guard:
            if job.stopped:
                raise EOFError
            if self._process is None or not self._process.is_alive():
                self._start()
            return self._pipe

    def _start(self) -> None:
        self._kill()
        self._pipe, theirs = _CONTEXT.Pipe()
        process = _CONTEXT.Process(target=serve, args=(self._opener, self._url, theirs), daemon=True)
        process.start()
        theirs.close()  # so that the pipe ends when the process does
        self._process = process

    def _kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.join(_SHORT)
        self._process = None

    def _end(self, job: Job, outcome: Answered | Exception) -> None:
        """Let those who wait hear what came out; failures are told to the pages that wait, and asked anew."""
        job.outcome = outcome
        if isinstance(outcome, Exception):
            self._jobs.pop(job.key, None)
            self._failed[job.token] = outcome
            if len(self._failed) > _MOST_FAILED:
                self._failed.popitem(last=False)
        answered = [each for each in self._jobs.values() if each.outcome]
        while len(answered) > 1 and sum(each.size for each in answered) > _MOST_KEPT:
            del self._jobs[answered.pop(0).key]
        job.ended.set()
