"""Where a camera that looks straight down sees what is high."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from robot_cells.errors import InspectionError
from robot_cells.inspections.golden_sample.golden_folder import load_golden_folder, save_golden_folder
from robot_cells.inspections.golden_sample.golden_sample import GoldenSample
from robot_cells.inspections.golden_sample.straight_lens import StraightLens, seen_layout, tops_of
from robot_cells.inspections.golden_sample.tray_scale import TrayScale
from robot_cells.orders.layout import Layout
from robot_cells.orders.part_sizes import COUPLING_HEIGHT_M

LENS = StraightLens(0.12, 0.15, 1.1)
SCALE = TrayScale(1000.0, 20.0, 340.0)


@pytest.mark.parametrize("point", [(0.0, 0.0, 0.03), (0.3, 0.1, 0.01), (0.12, 0.15, 0.05), (0.2, 0.4, 0.0)])
def test_a_point_is_seen_on_the_ray_from_the_lens(point: tuple[float, float, float]) -> None:
    lens = np.array((LENS.x_m, LENS.y_m, LENS.height_m))
    on_plane = np.array((*LENS.seen(*point), 0.0))
    assert np.linalg.norm(np.cross(np.array(point) - lens, on_plane - lens)) == pytest.approx(0.0, abs=1e-12)


def test_from_very_far_away_everything_is_seen_where_it_is(layout: Layout) -> None:
    seen = seen_layout(layout, StraightLens(0.12, 0.15, 1e7))
    for true, there in zip(layout.modules, seen.modules, strict=True):
        assert (there.x_m, there.y_m, there.width_m) == pytest.approx((true.x_m, true.y_m, true.width_m), abs=1e-8)


def test_high_parts_are_seen_larger_and_farther_out_and_their_tolerance_means_the_same(layout: Layout) -> None:
    seen, tops = seen_layout(layout, LENS), tops_of(layout)
    for true, there in zip(layout.modules, seen.modules, strict=True):
        nearer = LENS.height_m / (LENS.height_m - tops[true.id])
        assert nearer > 1.0
        assert there.width_m == pytest.approx(true.width_m * nearer)
        assert (there.x_m - LENS.x_m) == pytest.approx((true.x_m - LENS.x_m) * nearer)
        usual = true.tolerance.offset_m if true.tolerance.offset_m is not None else layout.tolerance.offset_m
        assert there.tolerance.offset_m == (None if usual is None else pytest.approx(usual * nearer))
    for foot, top in zip(layout.couplings, seen.couplings, strict=True):
        assert (top.x_m, top.y_m) == LENS.seen(foot.x_m, foot.y_m, COUPLING_HEIGHT_M)
    assert seen.code == layout.code, "what is printed on the bottom is seen where it is"


def test_a_folder_keeps_its_lens(tmp_path: Path, layout: Layout) -> None:
    picture = np.full((360, 280, 3), 90, dtype=np.uint8)
    save_golden_folder(tmp_path, GoldenSample.of_pictures("m", layout, SCALE, [picture], lens=LENS))
    golden = load_golden_folder(tmp_path, layout)
    assert golden.lens == LENS
    assert golden.true_layout == layout
    assert golden.layout == seen_layout(layout, LENS)


@pytest.mark.parametrize(
    ("lens", "said"),
    [
        ({"x_m": 0.1, "y_m": 0.1}, "height_m"),
        ({"x_m": 0.1, "y_m": 0.1, "height_m": 0.05}, "does not see all"),
        ({"x_m": 0.1, "y_m": 0.1, "height_m": float("nan")}, "does not see all"),
        ([1, 2, 3], "wrong"),
    ],
)
def test_a_lens_that_cannot_be_is_refused_by_file(tmp_path: Path, layout: Layout, lens: object, said: str) -> None:
    picture = np.full((360, 280, 3), 90, dtype=np.uint8)
    save_golden_folder(tmp_path, GoldenSample.of_pictures("m", layout, SCALE, [picture]))
    scale = json.loads((tmp_path / "golden_sample.json").read_text())
    (tmp_path / "golden_sample.json").write_text(json.dumps({**scale, "lens": lens}))
    with pytest.raises(InspectionError, match=rf"(?s)golden_sample\.json.*{said}|{said}.*golden_sample\.json"):
        load_golden_folder(tmp_path, layout)
