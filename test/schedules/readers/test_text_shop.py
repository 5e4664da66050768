"""The text formats of public instances, as they occur in the wild; broken files are refused with the line."""

from __future__ import annotations

from pathlib import Path

import pytest

from robot_cells.errors import ScheduleError
from robot_cells.schedules.readers.shop import Shop, ShopKind
from robot_cells.schedules.readers.text_shop import FROM_ONE, read_text_shops

TWO_JOBS = (({0: 3.0}, {1: 4.0}), ({1: 2.0}, {0: 1.0}))

READABLE = {
    "job shop": "2 2\n0 3 1 4\n1 2 0 1\n",
    "tabs, blank lines and a byte order mark": "\ufeff2\t2 \n\n 0\t3\t1\t4\n\n1 2 0 1\n\n",
    "comments": "# a job shop\n2 2 # jobs, machines\n0 3 1 4 # the first job\n#\n1 2 0 1\n",
    "a title and a remark at the end": "instance small\n+++++\n2 2\n0 3 1 4\n1 2 0 1\n---\noptimum: 8\n12 13\n",
    "numbered from 1": "2 2\n1 3 2 4\n2 2 1 1\n",
    "Taillard's": "Nb of jobs, Nb of Machines, Time seed\n2 2 8406 1\nTimes\n3 4\n2 1\nMachines\n1 2\n2 1\n",
    "Taillard's without headings": "2 2\n3 4\n2 1\n1 2\n2 1\n",
    "lines that end with a mark": "2 2\n0 3 1 4 -1 -1\n1 2 0 1 -1 -1\n",
    "Windows line ends": "2 2\r\n0 3 1 4\r\n1 2 0 1\r\n",
    "a title with numbers in it": "Lawrence 2x2 instance (Table 3, instance 1); called F 1\n2 2\n0 3 1 4\n1 2 0 1\n",
    "all in one line": "2 2\n0 3 1 4 1 2 0 1\n",
    "a number a line": "2\n2\n0\n3\n1\n4\n1\n2\n0\n1\n",
    "jobs broken over lines": "2 2\n0 3\n1 4\n1 2\n0 1\nthe end\n",
    "written with points": "2 2\n0 3.0 1 4.0\n1 2.0 0 1.0\n",
}


def written(folder: Path, text: str) -> Path:
    path = folder / "small.txt"
    path.write_text(text, encoding="utf-8")
    return path


def read_text_shop(path: Path) -> Shop:
    (shop,) = read_text_shops(path)
    return shop


@pytest.mark.parametrize("text", READABLE.values(), ids=READABLE)
def test_a_job_shop_is_the_same_however_it_is_written(tmp_path: Path, text: str) -> None:
    shop = read_text_shop(written(tmp_path, text))
    assert (shop.name, shop.kind, shop.machines) == ("small", ShopKind.JOB_SHOP, 2)
    assert shop.jobs == TWO_JOBS


def test_machines_that_are_numbered_from_1_are_told(tmp_path: Path) -> None:
    assert read_text_shop(written(tmp_path, "2 2\n1 3 2 4\n2 2 1 1\n")).notes == (FROM_ONE,)
    assert read_text_shop(written(tmp_path, "2 2\n0 3 1 4\n1 2 0 1\n")).notes == ()


@pytest.mark.parametrize("first", [0, 1])
def test_a_flexible_job_shop_is_known_by_its_lines(tmp_path: Path, first: int) -> None:
    text = f"2 3 1.5\n2 1 {first} 5 2 {first + 1} 3 {first + 2} 4\n1 3 {first} 1 {first + 1} 2 {first + 2} 3\n"
    shop = read_text_shop(written(tmp_path, text))
    assert shop.kind is ShopKind.FLEXIBLE
    assert shop.jobs == (({0: 5.0}, {1: 3.0, 2: 4.0}), ({0: 1.0, 1: 2.0, 2: 3.0},))
    assert shop.notes == (FROM_ONE,) * first


