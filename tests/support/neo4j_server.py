"""A real Neo4j Community for tests and for trying out, as a process of our own: jars that ``make setup`` brought, no container."""

from __future__ import annotations

import atexit
import random
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

from neo4j import GraphDatabase
from neo4j.exceptions import AuthError, DriverError, TransientError

KEPT = Path(__file__).parents[2] / ".neo4j"
LIB = KEPT / "lib"
COMPLETE = LIB / ".complete"  # all jars are there
CLASSES = KEPT / "classes.jsa"
"""The jars' classes as the JVM holds them in memory (class data sharing): a start takes 2 s less. It may be missing."""

OLDEST_JAVA = 17
_PACKAGES = "java.nio", "java.io", "sun.nio.ch", "java.util.concurrent"
_START_LIMIT = 120
# Its standard input ends when we end, however that happens. (prctl's death signal comes when the thread ends that
# started the server, which may be well before.)
_WATCH = 'read -r line; kill -9 "$1"'


def missing() -> str:
    """Why no server can run here, with the remedy; "" where one can."""
    return lacking("java") or ("" if COMPLETE.is_file() else "Neo4j's jars are not there: run 'make setup'.")


class Neo4jServer:
    """A server with its data, configuration and logs under ``home``; ``settings`` are further lines of neo4j.conf.

    The port is chosen once, so that the address stays the same over every start.
    """

    def __init__(
        self,
        home: Path,
        *,
        port: int = 0,
        password: str = "drehscheibe-test",
        heap: str = "512m",
        settings: Mapping[str, str] | None = None,
        java: Sequence[str] = (),
    ) -> None:
        self.home = home.resolve()
        self.port = port or _free_port()
        self.password = password
        self.log = self.home / "logs" / "console.log"
        self._settings = dict(settings or {})
        self._java = [f"-Xmx{heap}", *_frugal(heap), *java]
        self._process: subprocess.Popen[bytes] | None = None
        self._watcher: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address for GRAPHSVC_STORE, password included."""
        return self._address("neo4j")

    @property
    def bolt_url(self) -> str:
        """The same without routing."""
        return self._address("bolt")

    @property
    def pid(self) -> int:
        return self._running().pid

    def start(self) -> None:
        """Start, and wait until it answers to our password; its data may yet be out of order, and say so when asked."""
        assert self._process is None, "it runs already"
        if not _is_free(self.port):  # never knock at the door of somebody else's server
            raise RuntimeError(f"Port {self.port} is taken.")
        self._configure()
        with self.log.open("ab") as log:
            # In a session of its own it hears no Ctrl-C: we do, and stop it.
            self._process = subprocess.Popen(
                self._command(), cwd=self.home, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
        watch = ["sh", "-c", _WATCH, "sh", str(self.pid)]
        self._watcher = subprocess.Popen(watch, stdin=subprocess.PIPE, start_new_session=True)
        atexit.register(self.stop)
        try:
            self._wait()
        except BaseException:
            self.kill()
            raise

    def stop(self, patience: float = 20) -> bool:
        """End it in good order; False where it had to be killed, or did not run."""
        if self._process is None:
            return False
        self._process.terminate()
        self.resume()  # paused, it would not hear that
        try:
            self._process.wait(patience)
        except subprocess.TimeoutExpired:
            self.kill()
            return False
        self._forget()
        return True

    def wait(self) -> int:
        """Until it ends without our doing; its status."""
        return self._running().wait()

    def kill(self) -> None:
        """End it as a power cut would."""
        self._running().kill()
        self._forget()

    def pause(self) -> None:
        """Let it fall silent, its connections open."""
        self._running().send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Go on after ``pause``."""
        self._running().send_signal(signal.SIGCONT)

    def restart(self, settings: Mapping[str, str] | None = None) -> None:
        """Stop where it runs, and start; ``settings`` replace the further ones of before."""
        self.stop()
        self._settings = dict(self._settings if settings is None else settings)
        self.start()

    def __enter__(self) -> Neo4jServer:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _running(self) -> subprocess.Popen[bytes]:
        assert self._process is not None, "it does not run"
        return self._process

    def _forget(self) -> None:
        """The process has ended or is about to: nothing of ours stays behind, and nobody may kill its number any more."""
        atexit.unregister(self.stop)
        if self._watcher:
            self._watcher.kill()
            self._watcher.communicate()
        self._running().wait()
        self._process = self._watcher = None

    def _address(self, scheme: str) -> str:
        return f"{scheme}://neo4j:{quote(self.password, safe='')}@127.0.0.1:{self.port}"

    def _configure(self) -> None:
        for name in ("conf", "logs", "tmp"):
            (self.home / name).mkdir(parents=True, exist_ok=True)
        ours = {
            "server.default_listen_address": "127.0.0.1",
            "server.default_advertised_address": "127.0.0.1",
            "server.bolt.listen_address": f":{self.port}",
            "server.bolt.advertised_address": f":{self.port}",
            "server.http.enabled": "false",
            "server.https.enabled": "false",
            "server.memory.pagecache.size": "64m",
            "db.tx_log.preallocate": "false",  # it would be 256 MB for each of two databases
            "dbms.security.auth_enabled": "true",
            "dbms.usage_report.enabled": "false",
            "internal.server.bolt.thread_pool_shutdown_wait_time": "100ms",
            "internal.server.bolt.connection_shutdown_wait_time": "100ms",
        }
        lines = "".join(f"{name}={value}\n" for name, value in {**ours, **self._settings}.items())
        (self.home / "conf" / "neo4j.conf").write_text(lines, "utf-8")

    def _command(self) -> list[str]:
        archive = [f"-XX:SharedArchiveFile={CLASSES}"] if CLASSES.is_file() else []
        opened = [f"--add-opens=java.base/{name}=ALL-UNNAMED" for name in _PACKAGES]
        # Nothing is left in /tmp; the class path is the same for every home, for the archive holds for one path only.
        rest = [f"-Djava.io.tmpdir={self.home / 'tmp'}", "-XX:-UsePerfData", "-cp", f"{LIB}/*"]
        home = [f"--home-dir={self.home}", f"--config-dir={self.home / 'conf'}", "--console-mode"]
        return ["java", *archive, *self._java, *opened, *rest, "org.neo4j.server.CommunityEntryPoint", *home]

    def _wait(self) -> None:
        until = time.monotonic() + _START_LIMIT
        while not self._answers():
            ended = self._running().poll()
            if ended is not None or time.monotonic() > until:
                why = f"did not answer within {_START_LIMIT} s" if ended is None else f"ended with status {ended}"
                said = self.log.read_text("utf-8", "replace").splitlines()[-60:]
                raise RuntimeError("\n".join([f"Neo4j {why}; the end of {self.log}:", *said]))
            time.sleep(0.05)

    def _answers(self) -> bool:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", self.port)):
                return False
        try:
            self._run("SHOW CURRENT USER", self.password)
        except AuthError:  # the first start of this home
            self._run("ALTER CURRENT USER SET PASSWORD FROM 'neo4j' TO $new", "neo4j", new=self.password)
        except (DriverError, TransientError):  # the port may be open before all is there
            return False
        return True

    def _run(self, cypher: str, password: str, **parameters: str) -> None:
        address = f"bolt://127.0.0.1:{self.port}"
        with GraphDatabase.driver(address, auth=("neo4j", password), max_transaction_retry_time=0) as driver:
            driver.execute_query(cypher, parameters, database_="system")


