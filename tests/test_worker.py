"""Heavy questions in the process beside the server: same answers, computed once, stopped and survived."""

from __future__ import annotations

import json
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from html import unescape
from pathlib import Path

import pytest
from catalogue_cases import HERE, QUESTIONS, TODAY, arguments, demo_store, open_store, seen_here, service_of, told
from served import command, serving
from slow_questions import CATALOGUE, SECRET, alive, begun, gone, lines, open_slow
from web_records import GROUP, HIDDEN, opened

import app
from graphsvc import answering, demo, errors
from graphsvc.areas import Area, Areas
from graphsvc.changes import ChangeSet, added, change
from graphsvc.errors import Refused, StoreAway, Unanswered, Usage
from graphsvc.language import Text
from graphsvc.model import Partner, Viewer
from graphsvc.service import Service
from graphsvc.worker import Worker

ROOT = Path(__file__).parents[1]
LONG = 600  # seconds that nothing here waits for
OF_SMALL_NETWORKS = {"next_tie"}  # it refuses the state, with the reason
NEVER = "/nowhere"  # a gate that does not open


@pytest.fixture(scope="module")
def state(tmp_path_factory):
    """The folder of a store with the demo's state: 3,500 partners."""
    folder = tmp_path_factory.mktemp("state")
    open_store(folder, *demo.records("state", TODAY)).close()
    return folder


@pytest.fixture
def store(tmp_path):
    """A store with four partners, of which the public sees three."""
    store = opened(tmp_path)
    yield store
    store.close()


@pytest.fixture
def service(store, tmp_path):
    with worked(store, tmp_path / "store.db") as service:
        yield service


@contextmanager
def worked(store, path, **settings):
    """A service whose every question is heavy."""
    worker = Worker(open_slow, f"sqlite:///{path}", **{"heavy": 0, **settings})
    try:
        yield Service(store, CATALOGUE, worker=worker)
    finally:
        worker.close()


def process_of(asked):
    return asked.answer.tables["slow"].rows[0][0]


class Asking(threading.Thread):
    """Somebody who asks and waits."""

    def __init__(self, service, name, viewer=Viewer.STAFF, patience=LONG, **raw):
        super().__init__(daemon=True)
        self._work = partial(service.ask, name, {name: str(value) for name, value in raw.items()}, viewer, patience)
        self._found = self._error = None
        self.start()

    def run(self):
        try:
            self._found = self._work()
        except Exception as error:
            self._error = error

    def result(self):
        self.join(60)
        assert not self.is_alive(), "it hangs"
        if self._error:
            raise self._error
        return self._found


def soon(check):
    for _ in range(600):
        if check():
            return
        time.sleep(0.05)
    raise AssertionError("it never is")


def waits(service, name, **raw):
    """Ask without patience, and return the job."""
    with pytest.raises(Unanswered, match="still being computed") as still:
        service.ask(name, {name: str(value) for name, value in raw.items()}, Viewer.STAFF, 0)
    return still.value.job


# -- the same answers ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def both(state):
    """A service that answers in this process, and one whose worker answers."""
    here = service_of(app.open_store(f"sqlite:///{state / 'x.db'}"))
    worker = Worker(app.open_both, f"sqlite:///{state / 'x.db'}", heavy=50)
    yield here, replace(here, worker=worker)
    worker.close()
    here.store.close()


def _raws(service, name):
    """Yield parameters: whatever a question takes about the district, nothing and the usual about the state, too."""
    given = list(arguments(app.CATALOGUE.questions[name], seen_here(service, Viewer.STAFF)))
    for place, each in enumerate({n: str(value) for n, value in found.items()} for found in given):
        yield {"area": [HERE]} | each
        if place < 2 and name not in OF_SMALL_NETWORKS:
            yield each


@pytest.mark.parametrize("viewer", [Viewer.PUBLIC, Viewer.STAFF])
@pytest.mark.parametrize("name", QUESTIONS)
def test_the_answer_is_the_same_as_in_this_process(both, name, viewer):
    here, there = both
    for raw in list(_raws(here, name))[:4]:
        one, other = here.ask(name, raw, viewer), there.ask(name, raw, viewer)
        assert other.answer is not one.answer
        assert other == one
        assert list(other.answer.tables) == list(one.answer.tables)
        for language in ("de", "en"):
            assert told(other, language) == told(one, language)


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_answer_passes_from_one_process_to_another(both, name):
    here, _ = both
    for raw in _raws(here, name):
        answer = here.ask(name, raw, Viewer.STAFF).answer
        assert pickle.loads(pickle.dumps(answer)) == answer


