"""What a person has said of a picture is handed to the vision node until it has taken it, and once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

from robot_cells.ids import AttemptId, ProductId, PromptId, SerialNumber
from robot_cells.nodes.correction_client import CorrectionClient
from robot_cells.nodes.owed_corrections import ANSWER_S, CorrectionAnswer, OwedCorrections
from robot_cells.orchestration.events import AlarmCleared, AlarmRaised, CorrectionStored, VerdictReviewed
from robot_cells.orchestration.judgement import Judgement
from robot_cells_msgs.srv import CorrectVerdict


def review(evidence: str = "ab12", verdict: str = "pass") -> VerdictReviewed:
    return VerdictReviewed(
        5.0,
        AttemptId("9f2c41aa:WO-1/001/look.1#1"),
        SerialNumber("WO-1-001"),
        ProductId("p"),
        verdict,
        Judgement("undecided", "surface@2", evidence),
        "Ada",
        "inspect.undecided: glare",
        PromptId("q"),
    )


class Vision:
    """A vision node that is there or not, and remembers what it was asked."""

    def __init__(self) -> None:
        self.is_there = True
        self.asked: list[str] = []

    def ask(self, said: VerdictReviewed) -> bool:
        if self.is_there:
            self.asked.append(said.judged.evidence)
        return self.is_there


def test_what_is_owed_is_handed_over_once_and_recorded_when_it_is_taken() -> None:
    vision, owed = Vision(), {"ab12": review()}
    client = OwedCorrections(vision)
    assert client.turn(owed, 10.0, 0.0) == ()
    assert client.turn(owed, 10.5, 0.5) == ()
    assert vision.asked == ["ab12"]
    client.answered(CorrectionAnswer("ab12", "surface/good/ab12.png"))
    stored, cleared = client.turn(owed, 11.0, 1.0)
    assert stored == CorrectionStored(11.0, "ab12", "surface/good/ab12.png")
    assert isinstance(cleared, AlarmCleared)
    assert client.turn({}, 99.0, 99.0) == ()
    assert vision.asked == ["ab12"]


def test_it_waits_for_a_vision_node_that_is_not_there() -> None:
    vision, owed = Vision(), {"ab12": review()}
    vision.is_there = False
    client = OwedCorrections(vision)
    for wall_s in (0.0, 0.5, 1.0):
        client.turn(owed, 10.0, wall_s)
    assert vision.asked == []
    vision.is_there = True
    client.turn(owed, 10.0, 1.5)
    assert vision.asked == ["ab12"]


def test_an_answer_that_is_lost_is_asked_for_again() -> None:
    vision, owed = Vision(), {"ab12": review()}
    client = OwedCorrections(vision)
    client.turn(owed, 10.0, 0.0)
    client.turn(owed, 10.0, ANSWER_S - 0.1)
    assert len(vision.asked) == 1
    client.turn(owed, 10.0, ANSWER_S)
    assert len(vision.asked) == 2


def test_one_that_is_refused_raises_an_alarm_and_is_handed_over_again_more_and_more_seldom() -> None:
    vision, owed = Vision(), {"ab12": review()}
    client = OwedCorrections(vision)
    times: list[float] = []
    for step in range(2000):
        wall_s = 0.1 * step
        known = len(vision.asked)
        events = client.turn(owed, 10.0, wall_s)
        assert all(isinstance(item, AlarmRaised) and "no room" in item.alarm.text for item in events)
        if len(vision.asked) > known:
            times.append(wall_s)
            client.answered(CorrectionAnswer("ab12", "", "no room"))
    pauses = [late - early for early, late in pairwise(times)]
    assert pauses == sorted(pauses)
    assert 2.0 < pauses[0] < 5.0 and 50.0 < pauses[-1] < 65.0


def test_a_new_client_after_a_restart_hands_over_what_the_journal_still_owes() -> None:
    vision, owed = Vision(), {"ab12": review(), "cd34": review("cd34", "fail")}
    OwedCorrections(vision).turn(owed, 10.0, 0.0)
    OwedCorrections(vision).turn(owed, 20.0, 0.0)
    assert vision.asked == ["ab12", "cd34", "ab12", "cd34"]


def test_an_answer_about_what_is_owed_no_more_means_nothing() -> None:
    client = OwedCorrections(Vision())
    client.answered(CorrectionAnswer("ab12", "surface/good/ab12.png"))
    assert client.turn({}, 10.0, 0.0) == ()


def test_the_service_gets_the_person_s_word_and_its_answer_comes_back(bench: Callable[[Sequence[str]], Any]) -> None:
    with bench([]) as made:
        asked: list[Any] = []

        def correct(request: Any, response: Any) -> Any:
            with made.changed:
                asked.append(request)
                made.changed.notify_all()
            response.success, response.correction = True, "surface/bad/cd34.png"
            return response

        answers: list[CorrectionAnswer] = []

        def answered(answer: CorrectionAnswer) -> None:
            with made.changed:
                answers.append(answer)
                made.changed.notify_all()

        client = CorrectionClient(made.node, answered)
        assert not client.ask(review())
        made.node.create_service(CorrectVerdict, "correct_verdict", correct)
        assert client._client is not None and client._client.wait_for_service(30.0)
        assert client.ask(review("cd34", "fail"))
        made.until(lambda: answers, "the answer")
        client.close()
    assert (asked[0].evidence, asked[0].corrected_by) == ("cd34", "Ada")
    assert asked[0].verdict == CorrectVerdict.Request.FAIL
    assert answers[0] == CorrectionAnswer("cd34", "surface/bad/cd34.png", "")
