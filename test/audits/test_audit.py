"""The auditor is silent about a true story, and finds what one forged record breaks, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from robot_cells.audits.audit import audit
from robot_cells.audits.audited_plant import AuditedPlant
from robot_cells.audits.invariants import INVARIANTS
from robot_cells.audits.witness import Recovery, Sending, Witness
from robot_cells.ids import ZoneId
from robot_cells.lines.working_times import DAY_S, ClosedTime, WorkingTimes
from robot_cells.lines.zone import Lock, LockMode, Zone


def _whole(story) -> None:
    """One plate from the order to the end, with a slip, a reroute and a question on the way."""
    story.start("a", "b", "c")
    story.submit()
    story.release()
    story.do("cut", "a")
    slipped = story.dispatch("drill", "b")
    story.end(slipped, "failed", "drill.slip")
    story.retry(slipped, 0)
    off = story.dispatch("drill", "b")
    story.end(off, "failed", "drill.off")
    story.write("job_rerouted", "WO-1/001", job="WO-1/001", route="mend", operation="drill", rule=1)
    story.do("mend", "a")
    story.do("drill", "b", visit=2)
    doubtful = story.dispatch("look", "c")
    story.end(doubtful, "interrupted", "cell.interrupted")
    story.answer(story.ask(doubtful))
    story.retry(doubtful, -1)
    story.do("look", "c")
    story.complete()
    story.finish()


def _begun(story, quantity: int = 1) -> None:
    story.start("a", "b", "c")
    story.submit(quantity=quantity)
    story.release()


def _three_done(story) -> None:
    _begun(story)
    story.do("cut", "a")
    story.do("drill", "b")
    story.do("look", "c")


def _order_never_ends(story) -> None:
    _three_done(story)
    story.complete()


def _order_ends_otherwise(story) -> None:
    _three_done(story)
    story.complete()
    story.finish("failed")


def _order_ends_twice(story) -> None:
    _whole(story)
    story.finish()


def _order_ends_early(story) -> None:
    _begun(story, quantity=2)
    story.do("cut", "a")
    story.do("drill", "b")
    story.do("look", "c")
    story.complete()
    story.finish()


def _doubt_repeated(story) -> None:
    _begun(story)
    cut = story.dispatch("cut", "a")
    story.end(cut, "interrupted", "cell.interrupted")
    story.do("cut", "a")
    _finish_after_cut(story)


def _finish_after_cut(story) -> None:
    story.do("drill", "b")
    story.do("look", "c")
    story.complete()
    story.finish()


def _repeated_without_rule(story) -> None:
    """A rule without codes speaks of failures, not of doubt; and `cut` has none at all."""
    _begun(story)
    story.do("cut", "a")
    drill = story.dispatch("drill", "b")
    story.end(drill, "interrupted", "cell.interrupted")
    story.retry(drill, 2)
    story.do("drill", "b")
    story.do("look", "c")
    story.complete()
    story.finish()


def _repeated_by_itself(story) -> None:
    _begun(story)
    cut = story.dispatch("cut", "a")
    story.end(cut, "interrupted", "cell.interrupted")
    story.retry(cut, -1)
    story.do("cut", "a")
    _finish_after_cut(story)


def _command_twice(story) -> None:
    _begun(story)
    cut = story.dispatch("cut", "a")
    story.move(cut, "fasten", "cut@1")
    story.move(cut, "fasten", "cut@1")
    story.end(cut)
    _finish_after_cut(story)


def _lasting_step_twice(story) -> None:
    _begun(story)
    cut = story.dispatch("cut", "a")
    story.move(cut)
    story.end(cut)
    _finish_after_cut(story)


def _done_without_motion(story) -> None:
    _begun(story)
    story.move(story.do("cut", "a"), "scan")  # the equipment of `a` does count
    story.do("drill", "b")
    look = story.dispatch("look", "c")
    story.end(look, moves=False)
    story.motions.append(replace(story.motions[0], cell="c", attempt="by_hand:1", command_id="by hand"))
    story.complete()
    story.finish()


def _refused_and_moved(story) -> None:
    _begun(story)
    cut = story.dispatch("cut", "a")
    story.move(cut)
    story.write("attempt_refused", cut, attempt=cut, cell="a", failure=None)
    story.do("cut", "a")
    _finish_after_cut(story)


def _unknown_motion(story) -> None:
    _three_done(story)
    story.motions.append(replace(story.motions[0], attempt="9f2c41aa:WO-1/001/cut.1#2", command_id="x", began_s=0.1))
    story.motions[-1] = replace(story.motions[-1], ended_s=0.2)
    story.complete()
    story.finish()


def _motion_elsewhere(story) -> None:
    _three_done(story)
    story.motions[0] = replace(story.motions[0], cell="b")
    story.complete()
    story.finish()


def _too_early(story) -> None:
    _begun(story)
    story.do("drill", "b")
    story.do("cut", "a")
    story.do("look", "c")
    story.complete()
    story.finish()


def _rework_left_out(story) -> None:
    _begun(story)
    story.do("cut", "a")
    off = story.dispatch("drill", "b")
    story.end(off, "failed", "drill.off")
    story.write("job_rerouted", "WO-1/001", job="WO-1/001", route="mend", operation="drill", rule=1)
    story.do("drill", "b", visit=2)
    story.do("mend", "a")
    story.do("drill", "b", visit=3)
    story.do("look", "c")
    story.complete()
    story.finish()


def _wrong_visit(story) -> None:
    _begun(story)
    story.do("cut", "a", visit=2)
    _finish_after_cut(story)


def _station_taken(story) -> None:
    _begun(story, quantity=2)
    story.release("WO-1/002")
    story.do("cut", "a")
    story.do("drill", "b")
    story.do("look", "c")
    story.complete()
    for operation, cell in (("cut", "a"), ("drill", "b"), ("look", "c")):
        story.do(operation, cell, "WO-1/002")
    story.complete("WO-1/002")
    story.finish()


def _buffer_overflows(story) -> None:
    _begun(story, quantity=2)
    story.write("job_moved", "WO-1/001", job="WO-1/001", place={"cell": "b", "kind": "input"})
    story.release("WO-1/002")
    story.write("job_moved", "WO-1/002", job="WO-1/002", place={"cell": "b", "kind": "input"})
    for job in ("WO-1/001", "WO-1/002"):
        for operation, cell in (("cut", "a"), ("drill", "b"), ("look", "c")):
            story.do(operation, cell, job)
        story.complete(job)
    story.finish()


def _floor_overflows(story) -> None:
    _begun(story, quantity=3)
    story.release("WO-1/002", "b")
    story.release("WO-1/003", "c")
    story.write("job_moved", "WO-1/003", job="WO-1/003", place={"cell": "c", "kind": "output"})
    story.write("job_moved", "WO-1/002", job="WO-1/002", place={"cell": "c", "kind": "output"})
    for job in ("WO-1/001", "WO-1/002", "WO-1/003"):
        for operation, cell in (("cut", "a"), ("drill", "b"), ("look", "c")):
            story.do(operation, cell, job)
        story.complete(job)
    story.finish()


def _cell_given_two(story) -> None:
    _begun(story, quantity=2)
    cut = story.dispatch("cut", "a")
    story.write("job_moved", "WO-1/001", job="WO-1/001", place={"cell": "a", "kind": "output"})
    story.end(cut)


def _piece_left_behind(story) -> None:
    _begun(story)
    story.do("cut", "a")
    story.write("order_cancelled", "WO-1", order="WO-1", policy="finish_step")


def _delivered_half(story) -> None:
    _begun(story)
    story.do("cut", "a")
    story.complete()
    story.finish()


def _delivered_twice(story) -> None:
    _three_done(story)
    story.complete()
    story.complete()
    story.finish()


def _released_twice(story) -> None:
    _three_done(story)
    story.complete()
    story.finish()
    story.release()


def _two_places(story) -> None:
    _three_done(story)
    story.motions[1] = replace(story.motions[1], began_s=story.motions[0].began_s + 0.1)
    story.complete()
    story.finish()


def _record_missing(story) -> None:
    story.write("alarm_cleared", "x", alarm="x")
    story.write("alarm_cleared", "y", alarm="y")
    _whole(story)
    del story.records[1]


def _cause_to_come(story) -> None:
    _begun(story)
    story.end(story.dispatch("cut", "a", because=99))
    _finish_after_cut(story)


def _ended_unasked(story) -> None:
    _three_done(story)
    unasked = "9f2c41aa:WO-1/001/look.1#7"
    story.write("attempt_ended", unasked, attempt=unasked, cell="c", outcome="failed", failure=None, result={})
    story.complete()
    story.finish()


def _answer_to_nobody(story) -> None:
    _three_done(story)
    story.answer("9f2c41aa:WO-1/001/look.1#1?")
    story.complete()
    story.finish()


def _given_to_lost(story) -> None:
    _begun(story)
    story.write("cell_lost", "a", cell="a", reason="")
    story.do("cut", "a")
    _finish_after_cut(story)


def _given_to_held(story) -> None:
    _begun(story)
    story.write("cell_held", "a", cell="a", state=2, reason="")
    story.do("cut", "a")
    _finish_after_cut(story)


def _given_to_unable(story) -> None:
    _begun(story)
    story.do("cut", "b")
    _finish_after_cut(story)


def _given_unheard_after_restart(story) -> None:
    _begun(story)
    story.start("b", "c")
    story.do("cut", "a")
    _finish_after_cut(story)


def _begun_while_held(story) -> None:
    _begun(story)
    story.write("line_held", reason="")
    story.do("cut", "a")
    story.write("line_resumed", reason="")
    _finish_after_cut(story)


def _begun_while_asked(story) -> None:
    _begun(story)
    story.do("cut", "a")
    drill = story.dispatch("drill", "b")
    story.end(drill, "failed", "drill.slip")
    story.retry(drill, 0)
    story.ask(drill)
    story.do("drill", "b")
    story.do("look", "c")
    story.complete()
    story.finish()


def _bystander_scrapped(story) -> None:
    _begun(story, quantity=2)
    story.release("WO-1/002", "b")
    drill = story.dispatch("cut", "a")
    story.end(drill, "failed", "cut.broken")
    story.scrap()
    story.scrap("WO-1/002")
    story.finish("failed")


def _bystander_cancelled(story) -> None:
    _begun(story)
    cut = story.dispatch("cut", "a")
    story.write("cancel_requested", cut, attempt=cut, policy="finish_step", reason="")
    story.end(cut)
    _finish_after_cut(story)


def _bystander_rerouted(story) -> None:
    _begun(story)
    story.do("cut", "a")
    story.write("job_rerouted", "WO-1/001", job="WO-1/001", route="mend", operation="drill", rule=1)
    story.do("mend", "a")
    story.do("drill", "b", visit=2)
    story.do("look", "c")
    story.complete()
    story.finish()


def _doubted_too_early(story) -> None:
    _begun(story)
    cut = story.dispatch("cut", "a")
    story.write("cell_lost", "a", cell="a", reason="")
    story.end(cut, "interrupted", "cell.silent")
    story.scrap()
    story.finish("failed")


def _given_against_a_command(story) -> None:
    _begun(story)
    story.write("cell_commanded", "a", cell="a", command="hold", reason="", policy="finish_step")
    story.do("cut", "a")
    _finish_after_cut(story)


def _set_up_for_nothing_due(story) -> None:
    _begun(story)
    story.do("cut", "a", changeover_s=5.0)
    _finish_after_cut(story)


def _line_locks(story) -> None:
    _begun(story)
    story.write("alarm_raised", "line.stuck", alarm={"id": "line.stuck", "code": "line.stuck", "text": "Round."})
    story.do("cut", "a")
    _finish_after_cut(story)


def _attested(story, **more) -> None:
    """`drill` ended in doubt, and `ann` says that it is done."""
    _begun(story)
    story.do("cut", "a")
    drill = story.dispatch("drill", "b")
    story.end(drill, more.pop("outcome", "interrupted"), "cell.interrupted")
    asked = story.ask(drill)
    if more.pop("answered", True):
        story.answer(asked, "done")
    story.attest(drill, **more)
    story.do("look", "c")
    story.complete()
    story.finish()


def _attested_unasked(story) -> None:
    _attested(story, answered=False)


def _attested_by_nobody(story) -> None:
    _attested(story, operator_name=" ")


def _attested_after_a_failure(story) -> None:
    _attested(story, outcome="failed")


def _attested_by_another_answer(story) -> None:
    _attested(story, prompt="9f2c41aa:WO-1/001/cut.1#1?")


def _attested_a_verdict(story) -> None:
    _begun(story)
    story.do("cut", "a")
    story.do("drill", "b")
    look = story.dispatch("look", "c")
    story.end(look, "interrupted", "cell.interrupted")
    story.answer(story.ask(look), "done")
    story.attest(look)
    story.complete()
    story.finish()


def _reviewed(story, *, code: str = "inspect.undecided", answer: str = "good", **more) -> None:
    """What no model could judge a person has called good."""
    _begun(story)
    story.do("cut", "a")
    story.do("drill", "b")
    look = story.dispatch("look", "c")
    story.end(look, "failed", code)
    story.answer(story.ask(look), answer)
    story.attest(look, **{"verdict": "pass", **more})
    story.complete()
    story.finish()


def _reviewed_what_failed_plainly(story) -> None:
    _reviewed(story, code="inspect.scratch")


def _reviewed_unasked(story) -> None:
    _reviewed(story, answer="done")


def _reviewed_by_nobody(story) -> None:
    _reviewed(story, operator_name="")


def _reviewed_as_bad_and_passed(story) -> None:
    _reviewed(story, verdict="fail")


def _done_again_after_it_was_attested(story) -> None:
    _attested(story)
    del story.records[-2:]  # the piece stays
    story.do("drill", "b", visit=1)


CUT, DRILL = "WO-1/001/cut.1", "WO-1/001/drill.1"


def _taken_from_its_cell(story) -> None:
    _begun(story)
    story.adopt((CUT, "a", 5.0), by_hand=True)
    story.adopt((CUT, "c", 4.0))
    story.do("cut", "a")
    _finish_after_cut(story)


def _left_out(story) -> None:
    _begun(story)
    story.adopt((CUT, "a", 5.0))
    story.adopt((DRILL, "b", 5.0))
    story.do("cut", "a")
    _finish_after_cut(story)


def _kept_from_its_turn(story) -> None:
    """The second on the cell, while the first is at work until within the horizon."""
    _begun(story)
    story.do("cut", "a")
    story.adopt(("WO-1/002/drill.1", "b", 0.0), (DRILL, "b", 12.0))
    story.adopt(("WO-1/003/drill.1", "b", 1.0), (DRILL, "b", 11.0))
    _finish_after_cut(story)


def _begun_and_sent_elsewhere(story) -> None:
    _begun(story)
    cut = story.dispatch("cut", "a", expected_s=10.0)
    story.adopt((CUT, "c", 4.0))
    story.end(cut)
    _finish_after_cut(story)


def _may_be_moved(story) -> None:
    """Beyond the horizon, not there yet, behind work that lasts beyond it, on a cell that is lost, and by a person."""
    _begun(story, quantity=2)
    story.adopt((CUT, "a", 32.0), (DRILL, "b", 5.0), by_hand=True)
    story.adopt((CUT, "c", 4.0), (DRILL, "c", 5.0))
    story.adopt((CUT, "a", 4.0), by_hand=True)
    story.adopt((CUT, "c", 4.0), by_hand=True)
    story.do("cut", "a")
    story.adopt((DRILL, "b", 4.0), by_hand=True)
    story.write("cell_lost", "b", cell="b")
    story.adopt(("WO-1/002/cut.1", "a", 1.0))
    story.write("cell_appeared", "b", cell="b", host="host_b", incarnation="2")
    story.adopt((DRILL, "b", 4.0), ("WO-1/002/cut.1", "a", 1.0))
    story.adopt((DRILL, "b", 3.0), ("WO-1/002/cut.1", "a", 6.0))
    _drilled_and_looked(story, "WO-1/001")
    story.complete()
    story.release("WO-1/002")
    cut = story.dispatch("cut", "a", "WO-1/002", expected_s=100.0)
    story.adopt(("WO-1/002/drill.1", "a", 4.0))
    story.adopt(("WO-1/002/drill.1", "b", 4.0))
    story.end(cut)
    _drilled_and_looked(story, "WO-1/002")
    story.complete("WO-1/002")
    story.finish()


def _drilled_and_looked(story, job: str) -> None:
    story.do("drill", "b", job)
    story.do("look", "c", job)


FORGED: list[tuple[str, Callable[..., None]]] = [
    ("order.ends", _order_never_ends),
    ("order.ends", _order_ends_otherwise),
    ("order.ends", _order_ends_twice),
    ("order.ends", _order_ends_early),
    ("executed.once", _doubt_repeated),
    ("executed.once", _repeated_without_rule),
    ("executed.once", _repeated_by_itself),
    ("executed.once", _command_twice),
    ("executed.once", _lasting_step_twice),
    ("record.true", _done_without_motion),
    ("record.true", _refused_and_moved),
    ("motion.recorded", _unknown_motion),
    ("motion.recorded", _motion_elsewhere),
    ("precedence", _too_early),
    ("precedence", _rework_left_out),
    ("precedence", _wrong_visit),
    ("capacity", _station_taken),
    ("capacity", _buffer_overflows),
    ("capacity", _floor_overflows),
    ("part.conserved", _delivered_half),
    ("part.conserved", _delivered_twice),
    ("part.conserved", _released_twice),
    ("part.conserved", _two_places),
    ("cause.durable", _record_missing),
    ("cause.durable", _cause_to_come),
    ("cause.durable", _ended_unasked),
    ("cause.durable", _answer_to_nobody),
    ("cell.able", _given_to_lost),
    ("cell.able", _given_to_held),
    ("cell.able", _given_to_unable),
    ("cell.able", _given_unheard_after_restart),
    ("cell.able", _given_against_a_command),
    ("set_up", _set_up_for_nothing_due),
    ("line.moves", _line_locks),
    ("line.obeyed", _begun_while_held),
    ("line.obeyed", _begun_while_asked),
    ("failure.contained", _bystander_scrapped),
    ("failure.contained", _bystander_cancelled),
    ("failure.contained", _bystander_rerouted),
    ("failure.contained", _doubted_too_early),
    ("attested.by_name", _attested_unasked),
    ("attested.by_name", _attested_by_nobody),
    ("attested.by_name", _attested_after_a_failure),
    ("attested.by_name", _attested_by_another_answer),
    ("attested.by_name", _attested_a_verdict),
    ("attested.by_name", _reviewed_what_failed_plainly),
    ("attested.by_name", _reviewed_unasked),
    ("attested.by_name", _reviewed_by_nobody),
    ("attested.by_name", _reviewed_as_bad_and_passed),
    ("frozen.kept", _taken_from_its_cell),
    ("frozen.kept", _left_out),
    ("frozen.kept", _kept_from_its_turn),
    ("frozen.kept", _begun_and_sent_elsewhere),
]


def test_a_true_story_breaks_nothing(bench_plant: AuditedPlant, story) -> None:
    _whole(story)
    assert audit(story.records, bench_plant, Witness(story.motions)) == ()


def test_a_search_may_move_what_is_neither_begun_nor_frozen(bench_plant: AuditedPlant, story) -> None:
    _may_be_moved(story)
    assert audit(story.records, bench_plant, Witness(story.motions)) == ()


def test_what_somebody_attested_counts_as_done(bench_plant: AuditedPlant, story) -> None:
    _attested(story)
    assert audit(story.records, bench_plant, Witness(story.motions)) == ()


def test_a_verdict_that_a_person_decided_counts_as_done_where_the_recipe_allows_it(bench_plant, story) -> None:
    _reviewed(story)
    assert audit(story.records, bench_plant, Witness(story.motions)) == ()


def test_what_somebody_attested_is_not_done_again(bench_plant: AuditedPlant, story) -> None:
    _done_again_after_it_was_attested(story)
    broken = [item for item in audit(story.records, bench_plant, Witness(is_whole=False)) if item.sequence]
    assert {item.invariant for item in broken} == {"executed.once", "precedence"}


@pytest.mark.parametrize(("invariant", "forge"), FORGED, ids=lambda item: getattr(item, "__name__", item))
def test_a_forged_story_breaks_its_invariant_alone(
    bench_plant: AuditedPlant, story, invariant: str, forge: Callable[..., None]
) -> None:
    forge(story)
    found = audit(story.records, bench_plant, Witness(story.motions))
    assert {item.invariant for item in found} == {invariant}, [str(item) for item in found]


def test_a_story_that_was_cut_short_may_leave_orders_open(bench_plant: AuditedPlant, story) -> None:
    _begun(story)
    story.dispatch("cut", "a")
    assert audit(story.records, bench_plant, Witness(is_whole=False)) == ()
    broken = {item.invariant for item in audit(story.records, bench_plant, Witness())}
    assert broken == {"order.ends", "part.conserved"}


@pytest.mark.parametrize(("serial", "broken"), [("", []), ("WO-1-001", ["part.conserved"])], ids=["empty", "loads"])
def test_a_vehicle_may_come_while_the_piece_is_worked_on_but_not_take_it(
    carried_plant: AuditedPlant, story, serial: str, broken: list[str]
) -> None:
    story.start("a", "b", "c", "amr")
    story.submit()
    story.release()
    cut = story.do("cut", "a")
    trip = story.carry("amr", ("a", "station"), ("b", "station"))
    story.end(trip)
    loaded = story.motions.pop()
    work = story.motions.pop()
    early = replace(loaded, serial=serial, command="travel", command_id="early", began_s=work.began_s + 0.1)
    story.motions += [work, replace(early, ended_s=work.began_s + 0.2), loaded]
    found = [item.invariant for item in audit(story.records, carried_plant, Witness(story.motions, is_whole=False))]
    assert found == broken
    assert work.attempt == cut


def test_a_vehicle_brings_a_piece_from_where_it_stands_to_a_free_place(carried_plant: AuditedPlant, story) -> None:
    story.start("a", "b", "c", "amr")
    story.submit()
    story.release()
    story.do("cut", "a")
    story.end(story.carry("amr", ("a", "station"), ("b", "station")))
    story.do("drill", "b")
    assert audit(story.records, carried_plant, Witness(is_whole=False)) == ()
    story.end(story.carry("amr", ("a", "station"), ("c", "station"), visit=2))
    story.do("look", "a")
    found = [item.invariant for item in audit(story.records, carried_plant, Witness(is_whole=False))]
    assert found == ["part.conserved", "part.conserved", "cell.able"]


def test_a_vehicle_that_may_have_a_piece_on_board_is_sent_for_no_other(carried_plant: AuditedPlant, story) -> None:
    story.start("a", "b", "c", "amr")
    story.submit(quantity=2)
    story.release()
    story.do("cut", "a")
    story.end(story.carry("amr", ("a", "station"), ("b", "station")), "failed", "vehicle.stuck")
    story.release("WO-1/002", "c")
    places = {"origin": {"cell": "c", "kind": "station"}, "target": {"cell": "a", "kind": "input"}}
    story.dispatch("transport", "amr", "WO-1/002", trip=places)
    found = audit(story.records, carried_plant, Witness(is_whole=False))
    assert [item.invariant for item in found] == ["capacity"]


def test_what_was_sent_before_its_record_was_durable_is_found(bench_plant: AuditedPlant, story) -> None:
    _begun(story)
    attempt = story.dispatch("cut", "a")
    dispatched = len(story.records)
    for durable, broken in ((dispatched, []), (dispatched - 1, ["cause.durable"])):
        witness = Witness(sendings=[Sending(attempt, "a", durable)], is_whole=False)
        assert [item.invariant for item in audit(story.records, bench_plant, witness)] == broken
    witness = Witness(sendings=[Sending("9f2c41aa:WO-1/001/cut.1#9", "a", 99)], is_whole=False)
    assert [item.invariant for item in audit(story.records, bench_plant, witness)] == ["cause.durable"]


def test_an_attempt_that_its_cell_has_forgotten_is_found_where_no_ledger_was_lost(
    bench_plant: AuditedPlant, story
) -> None:
    _begun(story)
    story.end(story.dispatch("cut", "a"), "interrupted", "cell.forgotten")
    for ledgers_last, broken in ((False, []), (True, ["end.kept"])):
        witness = Witness(is_whole=False, ledgers_last=ledgers_last)
        assert [item.invariant for item in audit(story.records, bench_plant, witness)] == broken


def test_a_rule_may_send_a_piece_on_while_a_cell_that_was_silent_for_too_long_is_still_at_it(
    bench_plant: AuditedPlant, story
) -> None:
    _begun(story)
    cut = story.dispatch("cut", "a")
    story.write("cell_lost", "a", cell="a", reason="")
    story.time_s += 60.0
    story.end(cut, "interrupted", "cell.silent")
    story.motions[-1] = replace(story.motions[-1], ended_s=story.time_s + 50.0)
    mended = story.ask(cut)
    story.answer(mended)
    story.retry(cut, -1)
    story.write("cell_appeared", "a", cell="a", host="host_a", incarnation="1")
    story.do("cut", "a")
    witness = Witness(story.motions, is_whole=False)
    assert audit(story.records, bench_plant, witness) == ()


def test_a_state_that_replay_does_not_give_is_found(bench_plant: AuditedPlant) -> None:
    witness = Witness(recoveries=[Recovery(3, "aa", "aa"), Recovery(7, "aa", "bb")])
    (found,) = audit((), bench_plant, witness)
    assert (found.invariant, found.sequence) == ("recovery.same", 7)


def test_a_zone_that_another_attempt_has_is_found_until_that_has_ended_and_its_question_is_answered(
    zoned_plant: AuditedPlant, story
) -> None:
    story.start("a", "b", "c")
    story.submit(quantity=3)
    story.release()
    first = story.dispatch("cut", "a")
    story.release("WO-1/002", "c")
    story.end(story.dispatch("cut", "c", "WO-1/002"))  # while the first is at it
    story.end(first, "interrupted", "cell.interrupted")
    asked = story.ask(first)
    story.write("job_moved", "WO-1/002", job="WO-1/002", place={"cell": "b", "kind": "input"})
    story.release("WO-1/003", "c")
    story.end(story.dispatch("cut", "c", "WO-1/003"), "failed", "cut.broken")  # while somebody is asked about the first
    story.answer(asked)
    story.retry(first, -1)
    story.end(story.dispatch("cut", "a"))  # when that is answered, and nobody is asked about the third
    found = audit(story.records, zoned_plant, Witness(is_whole=False))
    assert [(item.invariant, item.subject) for item in found] == [
        ("locks", "9f2c41aa:WO-1/002/cut.1#1"),
        ("locks", "9f2c41aa:WO-1/003/cut.1#1"),
    ]


def test_a_zone_that_more_share_than_may_is_found(zoned_plant: AuditedPlant, story) -> None:
    shared = (Lock(ZoneId("table"), LockMode.SHARED),)
    cells = tuple(
        replace(cell, capabilities=tuple(replace(item, locks=shared) for item in cell.capabilities))
        for cell in zoned_plant.line.cells
    )
    for capacity, count in ((None, 0), (2, 0), (1, 1)):
        line = replace(zoned_plant.line, cells=cells, zones=(Zone(ZoneId("table"), capacity=capacity),))
        story.records.clear()
        story.tries.clear()
        story.start("a", "b", "c")
        story.submit(quantity=2)
        story.release()
        story.release("WO-1/002", "c")
        story.dispatch("cut", "a")
        story.dispatch("cut", "c", "WO-1/002")
        found = audit(story.records, replace(zoned_plant, line=line), Witness(is_whole=False))
        assert [item.invariant for item in found] == ["locks"] * count


def test_work_that_would_run_into_closed_time_is_found_and_work_up_to_it_is_none(
    bench_plant: AuditedPlant, story
) -> None:
    closed = WorkingTimes((ClosedTime(20.0, 30.0),), (ClosedTime(0.0, 2.0), ClosedTime(50.0, 60.0)))
    cells = tuple(replace(cell, working_times=closed) for cell in bench_plant.line.cells)
    plant = replace(bench_plant, line=replace(bench_plant.line, cells=cells))
    story.start("a", "b", "c")
    story.submit()
    story.release()
    for at_s, expected_s in ((10.0, 10.0), (10.0, 11.0), (25.0, 1.0), (30.0, 20.0), (45.0, 6.0), (DAY_S + 1.0, 1.0)):
        story.time_s = at_s - 1.0
        story.end(story.dispatch("cut", "a", expected_s=expected_s), "failed", "x")
    found = [item for item in audit(story.records, plant, Witness(is_whole=False)) if item.invariant == "working_time"]
    assert [item.subject.rpartition("#")[2] for item in found] == ["2", "3", "5", "6"]
    assert found[0].what == "a is closed from 20 s to 30 s; the work would last from 10 s to 21 s."


def test_every_invariant_is_broken_by_a_test() -> None:
    tested = {invariant for invariant, _ in FORGED} | {"recovery.same", "locks", "end.kept", "working_time"}
    assert tested == set(INVARIANTS)