def test_a_map_shows_the_workers_answer(both):
    here, there = both
    drawn = [service.draw("network_map", {"area": [HERE]}, Viewer.STAFF, "hubs") for service in (here, there)]
    assert drawn[0].picture.svg("de") == drawn[1].picture.svg("de")
    assert told(drawn[0].asked) == told(drawn[1].asked)
    with pytest.raises(Usage, match="no parameter “nix”"):
        there.draw("network_map", {"nix": "1"}, Viewer.STAFF, "hubs")


@pytest.mark.parametrize(("heavy", "elsewhere"), [(3, True), (4, False)])
def test_up_to_so_many_partners_it_is_answered_here(store, tmp_path, heavy, elsewhere):
    with worked(store, tmp_path / "store.db", heavy=heavy) as service:
        assert (process_of(service.ask("slow", {}, Viewer.STAFF)) != os.getpid()) is elsewhere
        assert process_of(service.ask("slow", {"kind": ["clinic"]}, Viewer.STAFF)) == os.getpid()


def test_the_process_computes_with_one_thread(service):
    assert service.ask("slow", {}, Viewer.STAFF).answer.sentence.into("de") == "4 Akteure, 1"


# -- computed once -------------------------------------------------------------------------------------------------------


def test_the_process_gives_way_to_the_server(service):
    there = process_of(service.ask("slow", {}, Viewer.STAFF))
    assert os.getpriority(os.PRIO_PROCESS, there) > os.getpriority(os.PRIO_PROCESS, 0)


def test_four_who_ask_the_same_have_it_computed_once(service, tmp_path):
    log = tmp_path / "log"
    four = [Asking(service, "slow", gate=tmp_path / "gate", log=log) for _ in range(4)]
    begun(log)
    (tmp_path / "gate").touch()
    answers = [asking.result().answer for asking in four]
    assert len(lines(log)) == 1
    assert all(answer is answers[0] for answer in answers)
    service.ask("slow", {"gate": str(tmp_path / "gate"), "log": str(log)}, Viewer.STAFF)
    assert len(lines(log)) == 1
    service.ask("slow", {"log": str(log)}, Viewer.STAFF)
    assert lines(log) == [lines(log)[0]] * 2  # another question, the same process


def test_who_has_no_patience_finds_the_answer_later(service, tmp_path):
    gate, log = tmp_path / "gate", tmp_path / "log"
    job = waits(service, "slow", gate=gate, log=log)
    assert job is waits(service, "slow", gate=gate, log=log)
    assert job.partners == 4
    begun(log)
    assert job.doing.into("de") == "Die Antwort wird gerechnet."
    other = waits(service, "slow", log=log)
    assert other.doing.into("de") == "Zuerst wird noch eine andere Frage beantwortet."
    gate.touch()
    assert Asking(service, "slow", gate=gate, log=log).result().answer
    assert process_of(Asking(service, "slow", log=log).result()) == begun(log)
    assert len(lines(log)) == 2
    job.begun -= 60
    assert job.elapsed.into("de").startswith("Bisher 6")
    job.begun -= 300
    assert job.elapsed.into("de") == "Bisher 6 Minuten."


def test_it_is_known_how_far_a_step_is_while_it_lasts(service, tmp_path):
    gate = tmp_path / "gate"
    job = waits(service, "steps", gate=gate)
    assert job.percent is None
    for step, percent in enumerate((25, 50, 75)):
        time.sleep(0.6)  # it is told about twice a second
        Path(f"{gate}{step}").touch()
        soon(lambda percent=percent: job.percent == percent)
    Path(f"{gate}3").touch()
    assert Asking(service, "steps", gate=gate).result().answer
    assert job.percent is None


@pytest.mark.parametrize("name", ["suggestions", "trust_in_numbers", "sectors", "communities", "centrality"])
def test_what_takes_long_tells_how_far_it_is(state, monkeypatch, name):
    """Never more than all, never back, and to its end."""
    monkeypatch.setattr("queries.centrality.EXACT_TO", 100)  # so that it samples, as in the nation
    monkeypatch.setattr("graphsvc.kernels.nearness.PRODUCTS", 1 << 16)  # so that there are several blocks
    said = []
    service = service_of(app.open_store(f"sqlite:///{state / 'x.db'}"))
    question = service.catalogue.questions[name]
    selection, given = question.parse({}, service.store.areas(), TODAY)
    asking = answering.Asking(question=name, selection=selection, arguments=tuple(given.items()), viewer=Viewer.STAFF)
    asking.answered(service.store, service.catalogue, progress=lambda *each: said.append(each))
    service.store.close()
    assert len(said) > 2
    assert [done for done, _ in said] == sorted({done for done, _ in said})
    assert {total for _, total in said} == {said[-1][0]}  # and it comes to its end


