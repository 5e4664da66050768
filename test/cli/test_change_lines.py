from __future__ import annotations

from dataclasses import replace

import pytest

from robot_cells.cli.change_lines import change_lines
from robot_cells.nodes.line_snapshot import (
    AlarmSeverity,
    AlarmSnapshot,
    LineSnapshot,
    LineStatus,
    OrderSnapshot,
    OrderStatus,
    PromptSnapshot,
)

ORDER = OrderSnapshot("WO-1", "tray_a", 4, 0, 0, 1, 0, OrderStatus.RUNNING)
ALARM = AlarmSnapshot(
    "a1", AlarmSeverity.ERROR, "assembly_1", "cell.silent", "The cell is silent.", "Look.", "", 1.0, True, False
)
PROMPT = PromptSnapshot("p1", "Is it seated?", ("yes", "no"), "assembly_1", "WO-1-001", 0.0, "", 1.0)
LINE = LineSnapshot("tray", "j", 1, LineStatus.RUNNING, 61.0, orders=(ORDER,), alarms=(ALARM,), prompts=(PROMPT,))


def test_of_a_line_of_which_nothing_was_known_everything_is_told() -> None:
    lines = change_lines(None, LINE)
    assert lines == [
        "[0:01:01] line running",
        "[0:01:01] order WO-1 running: 0/4 done",
        "[0:01:01] error a1: assembly_1: The cell is silent. Look.",
        "[0:01:01] prompt p1: assembly_1 WO-1-001: Is it seated? Choices: yes, no."
        " Answer with: robot-cells answer WO-1-001 CHOICE",
    ]


def test_an_alarm_that_is_over_when_the_line_is_first_seen_is_not_told_as_one_that_stands() -> None:
    over = replace(ALARM, active=False)
    (line,) = change_lines(replace(LINE, alarms=()), replace(LINE, alarms=(over,)))
    assert line == "[0:01:01] alarm a1 is over and not acknowledged"


def test_a_line_that_is_not_in_the_usual_place_is_named_in_the_command_that_answers() -> None:
    (line,) = change_lines(replace(LINE, prompts=()), LINE, "--domain 44 --namespace /plant")
    assert line.endswith("Answer with: robot-cells answer WO-1-001 CHOICE --domain 44 --namespace /plant")


def test_when_only_time_and_predictions_move_nothing_is_told() -> None:
    later = replace(LINE, now_s=62.0, orders=(replace(ORDER, predicted_end_s=99.0, running=2),))
    assert change_lines(LINE, later) == []


CHANGES = [
    (replace(LINE, orders=(replace(ORDER, completed=1),)), "order WO-1 running: 1/4 done"),
    (replace(LINE, orders=(replace(ORDER, scrapped=1),)), "order WO-1 running: 0/4 done, 1 scrapped"),
    (
        replace(LINE, orders=(replace(ORDER, completed=4, status=OrderStatus.COMPLETED),)),
        "order WO-1 completed: 4/4 done",
    ),
    (replace(LINE, status=LineStatus.HELD), "line held"),
    (replace(LINE, alarms=(replace(ALARM, active=False),)), "alarm a1 is over"),
    (replace(LINE, alarms=()), "alarm a1 is over"),
    (replace(LINE, prompts=()), "prompt p1 is answered"),
]


@pytest.mark.parametrize(("after", "told"), CHANGES, ids=[told for _, told in CHANGES])
def test_each_change_is_told_in_one_line(after: LineSnapshot, told: str) -> None:
    assert change_lines(LINE, after) == [f"[0:01:01] {told}"]


def test_a_question_with_a_time_out_says_what_is_taken_without_an_answer() -> None:
    after = replace(LINE, prompts=(PROMPT, replace(PROMPT, id="p2", timeout_s=30.0, default_choice="no")))
    assert change_lines(LINE, after) == [
        "[0:01:01] prompt p2: assembly_1 WO-1-001: Is it seated? Choices: yes, no. After 30 s: no."
    ]
