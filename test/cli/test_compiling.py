"""A search that has to be compiled first says so, at once, and not on the output for machines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from robot_cells.cli.compiling import compiling_told


@pytest.mark.parametrize(("compiles", "lines"), [(True, 2), (False, 0)])
def test_what_is_compiled_is_said_when_it_begins_and_when_it_is_done(
    compiles: bool, lines: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    @contextmanager
    def compiling(tell: Callable[[], None]) -> Iterator[None]:
        if compiles:
            tell()
        yield

    monkeypatch.setattr("robot_cells.schedules.compiled.told_of_compiling", compiling)
    with compiling_told():
        assert ("Compiling the search engines" in capsys.readouterr().err) is compiles
    said = capsys.readouterr()
    assert (len(said.err.splitlines()), said.out) == (lines // 2, "")