def test_a_revision_or_other_areas_make_a_new_answer(service, store, tmp_path):
    log = tmp_path / "log"

    def ask():
        return service.ask("slow", {"log": str(log)}, Viewer.STAFF)

    assert (ask().answer.sentence.values["partners"], ask().revision) == (4, 2)
    store.apply(added(Partner(id="neu", name="Neu", kind="other")), actor="a", key="k3")
    assert (ask().answer.sentence.values["partners"], ask().revision) == (5, 3)
    assert len(lines(log)) == 2
    store.load_areas(Areas([Area(ags="08117999", name="Neudorf")]))
    assert (ask().revision, ask().revision) == (3, 3)
    assert len(lines(log)) == 3


def test_nobody_gets_another_viewers_answer(service, store, tmp_path):
    log = tmp_path / "log"
    seen = {
        viewer: service.ask("slow", {"log": str(log)}, viewer).answer.sentence.values["partners"] for viewer in Viewer
    }
    assert seen == {Viewer.PUBLIC: 3, Viewer.PARTNERS: 3, Viewer.STAFF: 4}
    assert len(lines(log)) == 3
    changes = ChangeSet(changes=(change(HIDDEN, replace(HIDDEN, visibility="partners")),))
    store.apply(changes, actor="a", key="k3")
    seen = [service.ask("slow", {}, viewer).answer.sentence.values["partners"] for viewer in Viewer]
    assert seen == [3, 4, 4]


def test_what_was_taken_out_of_the_store_is_in_no_answer_that_is_kept(both):
    _, there = both
    worker = Worker(app.open_both, there.worker._url, heavy=0)
    service = replace(there, worker=worker)
    try:
        raw = {"area": [HERE], "top": "0"}
        name = service.ask("hubs", raw, Viewer.STAFF).answer.tables["hubs"].rows[0][1]
        service.store.redact(name, actor="a", reason="auf Wunsch")
        assert name not in str(told(service.ask("hubs", raw, Viewer.STAFF)))
        assert name not in repr([job.outcome for job in worker._jobs.values()])
    finally:
        worker.close()


def test_answers_are_kept_as_far_as_there_is_room(service, tmp_path, monkeypatch):
    log = tmp_path / "log"
    one, other = ({"log": str(log), "word": word} for word in ("eins", "zwei"))
    for raw in (one, other, one, other):
        service.ask("slow", raw, Viewer.STAFF)
    assert len(lines(log)) == 2
    monkeypatch.setattr("graphsvc.worker._MOST_KEPT", 1)
    for raw in ({"word": "drei"}, other, one, one):
        service.ask("slow", raw, Viewer.STAFF)
    assert len(lines(log)) == 4


# -- waiting in moderation -----------------------------------------------------------------------------------------------


def test_some_threads_are_left_for_other_requests(service, tmp_path):
    four = [Asking(service, "slow", gate=NEVER, log=tmp_path / "log") for _ in range(4)]
    begun(tmp_path / "log")
    time.sleep(0.5)
    with pytest.raises(Unanswered, match="still being computed") as still:
        Asking(service, "slow", gate=NEVER, log=tmp_path / "log").result()
    assert all(asking.is_alive() for asking in four)
    service.worker.stop(still.value.job.token)
    for asking in four:
        with pytest.raises(Unanswered, match="was stopped"):
            asking.result()
    assert service.ask("slow", {}, Viewer.STAFF, LONG)  # their seats are free again


def test_not_everybody_may_queue(service, tmp_path):
    waits(service, "slow", gate=NEVER, log=tmp_path / "log")
    begun(tmp_path / "log")
    for number in range(20):
        waits(service, "slow", word=number)
    with pytest.raises(Unanswered, match="already waiting") as crowded:
        service.ask("slow", {}, Viewer.STAFF, 0)
    assert crowded.value.job is None


# -- stopped, killed, failed ---------------------------------------------------------------------------------------------


