"""The measurement itself, and on a few seeded trays what it measures."""

import json
from pathlib import Path

import numpy as np
import pytest

from robot_cells.inspections.golden_sample.evaluation import evaluate, main
from robot_cells.inspections.golden_sample.seeded_defects import SEEDERS, seeded_tray
from robot_cells.orders.layout import Layout

TRAYS = 8
WIDTH_PX = 640
"""As the other tests have it: two pixels a millimetre."""


def test_of_seeded_defects_none_escapes_and_of_good_trays_none_is_called_bad(layout: Layout) -> None:
    tallies = {item.kind: item for item in evaluate(layout, TRAYS, seed=20, width_px=WIDTH_PX)}
    assert set(tallies) == {"", *SEEDERS}
    good = tallies.pop("")
    assert (good.passed, good.failed, good.undecided) == (TRAYS, 0, 0)
    # A thing of the colour of what it lies on is not seen: of foreign objects alone some may escape.
    hidden = tallies.pop("inspect.foreign_object")
    assert hidden.failed >= TRAYS - 2
    for tally in tallies.values():
        assert (tally.kind, tally.failed, tally.named, tally.escapes) == (tally.kind, TRAYS, TRAYS, 0)


def test_the_same_seed_seeds_the_same_trays(layout: Layout) -> None:
    for code in SEEDERS:
        first, second = (seeded_tray(layout, code, np.random.default_rng(5)) for _ in range(2))
        assert first == second
        assert first.code == code


def test_the_command_prints_its_figures_and_refuses_a_product_that_is_not_there(
    capsys: pytest.CaptureFixture[str],
) -> None:
    product = Path(__file__).parents[2] / "config" / "products" / "tray_a.yaml"
    assert main(["--product", str(product), "--trays", "1", "--json"]) == 0
    assert {item["kind"] for item in json.loads(capsys.readouterr().out)} == {"", *SEEDERS}
    assert main(["--product", str(product.with_name("nothing.yaml"))]) == 3
    assert "nothing.yaml" in capsys.readouterr().err
