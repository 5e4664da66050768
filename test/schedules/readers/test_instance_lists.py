"""A file that holds several instances is cut where each begins."""

from __future__ import annotations

from pathlib import Path

import pytest

from robot_cells.errors import ScheduleError
from robot_cells.schedules.instances import load_instance
from robot_cells.schedules.readers.instance_lists import may_hold_several
from robot_cells.schedules.readers.text_shop import read_text_shops

LIBRARY = """ This file contains 2 instances, each preceded by a line that names it.

 instance abc1

 +++++++++++++++++++++++++++++
 Author and Other 2x2 instance (Table 1, instance 5)
 2 2
 0 3 1 4
 1 2 0 1
 +++++++++++++++++++++++++++++

 instance abc2

 +++++++++++++++++++++++++++++
 one more
 1 2
 0 7 1 8
 +++ END OF DATA +++
"""
TAILLARD = """Nb of jobs, Nb of Machines, Time seed, Machine seed, Upper bound, Lower bound
  2  2  840612802  398197754  1231  1005
Times
 3 4
 2 1
Machines
 1 2
 2 1
Nb of jobs, Nb of Machines, Time seed, Machine seed, Upper bound, Lower bound
  1  2  1314640371  386720536  1244  953
Times
 7 8
Machines
 1 2
"""
FIRST, SECOND = (({0: 3.0}, {1: 4.0}), ({1: 2.0}, {0: 1.0})), (({0: 7.0}, {1: 8.0}),)


@pytest.mark.parametrize(
    ("text", "names"), [(LIBRARY, ["abc1", "abc2"]), (TAILLARD, ["tai2_2_1", "tai2_2_2"])], ids=["library", "Taillard"]
)
def test_each_instance_is_read_under_its_name(tmp_path: Path, text: str, names: list[str]) -> None:
    path = tmp_path / "tai2_2.txt"
    path.write_text(text)
    shops = read_text_shops(path)
    assert [shop.name for shop in shops] == names
    assert [shop.jobs for shop in shops] == [FIRST, SECOND]
    assert may_hold_several(path)


def test_a_fault_is_told_with_the_line_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "library.txt"
    path.write_text(LIBRARY.replace("1 2 0 1", "1 2 0"))
    with pytest.raises(ScheduleError, match="line 9: The line holds 3 numbers"):
        read_text_shops(path)


def test_a_run_is_of_one_instance(tmp_path: Path) -> None:
    path = tmp_path / "library.txt"
    path.write_text(LIBRARY)
    with pytest.raises(ScheduleError, match="It holds 2 instances; a run is of one"):
        load_instance(path)
