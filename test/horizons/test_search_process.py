"""The process that searches is asked without waiting; when it dies or is late, that is known, and it is begun again."""

from __future__ import annotations

import queue
import sys
from collections.abc import Iterator

import pytest

from robot_cells.horizons.question import Answer, Question
from robot_cells.horizons.search_process import AGAIN_S, SearchProcess

WORKER = """
import json, sys
print("ready", flush=True)
for line in sys.stdin:
    asked = json.loads(line)
    if asked["because"] == "die":
        sys.exit(3)
    if asked["because"] == "hang":
        sys.stdin.read()
    objective = {"weighted_tardiness_s": 1.0, "makespan_s": 2.0}
    schedule = {"tasks": [], "objective": objective}
    answer = {"number": asked["number"], "schedule": schedule, "kept": objective, "promised": objective}
    print(json.dumps({"number": asked["number"], "answer": None if asked["because"] == "none" else answer}), flush=True)
"""


class Caller:
    """What the process says, taken in by one thread; wall time is what the test says it is."""

    def __init__(self) -> None:
        self.heard: queue.Queue[tuple[int, str | None]] = queue.Queue()
        self.process = SearchProcess(
            [sys.executable, "-c", WORKER], lambda number, line: self.heard.put((number, line)), deadline_s=20.0
        )

    def take(self, wall_s: float) -> tuple[bool, Answer | None]:
        return self.process.take(*self.heard.get(timeout=30.0), wall_s)

    def begin(self, wall_s: float) -> None:
        assert self.process.look(wall_s) is False
        assert self.take(wall_s) == (False, None)
        assert self.process.is_ready


@pytest.fixture
def caller() -> Iterator[Caller]:
    caller = Caller()
    yield caller
    caller.process.close()


def question(number: int, because: str) -> Question:
    return Question(number, 7, 12.5, because)


def test_nothing_is_asked_before_it_is_ready(caller: Caller) -> None:
    assert caller.process.ask(question(1, "order"), 0.0) is False
    caller.begin(0.0)
    assert caller.process.ask(question(1, "order"), 0.0) is True


def test_an_answer_comes_back_and_so_does_that_there_is_nothing_better(caller: Caller) -> None:
    caller.begin(0.0)
    caller.process.ask(question(4, "order"), 0.0)
    is_over, answer = caller.take(0.1)
    assert is_over
    assert answer is not None
    assert (answer.number, answer.promised.makespan_s) == (4, 2.0)
    caller.process.ask(question(5, "none"), 1.0)
    assert caller.take(1.1) == (True, None)


def test_when_it_dies_its_question_is_over_and_another_one_is_begun_after_a_while(caller: Caller) -> None:
    caller.begin(0.0)
    caller.process.ask(question(1, "die"), 0.0)
    assert caller.take(1.0) == (True, None)
    assert caller.process.trouble == "its process has died"
    caller.process.look(1.0 + AGAIN_S - 0.1)
    assert caller.process.pid is None
    caller.begin(1.0 + AGAIN_S)
    assert caller.process.trouble == ""
    assert caller.process.ask(question(2, "none"), 7.0) is True
    assert caller.take(7.1) == (True, None)


def test_one_that_is_late_is_killed_and_what_it_still_says_is_not_listened_to(caller: Caller) -> None:
    caller.begin(0.0)
    first = caller.process.begun
    caller.process.ask(question(1, "hang"), 0.0)
    assert caller.process.look(19.9) is False
    assert caller.process.look(20.0) is True, "the question will not be answered"
    assert "not answered after 20 s" in caller.process.trouble
    assert caller.process.pid is None
    assert caller.take(20.1) == (False, None), "its end is no news"
    assert caller.process.take(first, '{"number": 1, "answer": null}', 20.2) == (False, None)


def test_after_its_end_nothing_is_begun_any_more(caller: Caller) -> None:
    caller.begin(0.0)
    caller.process.close()
    assert caller.process.look(1e9) is False
    assert caller.process.pid is None
