"""Alarms where inspections judge too little, or are overruled too often."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from robot_cells.documents.plant import load_plant
from robot_cells.ids import JournalId
from robot_cells.journals.record import Record
from robot_cells.nodes.inspection_watch import InspectionWatch
from robot_cells.orchestration.alarm import Alarm
from robot_cells.orchestration.events import AlarmCleared, AlarmRaised
from robot_cells.orchestration.plant import Plant
from robot_cells.orchestration.state import AlarmState, State


class Line:
    """A journal that inspections are written into, and a state that keeps the alarms."""

    def __init__(self, document: Path) -> None:
        plant = load_plant(document)
        self.state = State.initial(Plant(plant.line, plant.products), JournalId("9f2c41aa"))
        self.watch = InspectionWatch()
        self.numbers: Iterator[int] = count(1)

    def write(self, kind: str, attempt: str, **data: object) -> None:
        text = json.dumps({"attempt": attempt, **data})
        self.watch.hear(Record(next(self.numbers), 1.0, 1, kind, attempt, text))

    def inspect(self, verdict: str, decided: str = "", operation: str = "look") -> list[str]:
        attempt = f"9f2c41aa:WO-1/{next(self.numbers):03d}/{operation}.1#1"
        self.write("attempt_ended", attempt, result={"verdict": verdict})
        if decided:
            self.write("verdict_reviewed", attempt, verdict=decided, judged={"verdict": verdict})
        return self.news()

    def news(self) -> list[str]:
        told = []
        for event in self.watch.news(self.state, 1.0):
            if isinstance(event, AlarmRaised):
                self.state.alarms[event.alarm.id] = AlarmState(event.alarm, 1.0)
                told.append(f"+{event.alarm.id}")
            else:
                assert isinstance(event, AlarmCleared)
                self.state.alarms[event.alarm].active = False
                told.append(f"-{event.alarm}")
        return told


@pytest.fixture
def line(tiny_line: Path) -> Line:
    return Line(tiny_line)


def test_two_in_ten_that_cannot_be_judged_raise_the_alarm_and_a_better_rate_ends_it(line: Line) -> None:
    assert [line.inspect("undecided"), line.inspect("undecided")] == [[], []], "two of two prove nothing"
    told = [item for _ in range(8) for item in line.inspect("pass")]
    assert told == ["+inspect.many_undecided:look"]
    assert [item for _ in range(40) for item in line.inspect("pass")] == ["-inspect.many_undecided:look"]


def test_what_chance_explains_raises_nothing(line: Line) -> None:
    told = [item for number in range(200) for item in line.inspect("undecided" if number % 25 == 24 else "pass")]
    assert told == []


def test_fails_that_persons_call_good_are_counted_and_those_that_they_confirm_are_not(line: Line) -> None:
    assert [item for _ in range(20) for item in line.inspect("fail", "fail")] == []
    told = [item for _ in range(6) for item in line.inspect("fail", "pass")]
    assert told == ["+inspect.many_overruled:look"]


def test_operations_are_counted_apart(line: Line) -> None:
    for _ in range(9):
        line.inspect("pass")
    assert line.inspect("undecided", operation="final") == []
    assert line.inspect("undecided", operation="other") == []


def test_only_the_latest_fifty_count(line: Line) -> None:
    for verdict in ["undecided"] * 2 + ["pass"] * 8:
        line.inspect(verdict)
    for _ in range(48):
        line.inspect("pass")
    told = [item for _ in range(5) for item in line.inspect("undecided")]
    assert told == [], "five of fifty: those of the beginning are forgotten"
    assert line.inspect("undecided") == ["+inspect.many_undecided:look"]


def test_records_of_other_things_say_nothing(line: Line) -> None:
    line.write("attempt_ended", "9f2c41aa:WO-1/001/kit.1#1", result={})
    line.write("attempt_ended", "by hand", result={"verdict": "undecided"})
    line.write("prompt_raised", "9f2c41aa:WO-1/001/look.1#1", judged={"verdict": "undecided"})
    assert line.news() == []


def test_the_alarm_says_how_many_and_what_to_do(line: Line) -> None:
    for verdict in ["undecided"] * 3 + ["pass"] * 7:
        line.inspect(verdict)
    (item,) = line.state.alarms.values()
    assert isinstance(item.alarm, Alarm)
    assert "3 of the last 10 inspections of look" in item.alarm.text and "train again" in item.alarm.remedy
