from __future__ import annotations

from pathlib import Path

import pytest

from robot_cells.documents.plant import Plant
from robot_cells.errors import DocumentError
from robot_cells.twins.model_reader import load_twin_model

ROOT = Path(__file__).parents[2]


def written(folder: Path, text: str) -> Path:
    path = folder / "twin.yaml"
    path.write_text(f"twin: compute_tray\n{text}", encoding="utf-8")
    return path


def test_the_twin_document_of_the_reference_line_is_read(reference_plant: Plant) -> None:
    model = load_twin_model(ROOT / "config/twins/compute_tray.yaml", reference_plant)
    assert [item.cell for item in model.breakdowns] == ["assembly_1", "assembly_2", "leak_test", "amr_1", "amr_2"]
    assert model.failures[0].code == "inspect.missing_screw"


def test_the_more_particular_duration_wins(reference_plant: Plant, tmp_path: Path) -> None:
    text = """durations:
  - {operation: place_modules, product: tray_a, cell: assembly_1, duration_s: 146}
  - {operation: place_modules, duration_s: 73}
  - {operation: place_modules, product: tray_b, duration_s: 219}
"""
    model = load_twin_model(written(tmp_path, text), reference_plant)
    assert model.share("place_modules", "tray_a", "assembly_1") == pytest.approx(2.0)
    assert model.share("place_modules", "tray_a", "assembly_2") == pytest.approx(1.0)
    assert model.share("place_modules", "tray_b", "assembly_2") == pytest.approx(3.0)
    assert model.share("inspect", "tray_a", "inspection") is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("durations: [{operation: place_module, duration_s: 3}]", "did you mean place_modules?"),
        ("durations: [{operation: kit, cell: kiting, duration_s: 3}]", "did you mean kitting?"),
        ("durations: [{operation: kit, product: tray_c, duration_s: 3}]", "there is no product tray_c"),
        ("durations: [{operation: kit, duration_s: 0}]", "duration_s"),
        ("failures: [{operation: kit, code: x.y, probability: 1.5}]", "probability"),
        ("failures: [{operation: kit, code: nothing, probability: 0.5}]", "code"),
        ("breakdowns: [{cell: amr_3, mtbf_s: 3, mttr_s: 4}]", "there is no cell amr_3"),
        ("spred: 0.1", "spread"),
        ("operator: {most_retries: -1}", "most_retries"),
    ],
)
def test_a_wrong_twin_document_is_refused_where_it_is_wrong(
    reference_plant: Plant, tmp_path: Path, text: str, says: str
) -> None:
    with pytest.raises(DocumentError, match=says.replace("?", r"\?")):
        load_twin_model(written(tmp_path, text), reference_plant)


def test_the_document_of_another_line_is_refused(reference_plant: Plant, tmp_path: Path) -> None:
    path = tmp_path / "twin.yaml"
    path.write_text("twin: other\n", encoding="utf-8")
    with pytest.raises(DocumentError, match="the line is compute_tray"):
        load_twin_model(path, reference_plant)