def test_who_stops_a_question_lets_the_others_have_their_answers(service, tmp_path):
    log = tmp_path / "log"
    first = Asking(service, "slow", gate=NEVER, log=log)
    old = begun(log)
    second, third = (Asking(service, "slow", log=log, word=word) for word in ("zwei", "drei"))
    while len(service.worker._queue) < 2:
        time.sleep(0.01)
    service.worker.stop(waits(service, "slow", log=log, word="drei").token)
    with pytest.raises(Unanswered, match="was stopped"):
        third.result()
    assert alive(old)  # it was only waiting
    service.worker.stop(waits(service, "slow", gate=NEVER, log=log).token)
    with pytest.raises(Unanswered, match="was stopped"):
        first.result()
    assert process_of(second.result()) != old
    assert gone(old)
    assert len(lines(log)) == 2
    service.worker.stop("nothing")
    again = waits(service, "slow", gate=NEVER, log=log)  # a stopped question may be asked anew
    assert begun(log, 3)
    service.worker.stop(again.token)


def test_a_question_stopped_before_its_process_is_there_is_not_computed(service, tmp_path):
    asking = Asking(service, "slow", log=tmp_path / "log")
    while not service.worker._jobs:
        time.sleep(0.001)
    service.worker.stop(next(iter(service.worker._jobs.values())).token)
    with pytest.raises(Unanswered, match="was stopped"):
        asking.result()
    job = waits(service, "slow", gate=NEVER, log=tmp_path / "other")
    begun(tmp_path / "other")
    service.worker.stop(job.token)
    assert lines(tmp_path / "log") == []
    with pytest.raises(EOFError):
        service.worker._ready(job)  # as if it had been stopped just before


def test_who_waits_hears_of_the_process_end_and_the_next_gets_a_new_one(service, tmp_path):
    log = tmp_path / "log"
    asking = Asking(service, "slow", gate=NEVER, log=log)
    old = begun(log)
    waiting = Asking(service, "slow", log=log)
    os.kill(old, signal.SIGKILL)
    with pytest.raises(Unanswered, match="did not come to its end") as died:
        asking.result()
    assert (died.value.status, died.value.job) == (503, None)
    new = process_of(waiting.result())
    assert new not in (old, os.getpid())
    os.kill(new, signal.SIGKILL)  # while nobody asks
    assert gone(new)
    assert process_of(service.ask("slow", {"word": "danach"}, Viewer.STAFF)) not in (old, new, os.getpid())


@pytest.mark.parametrize("name", ["dies", "too_large"])
def test_a_question_without_enough_memory_ends_with_a_sentence(service, name):
    with pytest.raises(Unanswered, match="did not come to its end"):
        service.ask(name, {}, Viewer.STAFF)
    assert service.ask("slow", {}, Viewer.STAFF)


def test_what_a_question_refuses_arrives_whole(service):
    with pytest.raises(Usage) as refused:
        service.ask("refused", {}, Viewer.STAFF)
    assert (refused.value.text.into("de"), refused.value.pointer) == ("Das passt nicht: 1.200", "word")
    assert list(refused.value.errors) == ["word"]


def test_a_store_that_is_away_is_told_as_such(store, tmp_path):
    with worked(store, tmp_path / "elsewhere.db") as service:
        (tmp_path / "elsewhere.db").write_bytes(b"no database" * 1000)
        with pytest.raises(StoreAway, match=r"elsewhere\.db"):
            service.ask("slow", {}, Viewer.STAFF)
        (tmp_path / "elsewhere.db").unlink()
        assert service.ask("slow", {}, Viewer.STAFF)


@pytest.mark.parametrize("name", ["broken", "unspeakable"])
def test_what_nobody_thought_of_is_logged_without_a_value(service, name, capfd):
    with pytest.raises(Exception, match="Error") as failure:
        service.ask(name, {}, Viewer.STAFF)
    said = capfd.readouterr().err
    assert f" in {name}\n" in said
    assert "answering.py" in said
    assert SECRET not in said + str(failure.value)
    assert service.ask("slow", {}, Viewer.STAFF)


def test_a_process_that_cannot_begin_is_no_riddle(store, tmp_path):
    worker = Worker(lambda url: None, "", heavy=0)  # the process could not import that
    with pytest.raises(Exception, match="pickle"):
        Service(store, CATALOGUE, worker=worker).ask("slow", {}, Viewer.STAFF)


@pytest.mark.parametrize(
    "error",
    [
        Usage(Text("Nein: {n}", values={"n": 1}), "a", {"a": Text("A"), "b": Text("B")}),
        Refused(Text("Nein"), "datei"),
        errors.Conflict(Text("Nein"), (change(None, GROUP),), (3, 4)),
        Unanswered(Text("Nein")),
    ],
    ids=lambda error: type(error).__name__,
)
def test_our_errors_pass_from_one_process_to_another(error):
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), again.__dict__, str(again)) == (type(error), error.__dict__, str(error))


