"""The measurement of the presence check itself."""

import json
from pathlib import Path

import numpy as np
import pytest

from robot_cells.inspections.presence.evaluation import GOOD, bench_rows, drawn_bench, evaluate, main, total
from robot_cells.inspections.presence.seeded_faults import SEEDERS, faulty_tray
from robot_cells.orders.layout import Layout

TRAY_A = Path(__file__).parents[3] / "config" / "products" / "tray_a.yaml"


def test_good_and_faulty_trays_are_counted_apart(layout: Layout) -> None:
    told = []
    tallies = evaluate(drawn_bench(layout), 2, seed=3, told=told.append)
    assert told == tallies
    assert [item.fault for item in tallies] == [GOOD, *SEEDERS]
    assert [item.trays for item in tallies[:4]] == [2, 1, 1, 0]
    faulty = total(tallies)
    assert (faulty.trays, faulty.escapes, faulty.named, tallies[0].false_calls) == (2, 0, 2, 0)


def test_the_same_seed_gives_the_same_faults(layout: Layout) -> None:
    for fault in SEEDERS:
        first, second = (faulty_tray(layout, fault, np.random.default_rng(4)) for _ in range(2))
        assert first == second


def test_the_command_measures_a_product_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--product", str(TRAY_A), "--trays", "1", "--json"]) == 0
    rows = {item["fault"]: item for item in json.loads(capsys.readouterr().out)["tray_a"]}
    assert set(rows) == {GOOD, *SEEDERS}
    assert (rows[GOOD]["trays"], rows[GOOD]["false_calls"], rows["missing_part"]["escapes"]) == (1, 0, 0)
    assert main(["--product", str(TRAY_A.with_name("nothing.yaml"))]) == 3
    assert "nothing.yaml" in capsys.readouterr().err


def test_the_bench_has_a_row_for_each_product() -> None:
    assert bench_rows([]) == []
