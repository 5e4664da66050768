"""`robot-cells bench schedules`: engines against the best known values, on the instances of a folder."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from robot_cells.cli.main import application

HEAD = "problem,instance,family,size,lower_bound,best_known_makespan\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    instances = tmp_path / "instances"
    (instances / "toys").mkdir(parents=True)
    (instances / "toys" / "small.txt").write_text("2 2\n0 3 1 4\n1 2 0 1\n")
    (instances / "toys" / "other.txt").write_text("2 2\n0 3 1 4\n1 2 0 1\n")
    (instances / "LICENSE.txt").write_text("Public.\n")
    (tmp_path / "best.csv").write_text(HEAD + "JSP,small,toy,2 x 2,7,7\nJSP,other,spare,2 x 2,7,7\n")
    return tmp_path


def call(folder: Path, *arguments: str) -> Result:
    words = ["bench", "schedules", str(folder / "instances"), "--best-known", str(folder / "best.csv")]
    return CliRunner().invoke(application, [*words, "--time-limits", "0.1,0.3", *arguments], env={"COLUMNS": "100"})


def test_every_engine_has_its_gaps_at_every_limit(folder: Path) -> None:
    result = call(folder, "--engines", "ours,rules", "--families", "toy", "--json")
    assert result.exit_code == 0, result.stderr
    answer = json.loads(result.stdout)
    assert answer["time_limits_s"] == [0.1, 0.3]
    assert [(row["family"], row["engine"], row["instances"]) for row in answer["families"]] == [
        ("JSP/toy", "ours", 1),
        ("JSP/toy", "rules", 1),
    ]
    assert [gap["mean"] for row in answer["families"] for gap in row["gaps"]] == [0.0] * 4
    assert [trial["faults"] for trial in answer["trials"]] == [[], []]


def test_the_table_shows_mean_and_worst_and_that_everything_was_checked(folder: Path) -> None:
    result = call(folder, "--engines", "rules")
    assert result.exit_code == 0, result.output
    assert "0.00 / 0.0" in result.stdout
    assert "2 schedules checked: no constraint is broken" in result.stdout


def test_a_bound_above_the_best_known_value_ends_with_8(folder: Path) -> None:
    (folder / "best.csv").write_text(HEAD + "JSP,small,toy,2 x 2,6,6\n")
    result = call(folder, "--engines", "rules")
    assert result.exit_code == 8
    assert "small, rules: The lower bound 7 is above the best known value 6." in result.stdout


def test_published_values_stand_beside(folder: Path) -> None:
    (folder / "published.csv").write_text("problem,instance,cpo_0.1s\njobshop,small,14\n")
    result = call(folder, "--engines", "rules", "--published", str(folder / "published.csv"))
    assert result.exit_code == 0, result.output
    assert "cpo published" in result.stdout
    assert "100.00 / 100.0" in result.stdout


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (["--engines", "magic"], 2, "ours, rules, cp-sat"),
        (["--time-limits", "1,soon"], 2, "list of seconds"),
        (["--time-limits", "0"], 2, "more than nothing"),
        (["--families", "ta"], 8, "There is no family 'ta'"),
        (["--instances", "ta01"], 8, "There is no instance 'ta01'"),
    ],
)
def test_what_cannot_be_meant_is_refused(folder: Path, options: list[str], code: int, words: str) -> None:
    result = call(folder, *options)
    assert result.exit_code == code
    assert words in result.output
