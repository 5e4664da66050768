from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from robot_cells.chaos.floor_seen import FloorSeen, floor_seen
from robot_cells.chaos.scripted_operator import LONGEST_THOUGHT_S, ScriptedOperator
from robot_cells.ids import TaskId
from robot_cells.nodes.line_snapshot import PromptSnapshot


def question(name: str, *choices: str) -> PromptSnapshot:
    return PromptSnapshot(name, "go on how?", choices, "", "", 0.0, "", 0.0)


def test_a_question_is_answered_alike_in_every_run_of_a_seed() -> None:
    first, second = (
        [ScriptedOperator(4).answer(question(f"{journal}:WO-1/{n:03d}/kit.1#1?", "retry", "scrap")) for n in range(50)]
        for journal in ("9f2c41aa", "0badcafe")
    )
    assert first == second
    assert set(first) == {"retry", "scrap"}
    assert first != [
        ScriptedOperator(5).answer(question(f"a:WO-1/{n:03d}/kit.1#1?", "retry", "scrap")) for n in range(50)
    ]


CHOICES = [
    (("retry", "scrap"), {"retry", "scrap"}),
    (("retry", "done", "scrap"), {"retry", "scrap"}),
    (("retry", "rework:refit", "scrap"), {"retry", "rework:refit"}),
    (("yes", "no"), {"yes"}),
]


@pytest.mark.parametrize(("choices", "answers"), CHOICES)
def test_answers_are_among_the_choices(choices: tuple[str, ...], answers: set[str]) -> None:
    given = Counter(ScriptedOperator(1).answer(question(f"a:WO-1/{n:03d}/kit.1#1?", *choices)) for n in range(200))
    assert set(given) == answers


def test_the_third_try_is_the_last_but_a_trip_is_always_tried_again() -> None:
    operator = ScriptedOperator(1)
    for n in range(50):
        assert operator.answer(question(f"a:WO-1/{n:03d}/kit.1#3?", "retry", "rework:refit", "scrap")) == "scrap"
        assert operator.answer(question(f"a:WO-1/{n:03d}/transport.1#9?", "retry", "done", "scrap")) == "retry"


def test_thinking_takes_a_while_and_no_longer_than_stated() -> None:
    times = [ScriptedOperator(1).thinks_s(question(f"a:WO-1/{n:03d}/kit.1#1?", "retry")) for n in range(100)]
    assert 0.0 <= min(times) < max(times) <= LONGEST_THOUGHT_S


def test_a_trip_has_arrived_when_that_is_seen_under_whichever_attempt_and_is_tried_again_when_not() -> None:
    operator = ScriptedOperator(1, lambda: FloorSeen(arrived=frozenset({TaskId("WO-1/001/transport.2")})))
    choices = ("retry", "done", "scrap")
    assert operator.answer(question("0badcafe:WO-1/001/transport.2#4?", *choices)) == "done"
    assert operator.answer(question("0badcafe:WO-1/001/transport.1#4?", *choices)) == "retry"


def test_a_product_that_has_left_the_line_is_given_up() -> None:
    operator = ScriptedOperator(1, lambda: FloorSeen(left=frozenset({"WO-1-001"})))
    for choices in (("retry", "scrap"), ("retry", "done", "scrap"), ("retry", "rework:refit", "scrap")):
        for task in ("inspect", "transport"):
            about = PromptSnapshot(f"a:WO-1/001/{task}.1#1?", "go on how?", choices, "", "WO-1-001", 0.0, "", 0.0)
            assert operator.answer(about) == "scrap"


def test_what_has_let_the_product_go_is_done() -> None:
    seen = FloorSeen(left=frozenset({"WO-1-001"}), released=frozenset({TaskId("WO-1/001/deliver.1")}))
    operator = ScriptedOperator(1, lambda: seen)
    for choices, answer in ((("retry", "done", "scrap"), "done"), (("retry", "scrap"), "scrap")):
        about = PromptSnapshot("a:WO-1/001/deliver.1#2?", "go on how?", choices, "", "WO-1-001", 0.0, "", 0.0)
        assert operator.answer(about) == answer


def test_the_floor_is_seen_in_what_the_equipment_says_it_did(tmp_path: Path) -> None:
    log = tmp_path / "truth.jsonl"
    assert floor_seen(log) == FloorSeen()

    def line(attempt: str, subject: str, state: str, command: str = "transfer") -> str:
        serial = attempt.partition(":")[2].rpartition("/")[0].replace("/", "-")
        entry = {"event": "ended", "serial": serial, "command": command, "subject": subject, "attempt_id": attempt}
        entry["state"] = state
        return json.dumps(entry, separators=(",", ":"))

    told = [
        line("a:WO-1/001/transport.1#1", "load", "succeeded"),
        line("a:WO-1/002/transport.1#1", "unload", "cancelled"),
        line("a:WO-1/003/transport.1#2", "unload", "succeeded"),
        line("a:WO-1/005/place_modules.1#1", "", "succeeded", "release"),
        '{"at_s":3.0,"event":"released","serial":"WO-1-005"}',
        line("a:WO-1/005/deliver.1#1", "", "succeeded", "release"),
        line("a:WO-1/006/place_modules.1#1", "", "succeeded", "release"),
        line("a:WO-1/004/transport.1#1", "unload", "succeeded")[:-1],
    ]
    log.write_text("\n".join(told))
    trips, gone = frozenset({TaskId("WO-1/003/transport.1")}), frozenset({TaskId("WO-1/005/deliver.1")})
    assert floor_seen(log) == FloorSeen(trips, frozenset({"WO-1-005"}), gone)
