"""Whether the middleware moves, by the kernel's count of context switches."""

from __future__ import annotations

from pathlib import Path

import pytest

from robot_cells.nodes.background_node import BackgroundNode
from robot_cells.nodes.middleware_pulse import MiddlewarePulse, event_threads


def write(threads: Path, thread: int, name: str, runs: int, state: str = "S (sleeping)") -> None:
    folder = threads / str(thread)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "comm").write_text(f"{name}\n")
    (folder / "status").write_text(
        f"Name:\t{name}\nState:\t{state}\nvoluntary_ctxt_switches:\t{runs}\nnonvoluntary_ctxt_switches:\t2\n"
    )


@pytest.mark.parametrize(
    ("now", "moved"),
    [
        ([("dds.ev.0", 6, "S (sleeping)")], True),
        ([("dds.ev.0", 5, "S (sleeping)")], False),
        ([("dds.ev.0", 5, "t (tracing stop)")], False),
        ([("dds.ev.0", 5, "R (running)")], True),
        ([("dds.ev.0", 5, "D (disk sleep)")], True),
    ],
    ids=["has run", "stands still", "is stopped", "waits for the processor", "waits for a disk"],
)
def test_a_thread_that_has_not_run_and_does_not_want_to_stands_still(
    tmp_path: Path, now: list[tuple[str, int, str]], moved: bool
) -> None:
    write(tmp_path, 11, "dds.ev.0", 5)
    write(tmp_path, 12, "python3", 5)
    pulse = MiddlewarePulse(tmp_path)
    for name, runs, state in now:
        write(tmp_path, 11, name, runs, state)
    assert pulse.moved() is moved


def test_one_of_two_that_stands_still_is_enough_unless_it_is_not_ours(tmp_path: Path) -> None:
    for thread in (11, 12):
        write(tmp_path, thread, f"dds.ev.{thread}", 5)
    all_of_them, own = MiddlewarePulse(tmp_path), MiddlewarePulse(tmp_path, frozenset({12}))
    write(tmp_path, 12, "dds.ev.12", 9)
    assert (all_of_them.moved(), own.moved()) == (False, True)
    own.mark()
    assert own.moved() is False


def test_nothing_is_known_without_such_a_thread(tmp_path: Path) -> None:
    write(tmp_path, 12, "python3", 5)
    assert MiddlewarePulse(tmp_path).moved() is None
    assert MiddlewarePulse(tmp_path / "no such system").moved() is None


def test_the_middleware_in_use_has_such_a_thread() -> None:
    before = set(event_threads())
    node = BackgroundNode("pulse")
    node.start()
    own = set(event_threads()) - before
    node.stop()
    assert len(own) == 1
    assert not own & set(event_threads())
