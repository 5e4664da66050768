"""Workers die of pictures, hang and swap models; every picture gets its answer."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from robot_cells.inspections.workers.job import Job
from robot_cells.inspections.workers.question import Judgement, Loaded
from robot_cells.inspections.workers.seat import Limits
from robot_cells.inspections.workers.settings import WorkerSettings
from robot_cells.inspections.workers.worker_pool import WorkerPool

LIMIT_S = 30.0
PICTURE = np.full((48, 64), 90, np.uint8)

FRAGILE = '''
import os, signal
from pathlib import Path
from robot_cells.errors import InspectionError
from robot_cells.inspections.model_card import ModelCard
from robot_cells.inspections.verdict import InspectionResult, Verdict

class Models:
    def __init__(self, folder):
        self.folder = Path(folder)
    def model(self, product, name):
        if name == "unknown":
            raise InspectionError("There is no such model.")
        if name == "deadly@1":
            os.abort()
        return Fragile(self.folder, name or "plain@1")
    def drop(self, label):
        (self.folder / f"dropped {label} {os.getpid()}").touch()

class Fragile:
    """What a native library may do."""
    def __init__(self, folder, label):
        self.folder = folder
        name, _, version = label.partition("@")
        self.card = ModelCard(name, version, "fragile", "test")
    def inspect(self, view):
        how = view.serial
        begun = self.folder / how
        first = not begun.exists()
        begun.touch()
        if how == "dies" or how == "dies once" and first:
            os.kill(os.getpid(), signal.SIGSEGV)
        if how == "hangs" or how == "hangs once" and first:
            signal.pause()
        if how == "eats memory":
            bytearray(1 << 31)
        if how == "waits":
            os.mkfifo(self.folder / f"fifo {os.getpid()}")
            open(self.folder / f"fifo {os.getpid()}").read()
        mean = float(view.image.mean())
        return InspectionResult(Verdict.PASS, self.card.label, 0.0, f"mean {mean:g}, {view.image.shape}")
'''


class Bench:
    """A pool of fragile models, and what it says."""

    def __init__(self, folder: Path, count: int = 1, judge_s: float = LIMIT_S) -> None:
        self.folder, self.said, self.faults = folder, list[str](), list[BaseException]()
        settings = WorkerSettings(folder / "evidence", {"folder": str(folder)}, "fragile:Models", 1 << 30)
        self.pool = WorkerPool(settings, count, Limits(judge_s), self.said.append, self.faults.append)
        self.pool.start()

    def send(self, serial: str, model: str = "", picture: np.ndarray = PICTURE) -> Callable[[], Judgement]:
        told, heard = threading.Event(), list[Judgement]()
        self.annotated: np.ndarray | None = None

        def tell(judgement: Judgement, annotated: np.ndarray | None) -> None:
            heard.append(judgement)
            self.annotated = annotated
            told.set()

        self.pool.submit(Job(picture, "plate", serial, tell, model, is_rgb=picture.ndim == 3, wants_annotated=True))

        def wait() -> Judgement:
            assert told.wait(LIMIT_S), "There was no answer."
            return heard[0]

        return wait

    def load(self, model: str) -> Loaded:
        told, heard = threading.Event(), list[Loaded]()
        self.pool.load(("plate", model), lambda loaded: (heard.append(loaded), told.set()))
        assert told.wait(LIMIT_S)
        return heard[0]


def until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + LIMIT_S
    while not condition():
        assert time.monotonic() < deadline
        threading.Event().wait(0.005)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "fragile.py").write_text(FRAGILE)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")]))
    return tmp_path


@pytest.fixture
def bench(folder: Path) -> Iterator[Bench]:
    bench = Bench(folder)
    yield bench
    bench.pool.close()
    assert not bench.faults


def test_the_worker_sees_the_picture_and_the_annotated_one_comes_back_in_blue_green_red(bench: Bench) -> None:
    red_first = np.zeros((40, 70, 3), np.uint8)
    red_first[:, :, 0] = 200
    judgement = bench.send("S", picture=red_first)()
    assert judgement.result.message == f"mean {200 / 3:g}, (40, 70, 3)"
    assert bench.annotated is not None
    assert bench.annotated[-1, -1].tolist() == [0, 0, 200]
    assert judgement.evidence is not None
    filed = cv2.imread(str(bench.folder / "evidence" / judgement.evidence.path))
    assert np.array_equal(filed, bench.annotated)


def test_rows_with_padding_and_pictures_of_other_sizes_arrive_as_they_are(bench: Bench) -> None:
    wide = np.arange(60 * 100, dtype=np.uint8).reshape(60, 100)
    for picture in (wide[:, :90], np.full((2000, 2100), 7, np.uint8), wide[:3, :4]):
        message = bench.send("S", picture=picture)().result.message
        assert message == f"mean {picture.mean():g}, {picture.shape}"


def test_a_picture_at_which_a_worker_dies_is_put_before_a_fresh_one(bench: Bench) -> None:
    judgement = bench.send("dies once")()
    assert (judgement.result.verdict.value, bench.pool.deaths) == ("pass", 1)
    assert "signal 11" in bench.said[0]


@pytest.mark.parametrize(("how", "why"), [("dies", "signal 11"), ("eats memory", "exit code 1")])
def test_a_picture_of_which_two_workers_die_is_undecided_kept_and_harms_no_other(
    bench: Bench, how: str, why: str
) -> None:
    answers = [bench.send(serial) for serial in ("good 1", how, "good 2")]
    good, dead, other = (answer() for answer in answers)
    assert dead.result.verdict.value == "undecided"
    assert "The model died twice on this picture" in dead.result.message
    assert why in dead.result.message
    assert dead.evidence is not None
    assert (bench.folder / "evidence" / dead.evidence.path).is_file()
    assert (good.result.verdict.value, other.result.verdict.value) == ("pass", "pass")


def test_a_worker_that_hangs_is_killed_and_the_picture_tried_once_more(folder: Path) -> None:
    bench = Bench(folder, judge_s=0.3)
    assert bench.send("hangs once")().result.verdict.value == "pass"
    assert "killed" in bench.said[0]
    bench.pool.close()


def test_a_worker_killed_from_outside_while_it_judges_costs_nothing_but_time(folder: Path) -> None:
    bench = Bench(folder, count=2)
    answers = [bench.send("waits"), bench.send("waits")]
    until(lambda: len(list(folder.glob("fifo *"))) == 2)
    first, second = bench.pool.pids
    os.kill(first, signal.SIGKILL)
    until(lambda: len(list(folder.glob("fifo *"))) == 3)
    for fifo in folder.glob("fifo *"):
        if fifo.name != f"fifo {first}":
            fifo.write_text("go on")
    assert [answer().result.verdict.value for answer in answers] == ["pass", "pass"]
    assert second in bench.pool.pids
    bench.pool.close()
    assert bench.pool.pids == ()


def test_a_worker_that_died_while_it_had_nothing_to_do_is_no_strike_against_the_next_picture(bench: Bench) -> None:
    bench.send("good")()
    (pid,) = bench.pool.pids
    os.kill(pid, signal.SIGKILL)
    until(lambda: not Path(f"/proc/{pid}").exists() or "Z" in Path(f"/proc/{pid}/stat").read_text().split()[2])
    assert bench.send("dies once")().result.verdict.value == "pass"


def test_models_are_swapped_while_pictures_are_under_way_and_the_old_one_is_let_go_after_its_last(
    folder: Path,
) -> None:
    bench = Bench(folder, count=2)
    assert bench.load("m@1") == Loaded("m@1")
    old = [bench.send(f"piece {number}", "m@1") for number in range(20)]
    assert bench.load("m@2") == Loaded("m@2")
    bench.pool.retire(("plate", "m@1"))
    new = [bench.send(f"piece {number}", "m@2") for number in range(20)]
    assert {answer().result.model for answer in old} == {"m@1"}
    assert {answer().result.model for answer in new} == {"m@2"}
    assert bench.pool.labels == ("m@2",)
    until(lambda: len(list(folder.glob("dropped m@1 *"))) == 2)
    bench.pool.close()


@pytest.mark.parametrize(("model", "word"), [("unknown", "no such model"), ("deadly@1", "died")])
def test_a_model_that_cannot_be_loaded_is_refused_with_the_reason_and_others_go_on(
    bench: Bench, model: str, word: str
) -> None:
    loaded = bench.load(model)
    assert (loaded.label, word in loaded.fault) == ("", True)
    assert bench.pool.labels == ()
    judgement = bench.send("asked all the same", model)()
    assert judgement.result.verdict.value == "undecided"
    assert word in judgement.result.message
    assert bench.send("good")().result.verdict.value == "pass"


def test_a_full_disk_costs_the_evidence_and_not_the_verdict(bench: Bench) -> None:
    (bench.folder / "evidence").write_text("A file where a folder should be.")
    judgement = bench.send("S")()
    assert (judgement.result.verdict.value, judgement.evidence) == ("pass", None)
    assert "evidence" in judgement.lost_evidence


def test_workers_end_with_the_process_that_began_them_even_when_it_is_killed(folder: Path) -> None:
    program = (
        "import sys; from pathlib import Path\n"
        "from robot_cells.inspections.workers.worker_process import WorkerProcess\n"
        "from robot_cells.inspections.workers.settings import WorkerSettings\n"
        "worker = WorkerProcess(WorkerSettings(Path('.'), {'folder': '.'}, 'fragile:Models'))\n"
        "print(worker.pid, flush=True); sys.stdin.read()\n"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        parent.kill()
    until(lambda: not Path(f"/proc/{pid}").exists() or "Z" in Path(f"/proc/{pid}/stat").read_text().split()[2])
