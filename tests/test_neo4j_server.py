"""The Neo4j that tests run against is a real one, keeps what it was told, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import neo4j_server as module
import pytest
from neo4j import GraphDatabase
from neo4j.exceptions import AuthError, DriverError


def ask(server, cypher, password=None, patience=10):
    # Only this limit also holds for a server that takes the connection and then says nothing.
    limits = {"connection_acquisition_timeout": patience, "max_transaction_retry_time": 0}
    auth = ("neo4j", password or server.password)
    with GraphDatabase.driver(f"bolt://127.0.0.1:{server.port}", auth=auth, **limits) as driver:
        return driver.execute_query(cypher).records


def is_running(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_it_answers(neo4j_server):
    assert ask(neo4j_server, "RETURN 1 AS one")[0]["one"] == 1


def test_it_is_the_community_edition_that_we_name(neo4j_server):
    found = ask(neo4j_server, "CALL dbms.components() YIELD versions, edition RETURN versions[0], edition")
    assert found[0].values() == ["5.26.30", "community"]


def test_a_wrong_password_is_refused(neo4j_server):
    with pytest.raises(AuthError):
        ask(neo4j_server, "RETURN 1", password="something-else")


def test_what_was_told_outlives_a_power_cut(neo4j_server):
    ask(neo4j_server, "CREATE (:Kept)")
    before = neo4j_server.url
    neo4j_server.kill()
    neo4j_server.start()
    assert neo4j_server.url == before
    assert len(ask(neo4j_server, "MATCH (kept:Kept) DELETE kept RETURN 1")) == 1


def test_paused_it_says_nothing_and_resumed_it_goes_on(neo4j_server):
    neo4j_server.pause()
    try:
        with pytest.raises(DriverError):
            ask(neo4j_server, "RETURN 1", patience=0.5)
    finally:
        neo4j_server.resume()
    assert ask(neo4j_server, "RETURN 1")


def test_stopped_it_leaves_no_process_even_when_paused(neo4j_server):
    pid = neo4j_server.pid
    neo4j_server.pause()
    assert neo4j_server.stop()
    try:
        assert not is_running(pid)
    finally:
        neo4j_server.start()


def test_it_says_what_is_wrong_with_its_settings(neo4j_server):
    with pytest.raises(RuntimeError, match=r"no\.such\.setting"):
        neo4j_server.restart({"no.such.setting": "1"})
    neo4j_server.restart({})


def test_a_port_that_somebody_has_is_left_alone(neo4j_server, tmp_path):
    with pytest.raises(RuntimeError, match="taken"):
        module.Neo4jServer(tmp_path, port=neo4j_server.port).start()


def test_it_dies_with_who_started_it(tmp_path):
    if why := module.missing():
        pytest.skip(why)
    starts = (
        "import pathlib, sys; from neo4j_server import Neo4jServer; server = Neo4jServer(pathlib.Path(sys.argv[1]))\n"
        "server.start(); print(server.pid, flush=True); input()"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(module.__file__).parent)}
    words = [sys.executable, "-c", starts, str(tmp_path)]
    with subprocess.Popen(words, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as starter:
        pid = int(starter.stdout.readline())
        assert is_running(pid)
        starter.send_signal(signal.SIGKILL)
    until = time.monotonic() + 10
    while is_running(pid) and time.monotonic() < until:
        time.sleep(0.05)
    assert not is_running(pid)


def test_without_its_jars_it_says_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setattr(module, "COMPLETE", tmp_path / "none")
    monkeypatch.setattr(module, "lacking", lambda *_: "")
    assert "make setup" in module.missing()


def test_without_java_it_says_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "apt-get install default-jre-headless" in module.missing()
    old = tmp_path / "java"
    old.write_text("#!/bin/sh\necho 'openjdk version \"11.0.2\" 2019-01-15' >&2\n")
    old.chmod(0o755)
    assert "Java 17" in module.missing()