def test_of_a_machine_that_is_named_twice_the_shorter_duration_counts_and_is_told(tmp_path: Path) -> None:
    shop = read_text_shop(written(tmp_path, "1 2\n1 3 0 5 1 4 0 3\n"))
    assert shop.jobs == (({0: 3.0, 1: 4.0},),)
    assert "line 2: machine 0 is named twice" in shop.notes[0]


def test_jobs_may_come_to_a_machine_again_where_no_line_is_of_another_format(tmp_path: Path) -> None:
    shop = read_text_shop(written(tmp_path, "2 3\n0 3 1 4 0 5\n2 2 0 1 2 6\n"))
    assert shop.kind is ShopKind.JOB_SHOP
    assert shop.jobs[0] == ({0: 3.0}, {1: 4.0}, {0: 5.0})


BROKEN = [
    ("", "first line"),
    ("only words\n", "first line"),
    ("2\n", "first line"),
    ("0 3\n", "line 1: There must be at least one job"),
    ("1.5 3\n1 1 0 5\n", "line 1: 1.5 is not a number of jobs"),
    ("2 3\n2 1 0 5 2 1 3 2 4\n", "line 2: 2 jobs are announced, 1 are there"),
    ("1 3\n1 1 0 5\n1 1 0 5\n", "line 3: 1 jobs are announced, 1 more lines follow"),
    ("1 3\n2 1 0 5 2 1 3\n", "line 2: The line ends early"),
    ("2 3\n1 1 0 5\n2 1 0 5 2 1 3\n", "line 3: The line ends early"),
    ("2 2\n0 3 1 4\n1 2 0\n", "line 3: The line holds 3 numbers"),
    ("2 2\n0 3 1 4\n1 2\n", "line 3: The line holds 2 numbers; the others hold 4"),
    ("3 3\n0 3 1 4 0 5\n2 2 0 1 2 6\n2 2 0 1\n", "line 4: The line holds 4 numbers; the others hold 6"),
    ("1 3\n1 1 0 5 7\n", "line 2: 1 numbers are left over"),
    ("1 3\n1 1 4 5\n", "line 2: 4 is not a machine"),
    ("2 3\n1 1 3 5\n1 1 0 5\n", "line 2: 3 is not a machine; there are 3, numbered from 0"),
    ("1 3\n1 1 0.5 5\n", "0.5 is not a machine"),
    ("1 3\n1 1 -1 5\n", "-1 is not a machine"),
    ("1 3\n1 0 0 5\n", "0 is not a number of alternatives"),
    ("1 3\n1 1 0 -5\n", "-5 is not a duration"),
    ("1 3\n1 1 0 1e300\n", r"1e\+300 is not a duration: they are from 0 to 1e\+09"),
    ("9e15 3\n1 1 0 5\n", r"line 1: 9e\+15 jobs are too many: at most 1,000,000"),
    ("1 1e12\n1 1 0 5\n", r"line 1: 1e\+12 machines are too many"),
    ("1 3\n1 1 0 nan\n", "nan is not a duration"),
    ("1 3\n1 1 inf 5\n", "inf is not a machine"),
    ("1 3\n1 1 zero 5\n", "line 2: 'zero' is not a number"),
    ("2 3\n1 1 0 5\nthe end\n", "line 3: 'the' is not a number"),
    ("one 3\n1 1 0 5\n", "line 1: 'one' is not a number"),
    ("2 2\nTimes\n3 4\n2 1\nMachines\n1 2\n", "line 6: Two matrices of 2 lines are announced, 3 lines are there"),
    ("2 2\nTimes\n3 4\n2\nMachines\n1 2\n2 1\n", "line 4: 1 numbers; there are 2 machines"),
    ("2 2\nTimes\n3 four\n2 1\nMachines\n1 2\n2 1\n", "line 3: 'four' is not a number"),
    ("2 2\nTimes\n3 4\n2 1\nMachines\n1 2\n2 1\n5 5\n", "line 8: Two matrices of 2 lines are announced, 1 more"),
]


@pytest.mark.parametrize(("text", "words"), BROKEN)
def test_a_broken_file_is_refused_with_its_line(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(ScheduleError, match=words):
        read_text_shop(written(tmp_path, text))
