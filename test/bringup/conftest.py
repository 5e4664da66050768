"""A line of one press, quick to bring up as processes."""

from __future__ import annotations

from pathlib import Path

import pytest

LINE = """\
line: single
products: [product.yaml]
processes: processes
cells:
  - id: press
    kind: machine_tending
    pose: {x_m: 0.0, y_m: 0.0}
    capabilities: [{name: stamp, duration_s: 2, process: dwell}]
    devices: [{id: station, kind: station}]
"""
PRODUCT = """\
product: plate
operations:
  - {id: stamp, capability: stamp}
"""
DWELL = """\
process: dwell
parameters:
  duration_s: {type: number, unit: s, default: "${expected_s}", minimum: 0, description: how long the work takes}
tree: {skill: dwell, with: {duration_s: "${duration_s}"}}
"""


@pytest.fixture
def press_line(tmp_path: Path) -> Path:
    """The path of its line document."""
    folder = tmp_path / "plant"
    (folder / "processes").mkdir(parents=True)
    (folder / "line.yaml").write_text(LINE)
    (folder / "product.yaml").write_text(PRODUCT)
    (folder / "processes" / "dwell.yaml").write_text(DWELL)
    return folder / "line.yaml"