def _frugal(heap: str) -> list[str]:
    """For a small heap: what starts fastest and asks for the least memory; a large one is there for measuring."""
    small = int(heap[:-1]) * {"m": 1, "g": 1024}[heap[-1].lower()] <= 512
    return ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"] if small else []


def _free_port() -> int:
    """A port that the system gives to nobody of its own accord, so that it is still free at the next start.

    From the system's own range, a client that knocks while no server is there may even be connected to itself.
    """
    return next(port for port in random.sample(range(20_000, 30_000), 1_000) if _is_free(port))


def _is_free(port: int) -> bool:
    with socket.socket() as probe, suppress(OSError):
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # connections that are winding up take nothing
        probe.bind(("127.0.0.1", port))
        return True
    return False


def lacking(*programs: str) -> str:
    """Which of these programs is not there, with the remedy; "" where all are."""
    for program in programs:
        if not shutil.which(program) or (program == "java" and _java_version() < OLDEST_JAVA):
            what = f"Java {OLDEST_JAVA} or newer" if program == "java" else program
            remedy = "apt-get install default-jre-headless maven (as root), then run 'make setup'"
            return f"{what} is not there: {remedy}."
    return ""


def _java_version() -> int:
    said = subprocess.run(["java", "-version"], check=False, capture_output=True, text=True).stderr
    return int((re.search(r'version "(\d+)', said) or "00")[1])
