"""Long work beside the requests: a thread each, with its progress and its result."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from graphsvc.store import Progress

T = TypeVar("T")
_MOST_KEPT = 20


class Job(Generic[T]):
    """One piece of work; ``done`` of ``total`` rows so far, then ``result`` or ``error``."""

    def __init__(self, work: Callable[[Progress], T]) -> None:
        self.done = 0
        self.total = 0
        self.result: T | None = None
        self.error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, args=(work,), daemon=True)
        self._thread.start()

    def _run(self, work: Callable[[Progress], T]) -> None:
        try:
            self.result = work(self._tell)
        except BaseException as error:  # whatever it is, the page that waits has to hear of it
            self.error = error

    def _tell(self, done: int, total: int) -> None:
        self.done, self.total = done, total
        time.sleep(0)  # lets other requests through

    @property
    def running(self) -> bool:
        """Whether it is still at it."""
        return self._thread.is_alive()

    def wait(self, seconds: float) -> bool:
        """Wait a little; returns whether it has ended."""
        self._thread.join(seconds)
        return not self.running

    def outcome(self) -> T:
        """Return the result, or raise what went wrong."""
        if self.error is not None:
            raise self.error
        if self.result is None:
            raise RuntimeError("the job has no result yet")
        return self.result


class Jobs(Generic[T]):
    """The last jobs by name; a new one of the same name takes the old one's place."""

    def __init__(self) -> None:
        self._jobs: dict[str, Job[T]] = {}
        self._guard = threading.Lock()

    def start(self, name: str, work: Callable[[Progress], T]) -> Job[T]:
        """Begin."""
        with self._guard:
            self._jobs.pop(name, None)
            for old in [key for key, job in self._jobs.items() if not job.running][: -_MOST_KEPT or None]:
                del self._jobs[old]
            job = self._jobs[name] = Job(work)
        return job

    def get(self, name: str) -> Job[T] | None:
        """Return a job, None where there is none (any more)."""
        return self._jobs.get(name)

    def forget(self, name: str) -> None:
        """Let go of a job's result."""
        with self._guard:
            self._jobs.pop(name, None)
