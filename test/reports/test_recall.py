"""Which pieces a program was run on."""

from typing import Any

import pytest

from robot_cells.attempts.report import Phase
from robot_cells.errors import OrderError
from robot_cells.ids import CellId
from robot_cells.journals.sqlite_journal import SqliteJournal
from robot_cells.orchestration.events import AttemptEnded, AttemptStarted
from robot_cells.reports.recall import uses_of

OLD, NEW = "ab" * 32, "cd" * 32


def ran(process: str, digest: str) -> dict[str, object]:
    return {"program": {"process": process, "hash": digest}}


@pytest.fixture
def three(story: Any) -> None:
    story.order("WO-1", quantity=3)
    first, second, third = (story.release("WO-1", unit, 0.0, cell) for unit, cell in ((1, "a"), (2, "b"), (3, "c")))
    story.work(first, "fasten", "a", 0.0, 9.0, result=ran("fasten", OLD))
    story.work(second, "fasten", "b", 1.0, 9.0, result=ran("fasten", NEW))
    story.work(third, "leak_test", "c", 2.0, 9.0, result=ran("leak_test", NEW[::-1]))
    story.work(first, "fasten", "b", 20.0, 29.0, visit=2, result=ran("fasten", NEW))


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("program", "serials"),
    [
        ("fasten", ["WO-1-001", "WO-1-002", "WO-1-001"]),
        (OLD, ["WO-1-001"]),
        ("CDCDCD", ["WO-1-002", "WO-1-001"]),
        ("leak_test", ["WO-1-003"]),
    ],
)
def test_uses_are_found_by_process_or_by_the_beginning_of_the_hash(
    journal: SqliteJournal, program: str, serials: list[str]
) -> None:
    assert [use.serial for use in uses_of(journal, program)] == serials


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("program", ["", "ffff", "fast"])
def test_a_program_that_did_not_run_is_refused_with_those_that_did(journal: SqliteJournal, program: str) -> None:
    with pytest.raises(OrderError, match=r"fasten abababababab, fasten cdcdcdcdcdcd, leak_test dcdcdcdcdcdc"):
        uses_of(journal, program)


@pytest.mark.parametrize("outcome", [Phase.INTERRUPTED, None])
def test_an_attempt_that_never_told_its_end_is_found_by_what_it_said_when_it_began(
    story: Any, journal: SqliteJournal, outcome: Phase | None
) -> None:
    story.order("WO-1")
    attempt = story.dispatch(story.release("WO-1", 1, 0.0), "fasten", "a", 0.0)
    story.tell(AttemptStarted(1.0, attempt, "fasten", OLD))
    if outcome is not None:
        story.tell(AttemptEnded(2.0, attempt, CellId("a"), outcome))
    (use,) = uses_of(journal, OLD[:8])
    assert (use.process, use.hash, use.outcome) == ("fasten", OLD, "open" if outcome is None else "interrupted")