# -- the end -------------------------------------------------------------------------------------------------------------

PARENT = """
import sys
from pathlib import Path
from served import command, serving
from slow_questions import CATALOGUE, open_slow, begun
from graphsvc.errors import Unanswered
from graphsvc.model import Viewer
from graphsvc.service import Service
from graphsvc.worker import Worker
if __name__ == "__main__":
    name, url, log = sys.argv[1:]
    service = Service(open_slow(url)[0], CATALOGUE, worker=Worker(open_slow, url, heavy=0))
    try:
        service.ask(name, {"log": log}, Viewer.STAFF, 0)
    except Unanswered:
        begun(Path(log))
    sys.stdin.read()
"""


@pytest.mark.parametrize(("ends", "name"), [("killed", "hog"), ("interrupted", "hog"), ("done", "slow")])
def test_no_process_stays_when_the_server_ends(store, tmp_path, name, ends):
    script = tmp_path / "parent.py"
    script.write_text(PARENT)
    path = os.pathsep.join([str(ROOT), str(ROOT / "tests" / "support")])
    words = [sys.executable, str(script), name, f"sqlite:///{tmp_path / 'store.db'}", str(tmp_path / "log")]
    with subprocess.Popen(
        words, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": path}
    ) as parent:
        child = begun(tmp_path / "log")
        assert alive(child)
        if ends == "killed":
            parent.kill()
        elif ends == "interrupted":
            parent.send_signal(signal.SIGINT)
        parent.communicate(timeout=60)
    assert child != parent.pid
    assert gone(child)


def test_the_real_server_answers_a_state_in_its_worker(state, tmp_path):
    store = f"sqlite:///{state / 'x.db'}"
    with serving(store, tmp_path) as server:
        worker = worker_of(server)
        status, answer = server.ask("/api/v1/questions/hubs.json")
        assert status == 200
        while (page := server.ask("/questions/hubs"))[0] == 202:
            pass
        assert json.loads(answer)["sentence"] in unescape(page[1])
        used = ticks(worker)
        server.ask("/api/v1/questions/hubs.json?top=3")
        assert ticks(worker) > used
        assert worker_of(server) == worker
        os.kill(worker, signal.SIGKILL)
        assert gone(worker)
        assert server.ask("/api/v1/questions/hubs.json?top=4")[0] == 200
        worker = worker_of(server)
    assert json.loads(command("ask", "hubs", "--format", "json", store=store).stdout) == json.loads(answer)
    assert gone(worker)
    assert len(server.said.read_text().splitlines()) == 1


def worker_of(server):
    """Wait for the process that a server's worker runs in."""
    for _ in range(600):
        for path in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                if stat(path)[1] == str(server.process) and b"spawn_main" in (path / "cmdline").read_bytes():
                    return int(path.name)
        time.sleep(0.05)
    raise AssertionError("the server has no worker")


def ticks(process):
    """How long a process has computed."""
    return sum(map(int, stat(Path("/proc") / str(process))[11:13]))


def stat(path):
    return (path / "stat").read_text().rpartition(")")[2].split()


def test_a_closed_worker_has_no_process(store, tmp_path):
    with worked(store, tmp_path / "store.db") as service:
        process = process_of(service.ask("slow", {}, Viewer.STAFF))
        assert alive(process)
    assert gone(process)


def test_begun_before_anybody_asks(service):
    service.worker.begin()
    process = service.worker._process.pid
    assert process_of(service.ask("slow", {}, Viewer.STAFF)) == process
    service.worker.begin()
    assert process_of(service.ask("slow", {"word": "danach"}, Viewer.STAFF)) == process


@pytest.mark.parametrize(("heavy", "begins"), [(3, True), (4, False)])
def test_it_begins_with_a_server_that_will_need_it(store, tmp_path, heavy, begins):
    with worked(store, tmp_path / "store.db", heavy=heavy) as service:
        service.prepare()
        assert (service.worker._process is not None) is begins


def test_a_server_begins_while_its_store_is_away(service, store, tmp_path):
    store.close()
    for file in tmp_path.glob("store.db*"):
        file.write_bytes(b"no database" * 1000)
    with pytest.raises(StoreAway):
        service.ask("slow", {}, Viewer.STAFF)
    service.prepare()


def test_what_has_no_worker_answers_itself(tmp_path):
    store = demo_store(tmp_path)
    assert service_of(store).worker is None
    assert app.create_app(store=store).extensions["service"].worker is None
    store.close()
