"""What some runs come to, as one number each; on every machine the same.

python test/drills/journal_hashes.py            # prints the numbers as JSON
python test/drills/journal_hashes.py --write    # writes them into journal_hashes.json, which the tests compare with
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from robot_cells.cli.twin_question import TwinQuestion
from robot_cells.drills.drill import run_drill
from robot_cells.drills.drill_plan import DrillPlan
from robot_cells.drills.plant_scenario import plant_scenario
from robot_cells.drills.soak import quiet
from robot_cells.twins.outcome import outcome_of

ROOT = Path(__file__).parents[2]
FILE = Path(__file__).with_suffix(".json")
LINE, ORDERS = "config/lines/compute_tray.yaml", "config/orders/demo.yaml"
TWIN_SEEDS = (0, 1, 2)
DRILL_SEEDS = (0, 1, 2, 3, 5, 8, 13, 21, 34, 55)


def hashes() -> dict[str, str]:
    """Of the twin on the reference line with its demonstration orders and their faults, and of drills."""
    scenario = TwinQuestion(ROOT / LINE, ROOT / ORDERS, rehearses=False).scenario()
    found = {f"twin {LINE} {ORDERS} seed {seed}": outcome_of(scenario, seed).hash for seed in TWIN_SEEDS}
    line = plant_scenario(scenario.line, scenario.products, scenario.orders)
    with quiet():
        found |= {f"drill seed {seed}": run_drill(DrillPlan(seed=seed)).digest for seed in DRILL_SEEDS}
        found[f"drill {LINE} {ORDERS} seed 0"] = run_drill(DrillPlan(seed=0), line).digest
    return found


if __name__ == "__main__":
    text = json.dumps(hashes(), indent=2) + "\n"
    if sys.argv[1:] == ["--write"]:
        FILE.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)
