"""The guides are followed word by word, on a copy of the reference documents."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from robot_cells.documents.check import check_paths
from robot_cells.documents.order_book import load_orders
from robot_cells.documents.plant import load_plant
from robot_cells.ids import CellId, ProductId

ROOT = Path(__file__).parents[2]


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A copy of the reference documents."""
    return Path(shutil.copytree(ROOT / "config", tmp_path / "config"))


def blocks(guide: str) -> list[str]:
    """The YAML blocks of a guide, in order."""
    page = (ROOT / "docs" / "guides" / guide).read_text(encoding="utf-8")
    return re.findall(r"^```yaml\n(.*?)^```", page, flags=re.MULTILINE | re.DOTALL)


def add_to_line(config: Path, before: str, block: str) -> Path:
    """Put a block into the line document, right before a line of it."""
    path = config / "lines" / "compute_tray.yaml"
    text = path.read_text(encoding="utf-8")
    assert text.count(before) == 1
    path.write_text(text.replace(before, block + before), encoding="utf-8")
    return path


def test_the_guide_for_a_new_product_leads_to_one_that_can_be_ordered(config: Path) -> None:
    product, named, orders = blocks("new_product.md")
    (config / "products" / "tray_c.yaml").write_text(product, encoding="utf-8")
    line = add_to_line(config, "processes: ../processes\n", named)
    order_path = config / "orders" / "tray_c.yaml"
    order_path.write_text(orders, encoding="utf-8")
    assert check_paths([config]) == []
    plant = load_plant(line)
    assert ProductId("tray_c") in plant.products
    assert [(order.id, order.quantity) for order in load_orders(order_path, plant).orders] == [("C-1", 2)]


def test_the_guide_for_a_new_cell_leads_to_one_that_can_work(config: Path) -> None:
    (cell,) = blocks("new_cell.md")
    line = add_to_line(config, "vehicles:\n", cell)
    assert check_paths([config]) == []
    loaded = load_plant(line).line
    assert CellId("assembly_3") in [item.id for item in loaded.cells_with("place_modules")]
    assert loaded.cell(CellId("assembly_3")).changeovers_s == loaded.cell(CellId("assembly_1")).changeovers_s
