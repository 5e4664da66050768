"""One attempt at a process, on virtual time."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest

from robot_cells.errors import ProcessError
from robot_cells.orders.cancel_policy import CancelPolicy
from robot_cells.processes.runner import RunStatus
from robot_cells.skills.command import LIMIT_MARGIN_S
from robot_cells.skills.scripted_device import Answer

DWELL_5 = "{skill: dwell, with: {duration_s: 5}}"


def test_steps_of_a_sequence_follow_each_other_without_a_gap(bench: Any) -> None:
    runner = bench.finish(f"sequence: [{DWELL_5}, {DWELL_5}]")
    assert runner.status is RunStatus.SUCCEEDED
    assert [given.at_s for given in bench.devices["station"].executed] == [100.0, 105.0]
    assert bench.clock.now() == 110.0


def test_devices_that_answer_at_once_need_one_tick_for_all(bench: Any) -> None:
    bench.script("scanner", scan=Answer(result={"text": "X"}))
    tree = "sequence: [{skill: scan_code, with: {expected: X}}, {skill: dock, with: {at: a}}]"
    assert bench.start(tree).status is RunStatus.SUCCEEDED


def test_an_answer_without_what_was_promised_fails_its_step_alone(bench: Any) -> None:
    bench.script("scanner", scan=Answer(result={}))
    runner = bench.start(f"fallback: [{{skill: scan_code}}, {DWELL_5}]")
    assert runner.status is RunStatus.RUNNING
    assert bench.advance(5.0) is RunStatus.SUCCEEDED
    bench.script("scanner", scan=Answer(result={}))
    failure = bench.finish("skill: scan_code").failure
    assert failure is not None and failure.code == "skill.unfit_answer"


def test_a_failure_names_step_device_and_code_and_stops_the_sequence(bench: Any) -> None:
    bench.script("scanner", scan=Answer(error_code="scanner.no_read"))
    runner = bench.finish(f"sequence: [{{skill: scan_code}}, {DWELL_5}]")
    assert runner.status is RunStatus.FAILED
    assert runner.failure is not None
    assert runner.failure.code == "scan.no_read"
    assert "scan_code" in runner.failure.message
    assert runner.failure.remedy
    assert bench.devices["station"].executed == []


def test_a_device_that_rejects_a_command_fails_the_step(bench: Any) -> None:
    bench.script("vehicle", dock=Answer(rejects=True))
    runner = bench.finish("skill: dock\nwith: {at: a}")
    assert runner.failure is not None
    assert runner.failure.code == "device"
    assert "rejects" in runner.failure.message


def test_a_device_that_hangs_is_given_up_and_told_to_stop(bench: Any) -> None:
    scanner = bench.script("scanner", scan=Answer.never())
    runner = bench.finish("skill: scan_code")
    assert runner.failure is not None and runner.failure.code == "device.no_answer"
    assert scanner.cancelled == [scanner.executed[0].command_id]
    assert LIMIT_MARGIN_S <= bench.clock.now() - 100.0 <= LIMIT_MARGIN_S + 10.0


def test_a_line_that_runs_faster_than_life_waits_as_long_in_real_time(bench: Any) -> None:
    bench.workplace.speed = 20.0
    bench.script("scanner", scan=Answer(after_s=20.0 * LIMIT_MARGIN_S - 1.0, result={"text": "S-1"}))
    assert bench.finish("skill: scan_code").status is RunStatus.SUCCEEDED


def test_a_late_answer_within_patience_is_taken(bench: Any) -> None:
    bench.script("scanner", scan=Answer(after_s=LIMIT_MARGIN_S - 1.0, result={"text": "S-1"}))
    assert bench.finish("skill: scan_code").status is RunStatus.SUCCEEDED


def test_nothing_further_begins_before_a_given_up_device_stands_still(bench: Any) -> None:
    bench.script("scanner", stop_s=4.0, scan=Answer.never())
    bench.finish(f"fallback: [{{skill: scan_code}}, {DWELL_5}]")
    given_up_s = 100.0 + LIMIT_MARGIN_S + 5 * 0.5
    assert bench.devices["station"].executed[0].at_s == pytest.approx(given_up_s + 4.0)


def test_a_device_that_never_stops_ends_the_attempt(bench: Any) -> None:
    bench.script("scanner", stop_s=1e9, scan=Answer.never())
    runner = bench.finish(f"fallback: [{{skill: scan_code}}, {DWELL_5}]")
    assert runner.failure is not None and runner.failure.code == "device.no_answer"
    assert "did not confirm the stop" in runner.failure.message
    assert bench.devices["station"].executed == []


def test_a_fallback_goes_on_to_the_next_and_knows_why(bench: Any) -> None:
    bench.script("scanner", scan=Answer(error_code="scanner.no_read"))
    second = f"{{sequence: [{{condition: \"${{failure.code == 'scan.no_read'}}\"}}, {DWELL_5}]}}"
    tree = f"fallback: [{{skill: scan_code}}, {second}]"
    assert bench.finish(tree).status is RunStatus.SUCCEEDED


def test_a_child_kept_out_by_its_condition_does_not_hide_why_the_fallback_failed(bench: Any) -> None:
    bench.script("scanner", scan=Answer(error_code="scanner.no_read"))
    tree = "fallback: [{skill: scan_code}, {condition: \"${failure.code == 'other'}\"}]"
    runner = bench.finish(tree)
    assert runner.failure is not None and runner.failure.code == "scan.no_read"


@pytest.mark.parametrize(
    ("codes", "tries"),
    [("['scan.*']", 3), ("[scan.no_read]", 3), ("[]", 3), ("['vehicle.*']", 1), ("['scan.wrong*', 'x']", 1)],
)
def test_a_retry_tries_again_only_for_matching_codes(bench: Any, codes: str, tries: int) -> None:
    scanner = bench.script("scanner", scan=Answer(error_code="scanner.no_read"))
    runner = bench.finish(f"retry: {{attempts: 3, codes: {codes}, do: {{skill: scan_code}}}}")
    assert runner.status is RunStatus.FAILED
    assert len(scanner.executed) == tries


def test_waits_between_tries_double(bench: Any) -> None:
    scanner = bench.script("scanner", scan=Answer(error_code="scanner.no_read"))
    bench.finish("retry: {attempts: 4, backoff_s: 2, do: {skill: scan_code}}")
    assert [given.at_s - 100.0 for given in scanner.executed] == [0.0, 2.0, 6.0, 14.0]


def test_a_retry_that_succeeds_is_a_success_and_every_try_has_an_id_of_its_own(bench: Any) -> None:
    scanner = bench.script("scanner", scan=[Answer(error_code="scanner.no_read"), Answer(result={"text": "S-1"})])
    assert bench.finish("retry: {attempts: 3, do: {skill: scan_code}}").status is RunStatus.SUCCEEDED
    ids = [given.command_id for given in scanner.executed]
    assert ids == ["j:t#1@0.0~1/1", "j:t#1@0.0~2/1"]


def test_recovery_is_done_before_every_further_try(bench: Any) -> None:
    scanner = bench.script("scanner", scan=Answer(error_code="scanner.no_read"))
    bench.finish(f"retry: {{attempts: 3, do: {{skill: scan_code}}, recover: {DWELL_5}}}")
    assert len(scanner.executed) == 3
    assert bench.devices["station"].commands() == ["dwell", "dwell"]


def test_the_same_attempt_built_anew_sends_the_same_command_ids(bench: Any) -> None:
    dock = "{skill: dock, with: {at: '${cell}'}}"
    tree = f"for_each: {{items: [a, b], as: cell, do: {{sequence: [{dock}, {DWELL_5}]}}}}"
    bench.finish(tree)
    first = [given.command_id for given in bench.devices["vehicle"].executed]
    bench.finish(tree)
    assert len(set(first)) == 2
    assert [given.command_id for given in bench.devices["vehicle"].executed] == first


def test_the_first_failure_cancels_the_siblings_of_a_parallel(bench: Any) -> None:
    bench.script("scanner", scan=Answer(after_s=2.0, error_code="scanner.no_read"))
    runner = bench.finish(f"parallel: {{do: [{{skill: scan_code}}, {DWELL_5}]}}")
    assert runner.failure is not None and runner.failure.code == "scan.no_read"
    assert len(bench.devices["station"].cancelled) == 1
    assert bench.clock.now() == 102.0


def test_a_parallel_that_waits_for_all_lets_the_siblings_end(bench: Any) -> None:
    bench.script("scanner", scan=Answer(after_s=2.0, error_code="scanner.no_read"))
    runner = bench.finish(f"parallel: {{policy: wait_for_all, do: [{{skill: scan_code}}, {DWELL_5}]}}")
    assert runner.failure is not None and runner.failure.code == "scan.no_read"
    assert bench.devices["station"].cancelled == []
    assert bench.clock.now() == 105.0


def test_a_time_limit_stops_its_child(bench: Any) -> None:
    runner = bench.finish(f"timeout: {{duration_s: 3, do: {DWELL_5}}}")
    assert runner.failure is not None and runner.failure.code == "process.timeout"
    assert "dwell" in runner.failure.message
    assert bench.clock.now() == 103.0


def test_what_ends_at_the_very_deadline_counts(bench: Any) -> None:
    assert bench.finish(f"timeout: {{duration_s: 5, do: {DWELL_5}}}").status is RunStatus.SUCCEEDED


def test_clearing_up_is_done_after_a_failure_and_the_failure_stays_the_works(bench: Any) -> None:
    bench.script("scanner", scan=Answer(error_code="scanner.no_read"))
    runner = bench.finish(f"finally: {{do: {{skill: scan_code}}, always: {DWELL_5}}}")
    assert runner.failure is not None and runner.failure.code == "scan.no_read"
    assert bench.devices["station"].commands() == ["dwell"]


def test_a_failed_clearing_up_is_a_failure(bench: Any) -> None:
    bench.script("scanner", scan=Answer(error_code="scanner.no_read"))
    runner = bench.finish(f"finally: {{do: {DWELL_5}, always: {{skill: scan_code}}}}")
    assert runner.failure is not None and runner.failure.code == "scan.no_read"


@pytest.mark.parametrize(("value", "commands"), [(3, ["dwell"]), (1, [])])
def test_a_condition_chooses(bench: Any, value: int, commands: list[str]) -> None:
    tree = f"condition: {{if: '${{x > 2}}', then: {DWELL_5}}}"
    assert bench.finish(tree, {"x": value}, parameters="{x: {type: number}}").status is RunStatus.SUCCEEDED
    assert bench.devices["station"].commands() == commands


def test_variables_take_results_and_choose_later_steps(bench: Any) -> None:
    bench.script("scanner", scan=Answer(result={"text": "S-1"}))
    tree = """
    sequence:
      - {skill: scan_code, into: seen}
      - set: {length: "${len(seen.code)}", twice: [1, "${len(seen.code) * 2}"]}
      - {skill: dwell, with: {duration_s: "${twice[1] + length}"}}
    """
    bench.finish(tree)
    assert bench.clock.now() == 100.0 + 9.0


def test_fail_fails_with_the_documents_own_code(bench: Any) -> None:
    runner = bench.finish("fail: {code: cell.cold, message: 'Too cold for ${serial}.', remedy: Heat.}")
    assert runner.failure is not None
    assert (runner.failure.code, runner.failure.message, runner.failure.remedy) == (
        "cell.cold",
        "Too cold for S-1.",
        "Heat.",
    )


def test_a_value_that_does_not_fit_fails_its_step_before_the_device_is_touched(bench: Any) -> None:
    tree = "sequence: [{set: {t: -3}}, {skill: dwell, with: {duration_s: '${t}'}}]"
    runner = bench.finish(tree)
    assert runner.failure is not None and runner.failure.code == "process.invalid"
    assert "at least 0" in runner.failure.message
    assert bench.devices["station"].executed == []


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({}, "`t` is missing"),
        ({"t": "fast"}, "`t` is a number, not 'fast'"),
        ({"t": 1, "tt": 2}, "no parameter `tt`; did you mean `t`?"),
        ({"t": -1}, "at least 0"),
        ({"t": True}, "`t` is a number, not True"),
        ({"t": float("nan")}, "`t` is a number, not nan"),
    ],
)
def test_parameters_that_do_not_fit_are_refused_before_anything_moves(
    bench: Any, given: dict[str, Any], reason: str
) -> None:
    with pytest.raises(ProcessError, match="parameters of process tried") as caught:
        bench.start(DWELL_5, given, parameters="{t: {type: number, unit: s, minimum: 0}}")
    assert reason in str(caught.value)


def test_a_process_that_needs_a_device_the_cell_has_not_is_refused(bench: Any) -> None:
    with pytest.raises(ProcessError, match="no device of the id or kind `camera`"):
        bench.start("skill: capture")


def test_a_loop_over_too_many_items_is_refused(bench: Any) -> None:
    tree = f"for_each: {{items: '${{many}}', as: x, do: {DWELL_5}}}"
    with pytest.raises(ProcessError, match="1001 items"):
        bench.start(tree, {"many": list(range(1001))}, parameters="{many: {type: list}}")


def test_progress_rises_with_the_predicted_durations_and_ends_at_one(bench: Any) -> None:
    runner = bench.start("sequence: [{skill: dwell, with: {duration_s: 2}}, {skill: dwell, with: {duration_s: 8}}]")
    seen = [runner.progress]
    for _ in range(4):
        bench.advance(2.5)
        seen.append(runner.progress)
    assert seen == sorted(seen)
    assert seen[0] == 0.0
    assert 0.2 < seen[1] < 0.3
    assert seen[-1] == 1.0


def test_the_running_steps_are_named(bench: Any) -> None:
    bench.script("scanner", scan=Answer.never())
    named = "{name: 'Wait for ${serial}', skill: dwell, with: {duration_s: 3}}"
    runner = bench.start(f"parallel: {{do: [{named}, {{skill: scan_code}}]}}")
    assert runner.step == "Wait for S-1, scan_code"


class TestPrompts:
    TREE = """
    sequence:
      - prompt: {text: "Take ${serial} out?", choices: ["yes", "no"], timeout_s: 30, default: "no", into: choice}
      - condition: "${choice == 'yes'}"
    """

    def test_an_answer_lets_the_process_go_on(self, bench: Any) -> None:
        runner = bench.start(self.TREE)
        (prompt,) = runner.prompts
        assert (prompt.text, prompt.choices, prompt.raised_at_s) == ("Take S-1 out?", ("yes", "no"), 100.0)
        runner.answer(prompt.id, "yes")
        assert runner.tick() is RunStatus.SUCCEEDED
        assert runner.prompts == ()
        assert runner.result["answers"] == [{"question": "Take S-1 out?", "choice": "yes"}]

    def test_a_time_out_takes_the_default(self, bench: Any) -> None:
        runner = bench.finish(self.TREE)
        assert bench.clock.now() == 130.0
        assert runner.failure is not None and runner.failure.code == "process.condition"

    def test_without_a_default_a_time_out_fails(self, bench: Any) -> None:
        runner = bench.finish("prompt: {text: Well, choices: [a], timeout_s: 5}")
        assert runner.failure is not None and runner.failure.code == "process.no_answer"

    def test_what_is_no_choice_is_refused(self, bench: Any) -> None:
        runner = bench.start(self.TREE)
        with pytest.raises(ProcessError, match="no choice"):
            runner.answer(runner.prompts[0].id, "maybe")
        with pytest.raises(ProcessError, match="no prompt"):
            runner.answer("other", "yes")

    def test_the_same_answer_twice_is_no_error(self, bench: Any) -> None:
        runner = bench.start(self.TREE)
        prompt = runner.prompts[0].id
        runner.answer(prompt, "yes")
        runner.tick()
        runner.answer(prompt, "yes")

    def test_a_cancel_takes_the_question_back(self, bench: Any) -> None:
        runner = bench.start(self.TREE)
        runner.cancel(CancelPolicy.FINISH_STEP)
        assert runner.tick() is RunStatus.CANCELLED
        assert runner.prompts == ()


class TestCancel:
    TREE = f"sequence: [{DWELL_5}, {DWELL_5}]"
    ENDS: ClassVar[dict[str, str]] = {
        "on_cancel": "{skill: dock, with: {at: cancelled}}",
        "park": "{skill: dock, with: {at: parked}}",
    }

    def _docked(self, bench: Any) -> list[object]:
        return [given.parameters["at"] for given in bench.devices["vehicle"].executed]

    def test_finish_step_lets_the_step_end_and_begins_no_other(self, bench: Any) -> None:
        runner = bench.start(self.TREE, **self.ENDS)
        bench.advance(1.0)
        runner.cancel(CancelPolicy.FINISH_STEP)
        assert runner.tick() is RunStatus.RUNNING
        assert bench.advance(4.0) is RunStatus.CANCELLED
        assert len(bench.devices["station"].executed) == 1
        assert bench.devices["station"].cancelled == []
        assert self._docked(bench) == ["cancelled"]

    def test_park_does_the_park_subtree_too(self, bench: Any) -> None:
        runner = bench.start(self.TREE, **self.ENDS)
        runner.cancel(CancelPolicy.PARK)
        assert bench.advance(5.0) is RunStatus.CANCELLED
        assert self._docked(bench) == ["cancelled", "parked"]

    def test_stop_now_stops_the_device_and_does_nothing_else(self, bench: Any) -> None:
        runner = bench.start(self.TREE, **self.ENDS)
        bench.advance(1.0)
        runner.cancel(CancelPolicy.STOP_NOW)
        assert runner.tick() is RunStatus.CANCELLED
        assert len(bench.devices["station"].cancelled) == 1
        assert self._docked(bench) == []

    def test_stop_now_ends_only_when_the_device_stands_still(self, bench: Any) -> None:
        bench.script("station", stop_s=2.0, dwell=Answer(after_s=5.0))
        runner = bench.start(self.TREE)
        runner.cancel(CancelPolicy.STOP_NOW)
        assert runner.tick() is RunStatus.RUNNING
        assert bench.advance(1.9) is RunStatus.RUNNING
        assert bench.advance(0.2) is RunStatus.CANCELLED

    def test_a_stop_that_no_device_confirms_is_a_failure(self, bench: Any) -> None:
        bench.script("station", stop_s=1e9, dwell=Answer(after_s=1e6))
        runner = bench.start(self.TREE)
        runner.cancel(CancelPolicy.STOP_NOW)
        runner.tick()
        assert bench.advance(60.0) is RunStatus.FAILED
        assert runner.failure is not None and runner.failure.code == "device.no_answer"

    def test_stop_now_overtakes_finish_step(self, bench: Any) -> None:
        runner = bench.start(self.TREE)
        runner.cancel(CancelPolicy.FINISH_STEP)
        runner.tick()
        runner.cancel(CancelPolicy.STOP_NOW)
        assert runner.tick() is RunStatus.CANCELLED
        assert bench.clock.now() == 100.0

    def test_what_was_done_when_the_cancel_came_is_a_success(self, bench: Any) -> None:
        runner = bench.start(DWELL_5)
        runner.cancel(CancelPolicy.FINISH_STEP)
        assert bench.advance(5.0) is RunStatus.SUCCEEDED

    def test_a_step_that_fails_after_the_cancel_is_a_failure(self, bench: Any) -> None:
        bench.script("scanner", scan=Answer(after_s=2.0, error_code="scanner.no_read"))
        runner = bench.start(f"sequence: [{{skill: scan_code}}, {DWELL_5}]")
        runner.cancel(CancelPolicy.FINISH_STEP)
        assert bench.advance(2.0) is RunStatus.FAILED

    def test_a_cancel_makes_no_fallback_and_no_further_try(self, bench: Any) -> None:
        bench.script("scanner", scan=Answer(after_s=2.0, error_code="scanner.no_read"))
        tree = "fallback: [{retry: {attempts: 5, do: {skill: scan_code}}}, {set: {x: 1}}]"
        runner = bench.start(tree)
        runner.cancel(CancelPolicy.FINISH_STEP)
        assert bench.advance(2.0) is RunStatus.CANCELLED
        assert len(bench.devices["scanner"].executed) == 1

    def test_a_cancel_during_a_wait_between_tries_ends_it(self, bench: Any) -> None:
        bench.script("scanner", scan=Answer(error_code="scanner.no_read"))
        runner = bench.start("retry: {attempts: 5, backoff_s: 100, do: {skill: scan_code}}")
        runner.cancel(CancelPolicy.FINISH_STEP)
        assert runner.tick() is not RunStatus.RUNNING

    def test_a_cancel_cuts_no_sibling_short(self, bench: Any) -> None:
        bench.script("scanner", scan=Answer(after_s=1.0, result={"text": "S-1"}))
        tree = f"parallel: {{do: [{{sequence: [{{skill: scan_code}}, {{skill: scan_code}}]}}, {DWELL_5}]}}"
        runner = bench.start(tree)
        runner.cancel(CancelPolicy.FINISH_STEP)
        assert bench.advance(5.0) is RunStatus.CANCELLED
        assert bench.devices["station"].cancelled == []

    def test_clearing_up_is_done_when_the_work_is_cancelled(self, bench: Any) -> None:
        tree = f"finally: {{do: {{sequence: [{DWELL_5}, {DWELL_5}]}}, always: {{skill: dock, with: {{at: out}}}}}}"
        runner = bench.start(tree)
        runner.cancel(CancelPolicy.FINISH_STEP)
        assert bench.advance(5.0) is RunStatus.CANCELLED
        assert self._docked(bench) == ["out"]


class TestHold:
    def test_the_running_step_ends_and_the_next_waits_for_resume(self, bench: Any) -> None:
        runner = bench.start(f"sequence: [{DWELL_5}, {DWELL_5}]")
        runner.hold()
        assert not runner.is_still
        bench.advance(50.0)
        assert runner.is_still
        assert len(bench.devices["station"].executed) == 1
        runner.resume()
        runner.tick()
        assert bench.advance(5.0) is RunStatus.SUCCEEDED
        assert bench.devices["station"].executed[1].at_s == 150.0

    def test_time_limits_do_not_count_while_held(self, bench: Any) -> None:
        runner = bench.start(f"timeout: {{duration_s: 12, do: {{sequence: [{DWELL_5}, {DWELL_5}]}}}}")
        runner.hold()
        bench.advance(100.0)
        runner.resume()
        runner.tick()
        assert bench.advance(5.0) is RunStatus.SUCCEEDED

    def test_a_cancel_ends_the_hold(self, bench: Any) -> None:
        runner = bench.start(f"sequence: [{DWELL_5}, {DWELL_5}]")
        runner.hold()
        bench.advance(10.0)
        runner.cancel(CancelPolicy.FINISH_STEP)
        assert runner.tick() is RunStatus.CANCELLED
