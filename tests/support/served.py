"""The real command: called, run in a process of its own, or serving on a free port until the test is over."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner, Result

import app

ROOT = Path(__file__).parents[2]
_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # never through a proxy of this machine


def environment(store: str, **more: str) -> dict[str, str]:
    """The environment of a command: nothing of what the machine says about Drehscheibe, only what the test says."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GRAPHSVC_") and name != "PORT"}
    return {**kept, "GRAPHSVC_STORE": store, "PYTHONIOENCODING": "utf-8", **more}


def command(*arguments: object, store: str, **more: str) -> subprocess.CompletedProcess[bytes]:
    """Run ``graphsvc`` with these arguments."""
    words = [sys.executable, str(ROOT / "app.py"), *map(str, arguments)]
    return subprocess.run(words, env=environment(store, **more), capture_output=True, check=False, timeout=60)


def invoke(*arguments: object, store: Path | str, **more: str) -> Result:
    """Call ``graphsvc`` in this process; ``store`` is a file, or an address."""
    address = str(store) if "://" in str(store) else f"sqlite:///{store}"
    cleared = {name: None for name in os.environ if name.startswith("GRAPHSVC_") or name == "PORT"}
    env = {**cleared, "GRAPHSVC_STORE": address, **more}
    return CliRunner().invoke(app.main, [str(argument) for argument in arguments], env=env)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Server:
    """A running server, the file that its stderr goes to, and its process."""

    base: str
    said: Path
    process: int

    def ask(self, path: str, method: str = "GET", data: bytes | None = None, **headers: str) -> tuple[int, str]:
        """Return status and text; ``X_Forwarded_For="…"`` is a header."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        asked = urllib.request.Request(self.base + path, data=data, headers=named, method=method)
        try:
            with _DIRECT.open(asked, timeout=20) as response:
                return response.status, response.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()


@contextmanager
def serving(store: str, folder: Path, *arguments: str, **more: str) -> Iterator[Server]:
    """Serve until the block ends; both streams go to one file, to be read for what must not be there."""
    port = free_port()
    said = folder / f"said-{port}"
    words = [sys.executable, str(ROOT / "app.py"), "serve", "--port", str(port), *arguments]
    with said.open("wb") as file:
        process = subprocess.Popen(words, env=environment(store, **more), stdout=file, stderr=subprocess.STDOUT)
        server = Server(f"http://127.0.0.1:{port}", said, process.pid)
        try:
            _wait(server, process)
            yield server
        finally:
            process.terminate()
            process.wait(10)


def _wait(server: Server, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        try:
            if server.ask("/healthz")[0] == 200:
                return
        except OSError:
            time.sleep(0.1)
        if process.poll() is not None:
            break
    raise AssertionError(f"the server did not start: {server.said.read_text()}")
