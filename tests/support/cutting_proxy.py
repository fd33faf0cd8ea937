"""A way to a Neo4j that can be cut, stalled, slowed and overheard: on loopback, between a store and its server."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal, TypeAlias
from urllib.parse import urlsplit

COMMIT = b"\x00\x02\xb0\x12\x00\x00"
"""What a driver sends to commit, as Bolt writes it."""

When: TypeAlias = Literal["before", "during", "after"]


@dataclass
class Trap:
    """What happens when a client sends something for the nth time; ``sprung`` says that it did."""

    pattern: bytes
    nth: int
    when: When
    then: Callable[[], object]
    sprung: threading.Event

    def spring(self) -> None:
        self.then()
        self.sprung.set()


class _Line:
    """A client's connection, and ours to the server for it."""

    def __init__(self, client: socket.socket, server: socket.socket) -> None:
        self.client, self.server = client, server
        self.awaiting: Trap | None = None

    def cut(self) -> None:
        for end in (self.client, self.server):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


class CuttingProxy:
    """Forwards between a port of its own and a server's, whose address with ``bolt://`` is given.

    With ``neo4j://`` the server's own routing table would lead around it.

    Attributes
    ----------
    url : str
        The address through the proxy.
    delay : float
        Seconds that every piece takes, in either direction.
    refusing : bool
        Whether new connections are closed at once.
    """

    def __init__(self, url: str) -> None:
        self._target = ("127.0.0.1", urlsplit(url).port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = re.sub(r":\d+$", f":{self._listener.getsockname()[1]}", url)
        self.delay = 0.0
        self.refusing = False
        self._flowing = threading.Event()
        self._flowing.set()
        self._guard = threading.Lock()
        self._lines: set[_Line] = set()
        self._traps: list[Trap] = []
        self._swaps: dict[bytes, bytes] = {}
        self._left: int | None = None
        threading.Thread(target=self._accept, daemon=True).start()

    def drop(self) -> None:
        """Cut all connections."""
        with self._guard:
            lines = list(self._lines)
        for line in lines:
            line.cut()

    def cut_after(self, size: int) -> None:
        """Cut all connections when the server has answered so many bytes more: what is under way comes half."""
        with self._guard:
            self._left = size

    def stall(self) -> None:
        """Forward nothing, and keep all connections open."""
        self._flowing.clear()

    def flow(self) -> None:
        """Go on after ``stall``."""
        self._flowing.set()

    def swap(self, old: bytes, new: bytes) -> None:
        """Replace bytes in the server's answers by as many others."""
        assert len(old) == len(new)
        self._swaps[old] = new

    def trap(
        self, pattern: bytes, then: Callable[[], object] | None = None, *, nth: int = 1, when: When = "before"
    ) -> threading.Event:
        """Do something (by default `drop`) when a client sends a pattern for the nth time; returns what says so.

        ``before`` the server hears of it, ``during``: as soon as it was sent on, or ``after`` the server answered
        and before the client hears of that.
        """
        trap = Trap(pattern, nth, when, then or self.drop, threading.Event())
        with self._guard:
            self._traps.append(trap)
        return trap.sprung

    def forget(self) -> None:
        """Let go of all that was asked for; connections stay."""
        with self._guard:
            self._traps, self._left = [], None
        self._swaps.clear()
        self.delay, self.refusing = 0.0, False
        self.flow()

    def close(self) -> None:
        """Cut all, for good."""
        self.forget()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.drop()

    def __enter__(self) -> CuttingProxy:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            try:
                if self.refusing:
                    raise ConnectionRefusedError
                server = socket.create_connection(self._target, timeout=5)
            except OSError:
                client.close()
                continue
            server.settimeout(None)
            for end in (client, server):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self._serve, args=(_Line(client, server),), daemon=True).start()

    def _serve(self, line: _Line) -> None:
        with self._guard:
            self._lines.add(line)
        answers = threading.Thread(target=self._pump, args=(line, line.server, self._answer), daemon=True)
        answers.start()
        self._pump(line, line.client, self._question)
        answers.join()
        with self._guard:
            self._lines.discard(line)
        line.client.close()
        line.server.close()

    def _pump(self, line: _Line, source: socket.socket, forward: Callable[[_Line, bytes], None]) -> None:
        with suppress(OSError):
            while data := source.recv(65_536):
                time.sleep(self.delay)
                self._flowing.wait()
                forward(line, data)
        line.cut()

    def _question(self, line: _Line, data: bytes) -> None:
        due = self._due(data)
        for trap in due:
            if trap.when == "before":
                trap.spring()
            elif trap.when == "after":
                line.awaiting = trap
        line.server.sendall(data)
        for trap in due:
            if trap.when == "during":
                trap.spring()

    def _due(self, data: bytes) -> list[Trap]:
        due = []
        with self._guard:
            for trap in list(self._traps):
                trap.nth -= data.count(trap.pattern)
                if trap.nth <= 0:
                    self._traps.remove(trap)
                    due.append(trap)
        return due

    def _answer(self, line: _Line, data: bytes) -> None:
        if line.awaiting:
            trap, line.awaiting = line.awaiting, None
            trap.spring()
        for old, new in self._swaps.items():
            data = data.replace(old, new)
        with self._guard:
            cut = self._left is not None and self._left <= len(data)
            if self._left is not None:
                data, self._left = data[: self._left], None if cut else self._left - len(data)
        line.client.sendall(data)
        if cut:
            self.drop()
