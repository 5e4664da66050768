import pytest

from robot_cells.devices.device_client import CommandState, CommandStatus
from robot_cells.devices.ros.command_book import ASK_S, KEPT, REPEAT_S, CommandBook

RUNNING = CommandStatus(CommandState.RUNNING)
DONE = CommandStatus(CommandState.SUCCEEDED, 1.0, result={"width_m": 0.02})


def test_a_command_is_repeated_until_the_device_is_heard_and_then_asked_after() -> None:
    book = CommandBook()
    assert book.begin("a", "gripper", 0.0)
    assert book.to_repeat(REPEAT_S / 2) == []
    assert book.to_repeat(REPEAT_S) == ["a"]
    book.hear("a", RUNNING, 0.3)
    assert book.to_repeat(0.3 + REPEAT_S) == []
    assert book.to_repeat(REPEAT_S + ASK_S) == ["a"]
    book.hear("a", DONE, 1.5)
    assert book.to_repeat(100.0) == []
    assert book.next_s() is None


def test_a_command_is_begun_once_however_often_it_is_asked_for() -> None:
    book = CommandBook()
    assert book.begin("a", "gripper", 0.0)
    assert not book.begin("a", "gripper", 0.1)
    book.hear("a", DONE, 0.2)
    assert not book.begin("a", "gripper", 0.3)
    assert book.status("a") == DONE


def test_what_has_ended_stays_as_it_ended() -> None:
    book = CommandBook()
    book.begin("a", "gripper", 0.0)
    assert book.hear("a", DONE, 0.1)
    assert not book.hear("a", RUNNING, 0.2)
    assert not book.hear("unknown", DONE, 0.2)
    assert book.status("a") == DONE


def test_a_device_that_never_answers_has_failed() -> None:
    book = CommandBook(no_answer_s=5.0)
    book.begin("a", "gripper", 0.0)
    assert book.give_up(4.9) == []
    assert book.give_up(5.0) == ["a"]
    assert book.status("a").error_code == "device.no_answer"
    assert "gripper" in book.status("a").error_message


def test_a_device_that_works_long_is_left_alone_as_long_as_it_answers() -> None:
    book = CommandBook(no_answer_s=5.0)
    book.begin("a", "machine", 0.0)
    for second in range(1, 100):
        book.hear("a", RUNNING, float(second))
        assert book.give_up(second + 0.5) == []
    assert book.give_up(104.0) == ["a"]


def test_a_command_that_was_never_begun_is_not_known() -> None:
    with pytest.raises(KeyError):
        CommandBook().status("a")


def test_only_the_latest_ends_are_remembered() -> None:
    book = CommandBook()
    for number in range(KEPT + 5):
        book.begin(str(number), "gripper", 0.0)
        book.hear(str(number), DONE, 0.0)
    assert book.status(str(KEPT + 4)) == DONE
    with pytest.raises(KeyError):
        book.status("4")
