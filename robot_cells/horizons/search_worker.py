"""The process that searches: follows the journal, takes questions line by line, answers each with one line of JSON.

It is begun by the orchestrator (`search_process.py`), reads the journal only, and ends with its input. So its death
loses nothing, and whatever it imports, compiles or leaks is no part of the process that dispatches.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import time
from collections.abc import Iterable
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any, TextIO, cast

from robot_cells.documents.plant import Plant, load_plant
from robot_cells.horizons.answer import answer_to
from robot_cells.horizons.measured_durations import MeasuredDurations
from robot_cells.horizons.question import Answer, Question
from robot_cells.horizons.rollout import Base
from robot_cells.journals.event_records import events_of
from robot_cells.journals.sqlite_journal import SqliteJournalReader
from robot_cells.orchestration.field_codecs import codec_of
from robot_cells.orchestration.orchestrator import Orchestrator
from robot_cells.orchestration.state_document import encode_state
from robot_cells.orders.work_order import WorkOrder
from robot_cells.schedules.order_problem import problem_of
from robot_cells.schedules.result import Budget
from robot_cells.schedules.solve import solve

QUESTIONS, ANSWERS = codec_of(Question), codec_of(Answer)
READY = "ready"
"""The first line of output: everything is loaded, questions may come."""
GENTLE = 10
"""Niceness: what dispatches goes first."""
LEAST_OF_DEADLINE = 0.25
"""After this share of the deadline nothing more is tried: what is under way has to end, too."""


class SearchWorker:
    """Its own copy of the decision core, as far as the journal had come with the last question."""

    def __init__(self, plant: Plant, journal: Path) -> None:
        self._plant = plant
        self._journal = journal
        self._settings = plant.line.scheduling
        with closing(SqliteJournalReader(journal)) as reader:
            self._core = Orchestrator(plant.line, plant.products, reader.journal_id)
        self._measured = MeasuredDurations(self._core.state.plant)

    def warm_up(self) -> None:
        """Have everything loaded and compiled before the first question."""
        orders = [WorkOrder(id=f"warm-up-{name}", product=name, quantity=1) for name in self._plant.products]  # type: ignore[arg-type]
        problem = problem_of(orders, self._plant.line, self._plant.products)
        found = solve(problem, Budget(seconds=None, iterations=1))
        solve(problem, Budget(seconds=None, iterations=1), start=found.schedule)
        # Libraries and documents stay until the end: the garbage collector need not look through them again and again.
        gc.collect()
        gc.freeze()

    def answer(self, question: Question) -> Answer | None:
        """The answer for the line as it stood when it was asked; raises `JournalError` where that cannot be read."""
        self._follow(question.position)
        state = encode_state(self._core.state)
        base = Base(self._plant.line, self._plant.products, state, question.asked_s, shares=self._measured.shares)
        # By the clock, since the answer is wanted by then; the same schedule twice is worth nothing here.
        budget = Budget(seconds=self._settings.seconds, seed=question.number)
        late_s = time.monotonic() + LEAST_OF_DEADLINE * self._settings.deadline_s
        return answer_to(question, base, self._settings, budget, lambda: time.monotonic() > late_s)

    def _follow(self, position: int) -> None:
        done = self._core.state.events
        with closing(SqliteJournalReader(self._journal)) as reader:
            events = tuple(events_of(islice(reader.read(done + 1), max(0, position - done))))
        self._core.replay(events)
        self._measured.note(events)


def serve(worker: SearchWorker, questions: Iterable[str], out: TextIO) -> None:
    """Answer every line until there are no more."""
    for line in questions:
        question = cast(Question, QUESTIONS.decode(json.loads(line)))
        found = worker.answer(question)
        answer: dict[str, Any] | None = None if found is None else ANSWERS.encode(found)
        print(json.dumps({"number": question.number, "answer": answer}), file=out, flush=True)


def main() -> int:
    """`python -m robot_cells.horizons.search_worker LINE JOURNAL`; ends when its input ends."""
    os.nice(GENTLE)
    # What libraries print must not get among the answers.
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    line, journal = map(Path, sys.argv[1:])
    worker = SearchWorker(load_plant(line), journal)
    worker.warm_up()
    print(READY, file=out, flush=True)
    serve(worker, sys.stdin, out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
