"""What an orchestrator says of emergency stops, and when; without ROS."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from robot_cells.attempts.emergency_stop import OPERATOR, ORCHESTRATOR, EmergencyStop
from robot_cells.nodes.emergency_news import EmergencyNews
from robot_cells.orchestration.events import EmergencyReleased, EmergencyStopped
from robot_cells.orchestration.state import LineMode


@dataclass
class FakeState:
    mode: LineMode = LineMode.RUNNING
    emergency_stops: dict[str, str] = field(default_factory=dict)


@pytest.fixture
def said() -> list[tuple[bool, str]]:
    return []


@pytest.fixture
def news(said) -> EmergencyNews:
    return EmergencyNews(lambda is_active, reason: said.append((is_active, reason)))


def test_the_first_word_is_what_holds_since_a_predecessor_may_have_died_before_it_let_go(news, said) -> None:
    news.tell(FakeState())
    assert said == [(False, "")]


def test_it_speaks_when_that_changes_and_not_otherwise(news, said) -> None:
    stopped = FakeState(LineMode.EMERGENCY_STOPPED, {"gate": "opened"})
    for state in (stopped, stopped, FakeState(), FakeState()):
        news.tell(state)
    assert said == [(True, "gate: opened"), (False, "")]


@pytest.mark.parametrize(
    ("stops", "text"),
    [
        ({"gate": ""}, "gate"),
        ({OPERATOR: "Emergency stop by gate: opened"}, "gate: opened"),
        ({"gate": "opened", OPERATOR: "smoke"}, "gate: opened; operator: smoke"),
    ],
)
def test_it_passes_on_who_gave_the_stop_and_why_once(news, said, stops: dict[str, str], text: str) -> None:
    news.tell(FakeState(LineMode.EMERGENCY_STOPPED, stops))
    assert said == [(True, text)]


def test_a_stop_by_command_is_told_before_it_is_recorded_and_not_twice(news, said) -> None:
    news.stop_at_once("smoke")
    news.commanded("smoke")
    assert news.news(FakeState(), 3.0) == (EmergencyStopped(3.0, OPERATOR, "smoke"),)
    news.tell(FakeState(LineMode.EMERGENCY_STOPPED, {OPERATOR: "smoke"}))
    assert said == [(True, f"{OPERATOR}: smoke")]


def test_what_was_heard_is_news_until_a_turn_has_taken_it_in_and_the_own_voice_is_none(news) -> None:
    news.hear(EmergencyStop("gate", "opened"))
    news.hear(EmergencyStop("gate", is_active=False))
    news.hear(EmergencyStop(ORCHESTRATOR, "an echo"))
    expected = (EmergencyStopped(1.0, "gate", "opened"), EmergencyReleased(1.0, "gate"))
    assert news.news(FakeState(), 1.0) == expected
    assert news.news(FakeState(), 1.0) == expected
    news.tell(FakeState())
    assert news.news(FakeState(), 1.0) == ()
