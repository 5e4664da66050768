from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from robot_cells.documents.check import check_paths

Spoil = Callable[[str, str, str], Path]


def test_a_file_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    (problem,) = check_paths([tmp_path / "line.yaml"])
    assert problem.what == "there is no such file"


def test_a_folder_without_documents_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("line: no document")
    (problem,) = check_paths([tmp_path])
    assert (problem.file, problem.what) == (str(tmp_path), "no document is in this folder")


def test_folders_are_walked_and_other_files_left_alone(plant_folder: Path, spoil: Spoil) -> None:
    (plant_folder / "notes.txt").write_text("not: [yaml")
    spoil("orders.yaml", "quantity: 3", "quantity: 0")
    assert [problem.key for problem in check_paths([plant_folder])] == ["orders[0].quantity"]


def test_a_problem_that_two_ways_lead_to_is_told_once(plant_folder: Path, spoil: Spoil) -> None:
    path = spoil("widget.yaml", "after: [build]", "after: [biuld]")
    assert len(check_paths([plant_folder / "line.yaml", path, plant_folder])) == 1


def test_orders_without_a_line_are_checked_by_themselves(plant_folder: Path, spoil: Spoil) -> None:
    path = spoil("orders.yaml", "product: gadget", "product: gizmo")
    assert check_paths([path]) == []
    assert [problem.key for problem in check_paths([path, plant_folder / "line.yaml"])] == ["orders[1].product"]


def test_orders_are_not_blamed_for_a_wrong_line(plant_folder: Path, spoil: Spoil) -> None:
    spoil("line.yaml", "products: [widget.yaml, gadget.yaml]", "products: [widget.yaml]")
    problems = check_paths([plant_folder])
    assert {Path(problem.file).name for problem in problems} == {"line.yaml"}


def test_a_product_alone_is_checked_without_a_line(plant_folder: Path, spoil: Spoil) -> None:
    path = spoil("gadget.yaml", "capability: build", "capability: nobody_can")
    assert check_paths([path]) == []


@pytest.mark.parametrize(
    ("text", "what", "remedy"),
    [
        ("cells: []\nline: a\n", "stands too late", "write line first: it tells the kind"),
        ("lines: a\n", "is no kind of document", "did you mean line?"),
        ("- a\n- b\n", "is no mapping", "begin it with one of line, product, orders, process"),
        ("just text\n", "is no mapping", "begin it with one of line, product, orders, process"),
        ("42\n", "is no mapping", "begin it with one of line, product, orders, process"),
        ("{}\n", "is no kind of document", "there is line, orders, process, product"),
    ],
)
def test_a_document_of_no_kind_is_a_problem(tmp_path: Path, text: str, what: str, remedy: str) -> None:
    path = tmp_path / "odd.yaml"
    path.write_text(text)
    (problem,) = check_paths([path])
    assert problem.what == what
    assert problem.remedy.startswith(remedy)
