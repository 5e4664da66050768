"""The process that searches follows the journal and answers for the line as it stood when it was asked."""

from __future__ import annotations

import io
import json
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from robot_cells.documents.plant import Plant
from robot_cells.horizons.question import Question
from robot_cells.horizons.search_worker import ANSWERS, QUESTIONS, SearchWorker, serve
from robot_cells.journals.event_records import entry_of
from robot_cells.journals.sqlite_journal import SqliteJournal
from robot_cells.lines.scheduling import Scheduling
from robot_cells.schedules.rules import first_come_first_served


@pytest.fixture
def written(kit: Any, tmp_path: Path) -> tuple[Any, SearchWorker]:
    """A plant whose rule makes a needless change-over, and a worker that reads its journal."""
    line = kit.line(
        kit.cell("a", "cut", changeovers_s={("p", "q"): 30.0, ("q", "p"): 30.0}),
        scheduling=Scheduling(seconds=0.05, rollouts=2, futures=1, frozen_s=0.0, latency_s=0.0),
    )
    plant = kit.FakePlant(line, [kit.chain("p", "cut"), kit.chain("q", "cut")], rule=first_come_first_served)
    for number, (product, due_s) in enumerate((("p", 10.0), ("q", 90.0), ("p", 95.0), ("p", 95.0)), 1):
        plant.submit(f"WO-{number}", product, due_s=due_s)
    path = tmp_path / "journal.sqlite"
    with closing(SqliteJournal(path, 0, plant.orchestrator.state.journal_id)) as journal:
        journal.append([entry_of(event, 0) for event in plant.recorded])
    return plant, SearchWorker(Plant(line, plant.orchestrator.state.plant.products, {}, {}), path)


def test_questions_are_answered_line_by_line(written: tuple[Any, SearchWorker]) -> None:
    plant, worker = written
    asked = Question(3, plant.orchestrator.state.events, 0.0, "order")
    out = io.StringIO()
    serve(worker, [json.dumps(QUESTIONS.encode(asked)), json.dumps(QUESTIONS.encode(replace(asked, number=4)))], out)
    first, second = (json.loads(line) for line in out.getvalue().splitlines())
    assert (first["number"], second["number"]) == (3, 4)
    answer = ANSWERS.decode(first["answer"])
    assert answer.kept.weighted_tardiness_s == answer.promised.weighted_tardiness_s == 0.0, "its rule changes over once"
    assert answer.kept.makespan_s == 70.0


def test_it_knows_of_nothing_that_came_after_the_question(written: tuple[Any, SearchWorker]) -> None:
    plant, worker = written
    events = [item.kind for item in plant.recorded]
    before_the_third = [place for place, kind in enumerate(events) if kind == "order_submitted"][2]
    answer = worker.answer(Question(1, before_the_third, 0.0, "order"))
    assert answer is not None
    assert answer.kept.makespan_s == 50.0, "two pieces and a change-over"
