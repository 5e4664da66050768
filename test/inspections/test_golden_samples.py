"""Golden samples from pictures, from folders, and in the library."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from robot_cells.errors import InspectionError
from robot_cells.ids import ProductId
from robot_cells.inspections.golden_sample.golden_folder import load_golden_folder, save_golden_folder
from robot_cells.inspections.golden_sample.golden_sample import GoldenSample
from robot_cells.inspections.golden_sample.inspector import GoldenSampleInspector
from robot_cells.inspections.golden_sample.tray_scale import TrayScale
from robot_cells.inspections.inspector_library import InspectorLibrary
from robot_cells.inspections.workers.loaded_models import LoadedModels
from robot_cells.orders.layout import Layout

SCALE = TrayScale(2000.0, 40.0, 600.0)
SMALL = np.zeros((20, 20, 3), np.uint8)


def test_a_saved_golden_sample_loads_as_the_same(
    tmp_path: Path, inspector: GoldenSampleInspector, layout: Layout
) -> None:
    save_golden_folder(tmp_path / "photographs", inspector.golden)
    loaded = load_golden_folder(tmp_path / "photographs", layout)
    assert np.array_equal(loaded.complete, inspector.golden.complete)
    assert loaded.bare is not None
    assert inspector.golden.bare is not None
    assert np.array_equal(loaded.bare, inspector.golden.bare)
    assert loaded.scale == inspector.golden.scale
    assert loaded.name.startswith("photographs@")


def test_the_median_of_several_pictures_drops_what_only_one_shows(layout: Layout) -> None:
    speck = SMALL.copy()
    speck[4, 4] = 255
    assert not GoldenSample.of_pictures("m", layout, SCALE, [SMALL, speck, SMALL]).complete.any()


def test_other_pictures_make_another_name(layout: Layout) -> None:
    names = {GoldenSample.of_pictures("m", layout, SCALE, [SMALL + value]).name for value in (0, 1)}
    assert len(names) == 2


@pytest.mark.parametrize(
    "pictures",
    [[], [SMALL, SMALL[:10]], [SMALL[:, :, 0]], [SMALL.astype(np.uint16)], [SMALL[:0]]],
    ids=["none", "of two sizes", "grey", "16 bit", "empty"],
)
def test_unfit_pictures_are_refused(layout: Layout, pictures: list[np.ndarray]) -> None:
    with pytest.raises(InspectionError, match="golden sample 'm'"):
        GoldenSample.of_pictures("m", layout, SCALE, pictures)


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"pixels_per_metre": "x"}', '{"pixels_per_metre": 0, "left_px": 0, "bottom_px": 0}', "{"],
)
def test_a_folder_with_a_wrong_scale_is_refused_by_file(
    tmp_path: Path, inspector: GoldenSampleInspector, layout: Layout, text: str
) -> None:
    save_golden_folder(tmp_path, inspector.golden)
    (tmp_path / "golden_sample.json").write_text(text)
    with pytest.raises(InspectionError, match=r"golden_sample\.json"):
        load_golden_folder(tmp_path, layout)


def test_a_folder_with_a_broken_picture_is_refused_by_file(
    tmp_path: Path, inspector: GoldenSampleInspector, layout: Layout
) -> None:
    save_golden_folder(tmp_path, inspector.golden)
    (tmp_path / "complete.png").write_bytes(b"\x89PNG nothing")
    with pytest.raises(InspectionError, match=r"complete\.png"):
        load_golden_folder(tmp_path, layout)


def test_the_library_makes_an_inspector_once_and_finds_folders_by_name(
    tmp_path: Path, inspector: GoldenSampleInspector, layout: Layout
) -> None:
    product = ProductId("small")
    save_golden_folder(tmp_path / product / "photographs", inspector.golden)
    library = InspectorLibrary({product: layout}, tmp_path)
    assert library.inspector(product) is library.inspector(product, "golden_sample")
    assert library.inspector(product, "photographs").golden.name.startswith("photographs@")


def test_what_a_product_looks_like_to_its_cameras_goes_before_a_drawing(
    tmp_path: Path, inspector: GoldenSampleInspector, layout: Layout
) -> None:
    small, other = ProductId("small"), ProductId("other")
    photograph = np.asarray(np.clip(inspector.golden.complete * 0.9, 0, 255), dtype=np.uint8)
    save_golden_folder(tmp_path / small, replace(inspector.golden, complete=photograph))
    models = LoadedModels({small: layout, other: layout}, references=tmp_path)
    drawn = LoadedModels({small: layout}).model(small, "").card.label
    assert models.model(other, "").card.label == drawn
    taught = models.model(small, "").card.label
    assert taught.startswith("golden_sample@")
    assert taught != drawn
    assert models.model(small, "presence").card.label.startswith("presence@")


@pytest.mark.parametrize("model", ["other", "../small/photographs", ".."])
def test_the_library_refuses_unknown_products_and_models(tmp_path: Path, layout: Layout, model: str) -> None:
    library = InspectorLibrary({ProductId("small"): layout}, tmp_path)
    with pytest.raises(InspectionError, match="small"):
        library.inspector(ProductId("large"))
    with pytest.raises(InspectionError, match="no model"):
        library.inspector(ProductId("small"), model)
