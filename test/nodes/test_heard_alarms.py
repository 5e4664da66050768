"""Alarms of other nodes are recorded once, and end when their cause is gone."""

from robot_cells.ids import AlarmId
from robot_cells.nodes.heard_alarms import HeardAlarms
from robot_cells.orchestration.alarm import Alarm, Severity
from robot_cells.orchestration.events import AlarmCleared, AlarmRaised
from robot_cells.orchestration.state import AlarmState
from robot_cells_msgs.msg import Alarm as AlarmMsg


class Known:
    """A state, as far as alarms go."""

    def __init__(self, *alarms: AlarmState) -> None:
        self.alarms = {item.alarm.id: item for item in alarms}


DIRTY = AlarmMsg(alarm_id="camera.dirty:c", severity=1, source="c", code="camera.dirty", text="Spots.", active=True)
OVER = AlarmMsg(alarm_id="camera.dirty:c", active=False)
RECORDED = Alarm(AlarmId("camera.dirty:c"), Severity.WARNING, "c", "camera.dirty", "Spots.", "")


def news(known: Known, *messages: AlarmMsg) -> tuple[object, ...]:
    heard = HeardAlarms()
    for message in messages:
        heard.hear(message)
    events = heard.news(known, 7.0)
    assert heard.news(known, 8.0) == ()
    return events


def test_an_alarm_is_raised_once_and_again_only_when_it_was_over() -> None:
    assert news(Known(), DIRTY, DIRTY) == (AlarmRaised(7.0, RECORDED),)
    assert news(Known(AlarmState(RECORDED, 1.0)), DIRTY) == ()
    assert news(Known(AlarmState(RECORDED, 1.0, active=False)), DIRTY) == (AlarmRaised(7.0, RECORDED),)


def test_the_end_of_the_cause_ends_the_alarm_that_is_active_and_no_other() -> None:
    assert news(Known(AlarmState(RECORDED, 1.0)), OVER) == (AlarmCleared(7.0, RECORDED.id),)
    assert news(Known(AlarmState(RECORDED, 1.0, active=False)), OVER) == ()
    assert news(Known(), OVER) == ()


def test_only_the_latest_word_counts_and_what_is_unknown_is_grave() -> None:
    assert news(Known(), DIRTY, OVER) == ()
    (event,) = news(Known(), AlarmMsg(alarm_id="x", severity=9, active=True))
    assert isinstance(event, AlarmRaised)
    assert event.alarm.severity is Severity.ERROR
    assert news(Known(), AlarmMsg(active=True)) == ()
