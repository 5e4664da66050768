"""A small plant, right in every point, whose documents a test can spoil."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from robot_cells.documents.check import check_paths

MARK = "# <-"

LINE = """\
line: small
products: [widget.yaml, gadget.yaml]
processes: processes
wip_limit: 3
cells:
  - id: bench
    kind: assembly
    pose: {x_m: 0.0, y_m: 0.0}
    input_buffer: {capacity: 2}
    changeovers:
      - {from: widget, to: gadget, duration_s: 30}
    capabilities:
      - name: build
        duration_s: 20
        parameters:
          force_n: 12.0
      - {name: repair, duration_s: 10, process: build, parameters: {force_n: 5.0}}
    devices:
      - id: arm
        kind: arm
        parameters: &arm
          model: ur10e
          home_rad: [0, -1.57, 1.57, -1.57, -1.57, 0]
          tool_length_m: 0.2
      - id: station
        kind: station
        parameters:
          tray: {x_m: 0.4, y_m: -0.2, z_m: 0.05, yaw_rad: 0}
          feeders:
            board: {x_m: 0.0, y_m: 0.5, z_m: 0.05}
  - id: camera_post
    kind: inspection
    pose: {x_m: 4.0, y_m: 0.0}
    capabilities:
      - name: look
        duration_s: 5
    devices:
      - {id: camera, kind: camera}
vehicles:
  - id: cart
    home: bench
    speed_mps: 1.0
distances:
  - {from: bench, to: camera_post, distance_m: 6}
"""

WIDGET = """\
product: widget
layout:
  width_m: 0.3
  depth_m: 0.2
  code: {x_m: 0.25, y_m: 0.05, size_m: 0.04}
  modules:
    - {id: m1, type: board, x_m: 0.1, y_m: 0.1, width_m: 0.1, depth_m: 0.08}
  screws:
    - {id: s1, holds: m1, x_m: 0.1, y_m: 0.1}
  couplings:
    - {id: c1, x_m: 0.05, y_m: 0.18}
  cables:
    - {id: w1, x1_m: 0.05, y1_m: 0.02, x2_m: 0.15, y2_m: 0.02}
operations:
  - id: build
    capability: build
    parameters: {speed: 0.5}
    on_failure:
      - {codes: [build.slipped], consequence: retry, limit: 2, backoff_s: 5}
      - {consequence: scrap}
  - id: look
    capability: look
    after: [build]
    on_failure:
      - consequence: rework
        route: mend
      - consequence: ask
rework_routes:
  mend:
    operations:
      - {id: mend, capability: repair}
    resume_at: look
"""

GADGET = """\
product: gadget
operations:
  - {id: build, capability: build}
"""

BUILD = """\
process: build
parameters:
  force_n: {type: number, unit: N, minimum: 0, maximum: 100}
  speed: {type: number, default: 1.0}
tree:
  sequence:
    - {skill: changeover, with: {changeover_s: "${changeover_s}"}}
    - {skill: dwell, with: {duration_s: 1.0}}
"""

LOOK = """\
process: look
tree: {skill: capture}
"""

TRANSPORT = """\
process: transport
parameters:
  from: {type: text}
  to: {type: text}
tree: {skill: dwell, with: {duration_s: 1.0}}
"""

ORDERS = """\
orders:
  - {id: WO-1, product: widget, quantity: 3, due_s: 600}
  - {id: WO-2, product: gadget, quantity: 1, release_s: 60, due_s: 900, priority: 5}
faults:
  - {fault: lost_screw, serial: WO-1-002, screw: s1}
  - {fault: late_vehicle, vehicle: cart, trip: 1, factor: 2.0}
"""

TEXTS = {
    "line.yaml": LINE,
    "widget.yaml": WIDGET,
    "gadget.yaml": GADGET,
    "processes/build.yaml": BUILD,
    "processes/look.yaml": LOOK,
    "processes/transport.yaml": TRANSPORT,
    "orders.yaml": ORDERS,
}


Spoil = Callable[[str, str, str], Path]
"""Replaces a text that stands exactly once in a document, and gives the document's path."""


@pytest.fixture
def plant_folder(tmp_path: Path) -> Path:
    """The folder with the small plant's documents."""
    for name, text in TEXTS.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def spoil(plant_folder: Path) -> Spoil:
    """Spoils a document of the small plant."""

    def replace(name: str, old: str, new: str) -> Path:
        path = plant_folder / name
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        path.write_text(text.replace(old, new), encoding="utf-8")
        return path

    return replace


@pytest.fixture
def refused(plant_folder: Path, spoil: Spoil) -> Callable[[tuple[str, str, str, str, str, str]], None]:
    """Spoils a document and asserts that the problem is told: file, old, new; key, what, remedy."""

    def check(row: tuple[str, str, str, str, str, str]) -> None:
        file, old, new, key, what, remedy = row
        path = spoil(file, old, new)
        problems = check_paths([plant_folder])
        here = [item for item in problems if item.file == str(path) and what in item.what]
        assert here, "\n".join(str(item) for item in problems) or "nothing is told"
        assert remedy in here[0].remedy
        assert key in here[0].key
        assert here[0].line == _line_of(path.read_text(encoding="utf-8"), new)

    return check


def _line_of(text: str, new: str) -> int:
    """The line with the mark; without one, that of the new text; where nothing is new, the first."""
    marked = [number for number, line in enumerate(text.splitlines(), start=1) if MARK in line]
    return marked[0] if marked else text[: text.find(new) if new else 0].count("\n") + 1
