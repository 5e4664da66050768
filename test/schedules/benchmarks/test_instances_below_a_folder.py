"""Which files below a folder are instances whose best value is known."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from robot_cells.errors import ScheduleError
from robot_cells.schedules.benchmarks.best_known import BestKnown, KnownInstance
from robot_cells.schedules.benchmarks.instances import find_instances
from robot_cells.schedules.readers.shop import ShopKind

JOB_SHOP = "2 2\n0 3 1 4\n1 2 0 1\n"
FLEXIBLE = "2 2\n2 1 0 3 1 1 4\n2 1 1 2 1 0 1\n"


def known(name: str, family: str, kind: ShopKind = ShopKind.JOB_SHOP) -> KnownInstance:
    return KnownInstance(kind, name, family, (2, 2), 7.0, 7.0)


TABLE = BestKnown((known("la01", "la"), known("la01_edata", "la", ShopKind.FLEXIBLE), known("abc1", "abc")))


def found(folder: Path, families: tuple[str, ...] = (), names: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    chosen = find_instances(folder, TABLE, families, names)
    assert all(item.problem().jobs for item in chosen)
    return [(item.known.name, str(item.path.relative_to(folder))) for item in chosen]


def test_the_same_instance_in_two_files_counts_once(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "la01.txt").write_text(JOB_SHOP)
    assert found(tmp_path) == [("la01", "a/la01.txt")]


def test_a_file_of_several_gives_those_that_are_known(tmp_path: Path) -> None:
    (tmp_path / "jobshop1.txt").write_text(
        f"instance abc1\n{JOB_SHOP}instance zzz\n{JOB_SHOP}instance la01\n{JOB_SHOP}"
    )
    assert found(tmp_path) == [("la01", "jobshop1.txt"), ("abc1", "jobshop1.txt")]


def test_what_is_no_instance_of_the_table_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "edata").mkdir()
    (tmp_path / "edata" / "la01.fjs").write_text(FLEXIBLE)
    (tmp_path / "README.txt").write_text("Nothing but words.\n")
    (tmp_path / "solutions.json").write_text(json.dumps({"la01": 7}))
    (tmp_path / "broken.json").write_text("{")
    assert found(tmp_path) == [("la01_edata", "edata/la01.fjs")]


def test_files_that_nobody_asked_for_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "la01.txt").write_text(JOB_SHOP)
    (tmp_path / "abc1.txt").write_text("broken")
    assert found(tmp_path, families=("JSP/la",)) == found(tmp_path, names=("la01",)) == [("la01", "la01.txt")]
    with pytest.raises(ScheduleError, match=r"abc1\.txt"):
        found(tmp_path)


def test_an_instance_with_set_up_times_is_not_the_one_without(tmp_path: Path) -> None:
    (tmp_path / "la01_edata.fjs").write_text(FLEXIBLE + "0 1\n1 0\n0 1\n1 0\n")
    with pytest.raises(ScheduleError, match="There is no instance whose best value is known"):
        found(tmp_path)
