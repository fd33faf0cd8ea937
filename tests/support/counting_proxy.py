"""A way to a server on which the bytes are counted."""

from __future__ import annotations

import re
import socket
import threading
from contextlib import suppress
from urllib.parse import urlsplit


class CountingProxy:
    """Forwards between a port of its own and a server's; ``url`` is the address through it, without routing around it."""

    def __init__(self, url: str) -> None:
        self._target = ("127.0.0.1", urlsplit(url).port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = re.sub(r":\d+$", f":{self._listener.getsockname()[1]}", url.replace("neo4j://", "bolt://"))
        self._guard = threading.Lock()
        self._count = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def taken(self) -> int:
        """Return the bytes since the last time, of both directions."""
        with self._guard:
            count, self._count = self._count, 0
            return count

    def __enter__(self) -> CountingProxy:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            server = socket.create_connection(self._target)
            ends = client, server
            pumps = [threading.Thread(target=self._pump, args=each, daemon=True) for each in (ends, ends[::-1])]
            for pump in pumps:
                pump.start()
            threading.Thread(target=_close, args=(pumps, ends), daemon=True).start()

    def _pump(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65_536):
                with self._guard:
                    self._count += len(data)
                target.sendall(data)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


def _close(pumps: list[threading.Thread], ends: tuple[socket.socket, socket.socket]) -> None:
    for pump in pumps:
        pump.join()
    for end in ends:
        end.close()
