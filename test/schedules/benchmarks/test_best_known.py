"""Files find their row in the table of best values, by the names that public collections use."""

from __future__ import annotations

from pathlib import Path

import pytest

from robot_cells.errors import ScheduleError
from robot_cells.schedules.benchmarks.best_known import BestKnown, read_best_known
from robot_cells.schedules.benchmarks.published import read_published
from robot_cells.schedules.readers.shop import ShopKind

HEAD = "problem,instance,family,size,lower_bound,best_known_makespan,source\n"
TABLE = HEAD + (
    "JSP,la01,la,10 x 5,666,666,\n"
    "FJSP,la01_edata,la,10 x 5,609,609,\n"
    "FJSP,la01_rdata,la,10 x 5,570,570,\n"
    "FJSP,dpp01a,dpp,10 x 5,2505,2505,\n"
    "FJSP,kacem1,kacem,4 x 5,11,11,\n"
    "FJSP,behnke1,behnke,10 x 20,90,90,\n"
    "JSP,dct-long-100-1,dct,103 x 100,6,6,\n"
    "JSP,tai_10_10_1,tai,10 x 10,8219,8219,\n"
    "JSPT,EX11,bilge_ulusoy,4 machines 2 AGV,96,96,\n"
)


@pytest.fixture
def table(tmp_path: Path) -> BestKnown:
    path = tmp_path / "best.csv"
    path.write_text(TABLE)
    return read_best_known(path)


@pytest.mark.parametrize(
    ("file", "kind", "size", "name"),
    [
        ("jsp/la/la01.txt", ShopKind.JOB_SHOP, (10, 5), "la01"),
        ("la01.jsp", ShopKind.JOB_SHOP, (10, 6), "la01"),
        ("LA1.jsp", ShopKind.JOB_SHOP, (10, 5), "la01"),
        ("hurink/edata/la01.fjs", ShopKind.FLEXIBLE, (10, 5), "la01_edata"),
        ("la01-rdata.fjs", ShopKind.FLEXIBLE, (10, 5), "la01_rdata"),
        ("dauzere/01a.txt", ShopKind.FLEXIBLE, (10, 5), "dpp01a"),
        ("kacem/1.txt", ShopKind.FLEXIBLE, (4, 5), "kacem1"),
        ("1.txt", ShopKind.FLEXIBLE, (10, 20), "behnke1"),
        ("reentrant/long-100-1.txt", ShopKind.JOB_SHOP, (103, 100), "dct-long-100-1"),
        ("tai_j10_m10_1.txt", ShopKind.JOB_SHOP, (10, 10), "tai_10_10_1"),
    ],
)
def test_a_file_is_known_by_name_kind_and_size(
    table: BestKnown, file: str, kind: ShopKind, size: tuple[int, int], name: str
) -> None:
    assert table.is_named(Path(file))
    known = table.of_file(Path(file), kind, size)
    assert known is not None
    assert known.name == name


@pytest.mark.parametrize(
    ("file", "kind", "size"),
    [
        ("la01.txt", ShopKind.FLEXIBLE, (10, 5)),
        ("la01.txt", ShopKind.JOB_SHOP, (11, 5)),
        ("dauzere/01a.txt", ShopKind.FLEXIBLE, (10, 6)),
        ("la02.txt", ShopKind.JOB_SHOP, (10, 5)),
        ("LICENSE.txt", ShopKind.JOB_SHOP, (10, 5)),
    ],
)
def test_what_is_not_surely_the_same_is_not_taken_for_it(
    table: BestKnown, file: str, kind: ShopKind, size: tuple[int, int]
) -> None:
    assert table.of_file(Path(file), kind, size) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("problem,instance\n", r"line 1: The columns family, size, lower_bound, best_known_makespan are missing"),
        (HEAD + "VRP,a,b,1 x 1,1,1,\n", r"line 2: 'VRP' is no kind of problem; there are JSP, FJSP, JSPT"),
        (HEAD + "JSP,a,b,1 x 1,1,few,\n", r"line 2, best_known_makespan: 'few' is not a number"),
        (HEAD + "JSP,a,b,1 x 1\n", r"line 2, lower_bound: None is not a number"),
    ],
)
def test_a_broken_table_is_refused_with_line_and_column(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "best.csv"
    path.write_text(text)
    with pytest.raises(ScheduleError, match=words):
        read_best_known(path)


def test_published_values_are_found_by_solver_limit_and_instance(table: BestKnown, tmp_path: Path) -> None:
    path = tmp_path / "published.csv"
    path.write_text("problem,instance,other_1s,other_60s\njobshop,la01,700,666\nFJSP,kacem1,,12\njobshop,zz,1,1\n")
    published = read_published(path, table)
    la01, kacem1 = table.of_name("la01", ShopKind.JOB_SHOP), table.of_name("kacem1", ShopKind.FLEXIBLE)
    assert la01 is not None
    assert kacem1 is not None
    assert published.solvers == ("other",)
    assert [published.makespan("other", limit_s, la01) for limit_s in (1.0, 10.0, 60.0)] == [700.0, None, 666.0]
    assert [published.makespan("other", limit_s, kacem1) for limit_s in (1.0, 60.0)] == [None, 12.0]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("problem,instance,cpo\n", "<solver>_<seconds>s"),
        ("problem,instance,cpo_1s\nJSP,la01,many\n", "line 2, cpo_1s: 'many' is not a number"),
    ],
)
def test_a_broken_table_of_published_values_is_refused(table: BestKnown, tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "published.csv"
    path.write_text(text)
    with pytest.raises(ScheduleError, match=words):
        read_published(path, table)
