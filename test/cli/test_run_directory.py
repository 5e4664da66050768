from __future__ import annotations

import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from robot_cells.bringup.line_lock import LineLock
from robot_cells.cli.main import application
from robot_cells.cli.run_directory import make_run_directory
from robot_cells.errors import BringupError, JournalError


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_two_runs_that_begin_in_the_same_second_have_a_folder_each() -> None:
    roots = {make_run_directory().root for _ in range(3)}
    assert len(roots) == 3
    assert all(root.is_dir() and root.is_absolute() for root in roots)


def test_a_run_on_a_journal_that_exists_goes_on_in_its_folder(tmp_path: Path) -> None:
    first = make_run_directory()
    first.journal.touch()
    again = make_run_directory(journal=first.journal)
    assert again.root == first.root
    assert again.journal == first.journal


def test_what_belongs_to_a_journal_is_found_again_by_its_name_alone(tmp_path: Path) -> None:
    before = make_run_directory(journal=Path("data/line.sqlite"))
    before.journal.touch()
    after = make_run_directory(journal=tmp_path / "data" / "line.sqlite")
    assert before.root == after.root == tmp_path / "data" / "line.sqlite.run"
    assert after.root.is_dir()
    assert make_run_directory(journal=Path("data/other.sqlite")).root != after.root


def test_the_chart_lies_beside_the_report(tmp_path: Path) -> None:
    directory = make_run_directory(report=tmp_path / "results" / "today.json")
    assert directory.report.parent.is_dir()
    assert directory.chart == tmp_path / "results" / "today.png"


def test_a_line_does_not_begin_on_a_disk_without_room(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=3 * 2**20))
    for journal in (tmp_path / "line.sqlite", None):
        with pytest.raises(JournalError, match=r"Only 3\.0 MiB are free on the disk; a line needs 16 MiB to begin"):
            make_run_directory(journal=journal)
        assert list(tmp_path.iterdir()) == [], "a start that is refused leaves nothing behind"


def test_what_is_taken_away_is_empty_and_the_rest_stays() -> None:
    first, second = make_run_directory(), make_run_directory()
    second.journal.touch()
    second.remove_empty()
    assert second.journal.exists()
    first.remove_empty()
    assert (first.root.exists(), second.root.exists()) == (False, True)


@pytest.mark.parametrize("command", ["up", "run", "chaos"])
def test_a_second_line_in_a_domain_that_is_in_use_leaves_no_folder_behind(command: str, tmp_path: Path) -> None:
    config = Path(__file__).parents[2] / "config"
    orders = [] if command == "up" else ["--orders", str(config / "orders" / "demo.yaml")]
    line = [str(config / "lines" / "compute_tray.yaml"), "--domain", "231", "--namespace", "in_use"]
    first = LineLock(231, "/in_use")
    first.acquire()
    try:
        result = CliRunner().invoke(application, [command, *line, *orders, "--journal", "data/line.sqlite"])
        assert "A line is already running in domain 231, namespace /in_use" in result.stderr
        assert result.exit_code == BringupError.exit_code
        result = CliRunner().invoke(application, [command, *line, *orders])
        assert result.exit_code == BringupError.exit_code
    finally:
        first.release()
    assert list(tmp_path.iterdir()) == []
