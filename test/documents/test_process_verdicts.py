"""Which operations of the reference line a person may attest follows from the skills of their processes."""

from __future__ import annotations

from pathlib import Path

import robot_cells
from robot_cells.documents.plant import load_plant

CONFIG = Path(robot_cells.__file__).parent.parent / "config"


def test_what_measures_or_looks_gives_a_verdict_and_what_assembles_or_carries_does_not() -> None:
    line = load_plant(CONFIG / "lines" / "compute_tray.yaml").line
    judging = {item.name for cell in line.cells for item in cell.capabilities if item.gives_verdict}
    others = {item.name for cell in line.cells for item in cell.capabilities} - judging
    assert judging == {"inspect_tray", "leak_test", "function_test"}
    assert {"kit", "deliver", "fasten_cold_plates", "refit", "scan_serial"} <= others


def test_a_recipe_may_forbid_it(tmp_path: Path) -> None:
    product = CONFIG / "products" / "tray_a.yaml"
    text = product.read_text(encoding="utf-8")
    wanted = "    capability: fasten_cold_plates\n"
    assert text.count(wanted) == 1
    for folder in ("lines", "products", "processes"):
        (tmp_path / folder).mkdir()
        for path in (CONFIG / folder).glob("*.yaml"):
            (tmp_path / folder / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    spoilt = text.replace(wanted, f"{wanted}    attestable: false\n")
    (tmp_path / "products" / "tray_a.yaml").write_text(spoilt, encoding="utf-8")
    products = load_plant(tmp_path / "lines" / "compute_tray.yaml").products
    made = [(name, item) for name, product in products.items() for item in product.recipe.operations]
    assert [(name, item.id) for name, item in made if not item.attestable] == [("tray_a", "fasten_cold_plates")]
