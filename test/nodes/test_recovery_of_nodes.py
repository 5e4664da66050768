"""Orchestrator and cells that die and come back, and orchestrators that are superseded, over real rclpy."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from robot_cells.errors import SupersededError
from robot_cells.journals.sqlite_journal import SqliteJournalReader
from robot_cells.nodes.cell_host import CellHostNode
from robot_cells.nodes.orchestrator import OrchestratorNode
from robot_cells.nodes.qos import CELL_STATES_HEARD, DISPATCH, STATE
from robot_cells.nodes.simulation import SimulationNode
from robot_cells_msgs.msg import CellStates, LineState, OrderState, Report, TaskState
from robot_cells_msgs.srv import AnswerPrompt, SubmitOrder


@pytest.fixture
def arguments(arguments_at: Callable[[float], list[str]]) -> list[str]:
    return arguments_at(20.0)


@pytest.fixture
def repeatable(tiny_line: Path) -> None:
    path = tiny_line.parent / "processes" / "dwell.yaml"
    path.write_text(path.read_text().replace("process: dwell\n", "process: dwell\nrepeatable: true\n"))


def submit(it: Any, quantity: int) -> None:
    request = SubmitOrder.Request(order_id="WO-1", product="plate", quantity=quantity, due_s=float("nan"))
    assert it.call(SubmitOrder, "submit_order", request).accepted


def has_ended(states: list[LineState]) -> bool:
    return bool(states) and any(item.state == OrderState.COMPLETED for item in states[-1].orders)


def records(tmp_path: Path) -> list[tuple[str, dict[str, Any]]]:
    reader = SqliteJournalReader(tmp_path / "run" / "journal.sqlite")
    found = [(item.kind, json.loads(item.data)) for item in reader.read()]
    reader.close()
    return found


def executions(tmp_path: Path) -> dict[str, int]:
    truth = json.loads((tmp_path / "run" / "truth.json").read_text())
    return {item["attempt_id"]: item["count"] for item in truth["executions"] if item["command"] == "dwell"}


def test_who_begins_to_listen_to_cell_states_hears_of_all_cells_before_the_next_beat(
    bench: Callable[..., Any], arguments: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("robot_cells.nodes.host_turn.BEAT_S", 1000.0)
    with bench(arguments) as it:
        it.run(CellHostNode)
        for _ in range(2):
            heard: list[CellStates] = it.listen(CellStates, "cell_states", CELL_STATES_HEARD)
            it.until(lambda heard=heard: any(len(item.cells) == 2 for item in heard), "a word of both cells")
        assert it.faults == []


def test_what_ended_while_the_orchestrator_was_away_is_collected_before_anything_new_is_given(
    bench: Callable[..., Any], arguments: list[str], tmp_path: Path
) -> None:
    with bench(arguments) as it:
        for program in (SimulationNode, CellHostNode):
            it.run(program)
        reports: list[Report] = it.listen(Report, "reports", DISPATCH)
        with it.running(OrchestratorNode):
            submit(it, 2)
            it.until(lambda: any(item.phase == Report.RUNNING for item in reports), "an attempt in work")
        it.until(lambda: any(item.phase == Report.SUCCEEDED for item in reports), "its end, which nobody takes")
        states: list[LineState] = it.listen(LineState, "line_state", STATE)
        with it.running(OrchestratorNode):
            it.until(lambda: has_ended(states), "the end of the order")
        assert it.faults == []
    found = records(tmp_path)
    start = [place for place, (kind, _) in enumerate(found) if kind == "orchestrator_started"][1]
    later = [(kind, data.get("cell")) for kind, data in found[start:]]
    ended, dispatched = later.index(("attempt_ended", "press")), later.index(("attempt_dispatched", "press"))
    assert ended < dispatched
    assert set(executions(tmp_path).values()) == {1}


def test_a_cell_that_died_at_work_repeats_what_is_repeatable(
    bench: Callable[..., Any], arguments: list[str], repeatable: None, tmp_path: Path
) -> None:
    with bench(arguments) as it:
        for program in (SimulationNode, OrchestratorNode):
            it.run(program)
        reports: list[Report] = it.listen(Report, "reports", DISPATCH)
        states: list[LineState] = it.listen(LineState, "line_state", STATE)
        with it.running(CellHostNode):
            submit(it, 1)
            it.until(lambda: any(item.phase == Report.RUNNING for item in reports), "an attempt in work")
        it.until(lambda: any(task.state == TaskState.INTERRUPTED for task in states[-1].tasks), "its doubt")
        with it.running(CellHostNode):
            it.until(lambda: has_ended(states), "the end of the order")
        assert it.faults == []
    ends = [data["outcome"] for kind, data in records(tmp_path) if kind == "attempt_ended"]
    assert ends == ["interrupted", "succeeded", "succeeded"]


def test_what_a_person_attests_by_name_after_a_cell_has_died_is_not_done_again(
    bench: Callable[..., Any], arguments: list[str], tmp_path: Path
) -> None:
    with bench(arguments) as it:
        for program in (SimulationNode, OrchestratorNode):
            it.run(program)
        reports: list[Report] = it.listen(Report, "reports", DISPATCH)
        states: list[LineState] = it.listen(LineState, "line_state", STATE)
        with it.running(CellHostNode):
            submit(it, 1)
            it.until(lambda: any(item.phase == Report.RUNNING for item in reports), "an attempt in work")
        with it.running(CellHostNode):
            it.until(lambda: any(item.prompts for item in states), "a question")
            prompt = next(item.prompts[0] for item in states if item.prompts)
            answer = AnswerPrompt.Request(prompt_id=prompt.prompt_id, choice="done")
            refused = it.call(AnswerPrompt, "answer_prompt", answer)
            assert (refused.accepted, refused.error_code) == (False, "order")
            answer.operator_name = "Ada"
            assert it.call(AnswerPrompt, "answer_prompt", answer).accepted
            it.until(lambda: has_ended(states), "the end of the order")
        assert it.faults == []
    found = records(tmp_path)
    (attested,) = [data for kind, data in found if kind == "task_attested"]
    assert (attested["operator_name"], attested["cell"]) == ("Ada", "press")
    assert [data["operation"] for kind, data in found if kind == "attempt_dispatched"] == ["stamp", "bake"]
    assert executions(tmp_path)[attested["attempt"]] == 1


@pytest.mark.parametrize("by", ["a report", "line_state"])
def test_an_orchestrator_that_is_superseded_says_so_and_ends(
    bench: Callable[..., Any], arguments: list[str], by: str
) -> None:
    with bench(arguments) as it:
        for program in (SimulationNode, OrchestratorNode):
            it.run(program)
        states: list[LineState] = it.listen(LineState, "line_state", STATE)
        it.until(lambda: states, "the journal's name")
        journal, epoch = states[-1].journal_id, states[-1].epoch
        if by == "a report":
            newer = it.node.create_publisher(Report, "reports", DISPATCH)
            word: Any = Report(cell="press", epoch=epoch + 1, attempt_id=f"{journal}:WO-9/001/stamp.1#1")
        else:
            newer = it.node.create_publisher(LineState, "line_state", STATE)
            word = LineState(line="tiny", journal_id=journal, epoch=epoch + 1)
            newer.publish(word)  # `line_state` is kept for whoever listens later
        it.until(lambda: newer.get_subscription_count() > int(by != "a report"), "somebody who hears it")
        newer.publish(word)
        it.until(lambda: it.faults, "its end")
        (fault,) = it.faults
    assert isinstance(fault, SupersededError)
    assert f"epoch {epoch + 1} is obeyed, this one is {epoch}" in str(fault)


def test_one_of_an_older_epoch_beside_it_does_not_end_an_orchestrator(
    bench: Callable[..., Any], arguments: list[str]
) -> None:
    with bench(arguments) as it:
        older = it.node.create_publisher(LineState, "line_state", STATE)
        for program in (SimulationNode, CellHostNode, OrchestratorNode):
            it.run(program)
        states: list[LineState] = it.listen(LineState, "line_state", STATE)
        it.until(lambda: any(item.epoch for item in states), "the journal's name")
        journal = next(item.journal_id for item in states if item.epoch)
        older.publish(LineState(line="tiny", journal_id=journal, epoch=0))
        submit(it, 1)
        it.until(lambda: any(has_ended([item]) for item in states), "the end of the order")
        assert it.faults == []
