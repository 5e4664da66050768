"""A whole line without ROS: the true orchestrator, workers, processes, equipment and inspection, on virtual time."""

from __future__ import annotations

from pathlib import Path

import pytest

from robot_cells.documents.order_book import load_orders
from robot_cells.documents.plant import Plant, load_plant
from robot_cells.documents.process_library import processes_of
from robot_cells.inspections.inspector_library import InspectorLibrary
from robot_cells.twins.virtual_line import VirtualLine

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def reference_plant() -> Plant:
    return load_plant(ROOT / "config/lines/compute_tray.yaml")


@pytest.fixture(scope="session")
def virtual_line(reference_plant: Plant):
    processes = processes_of(reference_plant)
    layouts = {item.id: item.layout for item in reference_plant.products.values() if item.layout is not None}
    inspectors = InspectorLibrary(layouts)
    return lambda faults, seed: VirtualLine(reference_plant, processes, tuple(faults), seed, inspectors=inspectors)


@pytest.fixture(scope="session")
def demo_orders(reference_plant: Plant):
    return load_orders(ROOT / "config/orders/demo.yaml", reference_plant)
