"""The processes of a plant, read once in a process."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from robot_cells.documents.plant import Plant
from robot_cells.documents.problem import refuse
from robot_cells.documents.process_index import check_process
from robot_cells.documents.yaml_reader import read_document
from robot_cells.processes.process_model import ProcessModel


def processes_of(plant: Plant) -> Mapping[str, ProcessModel]:
    """Every process by name; raises `DocumentError` with every fault, one a line."""
    return {name: _read(path) for name, path in plant.process_paths.items()}


@cache
def _read(path: Path) -> ProcessModel:
    model, problems = check_process(read_document(path))
    refuse(problems)
    assert model is not None
    return model
