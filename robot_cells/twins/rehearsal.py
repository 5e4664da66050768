"""A rehearsal: a few pieces of each product in full depth, to learn how long each operation really takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace

from robot_cells.attempts.assignment import Assignment, AssignmentKind
from robot_cells.documents.plant import Plant
from robot_cells.errors import RobotCellsError
from robot_cells.ids import AttemptId, OrderId, ProductId, serial_number
from robot_cells.orchestration.plant import Plant as PlantIndex
from robot_cells.orders.work_order import WorkOrder
from robot_cells.processes.process_model import ProcessModel
from robot_cells.simulations.fault_plan import FaultSpec, LeakingCoupling, LostScrew
from robot_cells.simulations.simulated_equipment import DRIVER
from robot_cells.twins.measured_durations import Measured, cold_s, measured_attempts, shares_of, warmed_up
from robot_cells.twins.model import TwinModel
from robot_cells.twins.process_predictions import ProcessPredictions
from robot_cells.twins.virtual_line import JOURNAL, VirtualLine

SEED = 0
PIECES = 2
"""Of each product; the first attempts on a cell are passed over (`warmed_up`)."""


LEAK_PA_M3_S = 0.005
"""Ten times what the leak test allows."""


def can_be_rehearsed(plant: Plant) -> bool:
    """Whether all devices of the line are simulated ones."""
    return all(device.driver == DRIVER for cell in plant.line.cells for device in cell.devices)


def rehearsed(
    model: TwinModel, plant: Plant, processes: Mapping[str, ProcessModel], products: Iterable[ProductId]
) -> TwinModel:
    """The model with the durations that a few pieces of each product took, and the predictions calibrated by them.

    What the model knows of first attempts stays. Takes a second or so for each piece. Where the line comes to no end,
    what was measured until then is taken.
    """
    orders = [WorkOrder(OrderId(f"rehearsal_{product}"), product, PIECES) for product in products]
    faults = [fault for order in orders for fault in _faults(order, plant)]
    line = VirtualLine(plant, processes, tuple(faults), SEED, operator=model.operator)
    with suppress(RobotCellsError):
        line.run(orders)
    measured = measured_attempts(line.recorded)
    attempts = warmed_up(measured)
    calibration = _calibration(attempts, plant, processes)
    cold = {**cold_s(measured), **model.cold_s}
    return replace(model, shares=shares_of(attempts), cold_s=cold, calibration=calibration)


def _faults(order: WorkOrder, plant: Plant) -> Iterator[FaultSpec]:
    """What sends the last piece through rework, so that this is rehearsed too: a lost screw, a leaking coupling."""
    layout = plant.products[order.product].layout
    serial = serial_number(order.id, PIECES)
    for screw in layout.screws[:1] if layout is not None else ():
        yield LostScrew(serial=serial, screw=screw.id)
    for coupling in layout.couplings[:1] if layout is not None else ():
        yield LeakingCoupling(serial=serial, coupling=coupling.id, leak_pa_m3_s=LEAK_PA_M3_S)


def _calibration(attempts: Iterable[Measured], plant: Plant, processes: Mapping[str, ProcessModel]) -> float:
    """Measured over predicted duration, all operations together; 1 where nothing was predicted."""
    cells = {cell.id: cell for cell in plant.line.cells}
    index = PlantIndex(plant.line, plant.products)
    predictions = ProcessPredictions(cells, processes, plant.products)
    took_s = predicted_s = 0.0
    for item in attempts:
        if item.is_trip:
            continue
        operation = index.operations[item.product, item.operation]
        capability = cells[item.cell].capability(operation.capability)
        if capability is None:
            continue
        assignment = Assignment(
            AssignmentKind.EXECUTE,
            JOURNAL,
            0,
            item.cell,
            AttemptId(f"{JOURNAL}:rehearsal/001/{item.operation}.1#1"),
            product=item.product,
            operation=item.operation,
            capability=operation.capability,
            parameters={**capability.parameters, **operation.parameters},
            expected_s=item.nominal_s,
        )
        duration_s = predictions.duration_s(assignment, item.cell)
        if duration_s is not None:
            took_s += item.took_s
            predicted_s += duration_s
    return took_s / predicted_s if predicted_s > 0.0 else 1.0
