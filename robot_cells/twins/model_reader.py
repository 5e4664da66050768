"""Reads the twin model of a line from its document."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from robot_cells.documents.model_problems import validate
from robot_cells.documents.plant import Plant
from robot_cells.documents.problem import refuse
from robot_cells.documents.twin_model_document import DurationModel, TwinModelDocument, check_twin_names
from robot_cells.documents.yaml_reader import read_document
from robot_cells.ids import CellId, OperationId, ProductId
from robot_cells.orchestration.plant import Plant as PlantIndex
from robot_cells.twins.model import Breakdown, DurationKey, FailureRate, InspectionRate, Operator, TwinModel


def load_twin_model(path: Path, plant: Plant) -> TwinModel:
    """Read a twin document for a plant; raises `DocumentError` with every fault, one a line."""
    document = read_document(path)
    model, problems = validate(document, TwinModelDocument)
    if model is not None:
        problems += check_twin_names(document, model, plant.line, plant.products)
    refuse(problems)
    assert model is not None
    return _twin_model(model, PlantIndex(plant.line, plant.products))


def _twin_model(model: TwinModelDocument, index: PlantIndex) -> TwinModel:
    return TwinModel(
        # The more particular come later and win.
        shares={
            key: share
            for item in sorted(model.durations, key=lambda item: (item.product is not None) + (item.cell is not None))
            for key, share in _shares(item, index)
        },
        spread=model.spread,
        reaction_s=model.reaction_s,
        trip_delay_s=model.trip_delay_s,
        failures=tuple(
            FailureRate(
                OperationId(item.operation),
                item.code,
                item.probability,
                None if item.product is None else ProductId(item.product),
                None if item.cell is None else CellId(item.cell),
                item.subject,
                item.share,
            )
            for item in model.failures
        ),
        inspections=tuple(
            InspectionRate(
                OperationId(item.operation),
                item.escape,
                item.false_call,
                item.undecided,
                None if item.product is None else ProductId(item.product),
                None if item.cell is None else CellId(item.cell),
                item.code,
                item.subject,
            )
            for item in model.inspections
        ),
        breakdowns=tuple(Breakdown(CellId(item.cell), item.mtbf_s, item.mttr_s) for item in model.breakdowns),
        operator=Operator(model.operator.answers_after_s, model.operator.most_retries),
    )


def _shares(item: DurationModel, index: PlantIndex) -> Iterator[tuple[DurationKey, float]]:
    """The duration over the nominal one, for every product and cell that it holds for."""
    for (product, operation), durations_s in index.durations_s.items():
        if operation != item.operation or item.product not in (None, product):
            continue
        for cell, nominal_s in durations_s.items():
            if item.cell in (None, cell):
                yield (operation, product, cell), item.duration_s / nominal_s
