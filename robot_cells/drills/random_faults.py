"""Random faults for a scenario, from a seed."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from robot_cells.drills.fault import (
    ORCHESTRATOR,
    AbsentOperator,
    BadPart,
    Breakdown,
    CancelledOrder,
    ClockJump,
    CommandedCell,
    Crash,
    EmergencyStopped,
    Fault,
    FullDisk,
    HeldLine,
    LateVehicle,
    Messages,
    Partition,
    SlowDisk,
)
from robot_cells.drills.scenario import Scenario
from robot_cells.drills.streams import stream
from robot_cells.ids import serial_number

HORIZON_S = 30.0
"""Faults begin before this, so that every run can come to its end."""
MOST = 7
"""At most so many faults in a run."""


def random_faults(seed: int, scenario: Scenario) -> tuple[Fault, ...]:
    """The faults of that seed; now and then none at all."""
    drawn = stream(seed, "faults")
    return tuple(drawn.choice(_KINDS)(drawn, scenario) for _ in range(drawn.randint(0, MOST)))


def _moment(drawn: Random) -> float:
    return round(drawn.uniform(0.0, HORIZON_S), 3)


def _window(drawn: Random, longest_s: float) -> tuple[float, float]:
    from_s = _moment(drawn)
    return from_s, round(from_s + drawn.uniform(0.2, longest_s), 3)


def _host(drawn: Random, scenario: Scenario) -> str:
    return drawn.choice(list(scenario.cells_of))


def _process(drawn: Random, scenario: Scenario) -> str:
    return ORCHESTRATOR if drawn.random() < 0.4 else _host(drawn, scenario)


def _crash(drawn: Random, scenario: Scenario) -> Fault:
    process, restart_s = _process(drawn, scenario), round(drawn.choice((0.1, 0.5, 1.0, 3.0, 10.0)), 3)
    if drawn.random() < 0.4:
        return Crash(process=process, at_s=_moment(drawn), restart_s=restart_s)
    if process != ORCHESTRATOR and drawn.random() < 0.4:
        return Crash(process=process, at_motion=drawn.randint(1, 10), restart_s=restart_s)
    point = drawn.choice(("before_write", "in_write", "after_write"))
    latest = 60 if process == ORCHESTRATOR else 15
    return Crash.model_validate(
        {"process": process, "at_write": drawn.randint(1, latest), "point": point, "restart_s": restart_s}
    )


def _messages(drawn: Random, scenario: Scenario) -> Fault:
    from_s, until_s = _window(drawn, 20.0)
    return Messages(
        loss=drawn.choice((0.0, 0.1, 0.5)),
        duplicate=drawn.choice((0.0, 0.1, 0.5)),
        delay=drawn.choice((0.0, 0.2, 0.5)),
        delay_s=drawn.choice((0.1, 1.0, 5.0)),
        from_s=from_s,
        until_s=until_s,
    )


def _partition(drawn: Random, scenario: Scenario) -> Fault:
    from_s, until_s = _window(drawn, 15.0)
    return Partition(process=_host(drawn, scenario), from_s=from_s, until_s=until_s)


def _slow_disk(drawn: Random, scenario: Scenario) -> Fault:
    from_s, until_s = _window(drawn, 10.0)
    return SlowDisk(
        process=_process(drawn, scenario), delay_s=drawn.choice((0.05, 0.5)), from_s=from_s, until_s=until_s
    )


def _full_disk(drawn: Random, scenario: Scenario) -> Fault:
    from_s, until_s = _window(drawn, 8.0)
    return FullDisk(process=_process(drawn, scenario), from_s=from_s, until_s=until_s)


def _breakdown(drawn: Random, scenario: Scenario) -> Fault:
    cell = drawn.choice(list(scenario.host_of))
    from_s, until_s = _window(drawn, 15.0)
    return Breakdown(cell=cell, stops=drawn.random() < 0.5, from_s=from_s, until_s=until_s)


def _bad_part(drawn: Random, scenario: Scenario) -> Fault:
    _, order = drawn.choice(scenario.orders)
    operation = drawn.choice(scenario.products[order.product].recipe.operations)
    serial = serial_number(order.id, drawn.randint(1, order.quantity))
    return BadPart(serial=serial, operation=operation.id, times=drawn.randint(1, 3))


def _late_vehicle(drawn: Random, scenario: Scenario) -> Fault:
    if not scenario.line.vehicles:
        return _messages(drawn, scenario)
    from_s, until_s = _window(drawn, 20.0)
    return LateVehicle(vehicle=drawn.choice(scenario.line.vehicles).id, factor=5.0, from_s=from_s, until_s=until_s)


def _absent(drawn: Random, scenario: Scenario) -> Fault:
    from_s, until_s = _window(drawn, 120.0)
    return AbsentOperator(from_s=from_s, until_s=until_s)


def _jump(drawn: Random, scenario: Scenario) -> Fault:
    by_s = drawn.choice((-30.0, -2.0, 2.0, 30.0))
    return ClockJump(process=_process(drawn, scenario), at_s=_moment(drawn), by_s=by_s)


def _held(drawn: Random, scenario: Scenario) -> Fault:
    from_s, until_s = _window(drawn, 15.0)
    return HeldLine(stops=drawn.random() < 0.5, from_s=from_s, until_s=until_s)


def _emergency(drawn: Random, scenario: Scenario) -> Fault:
    from_s, until_s = _window(drawn, 10.0)
    return EmergencyStopped(from_s=from_s, until_s=until_s)


def _commanded(drawn: Random, scenario: Scenario) -> Fault:
    from_s, until_s = _window(drawn, 10.0)
    command = drawn.choice(("hold", "suspend", "stop", "abort"))
    cell = drawn.choice(list(scenario.host_of))
    return CommandedCell.model_validate({"cell": cell, "command": command, "from_s": from_s, "until_s": until_s})


def _cancelled(drawn: Random, scenario: Scenario) -> Fault:
    _, order = drawn.choice(scenario.orders)
    policy = drawn.choice(("finish_step", "park", "stop_now"))
    return CancelledOrder.model_validate({"order": order.id, "at_s": _moment(drawn), "policy": policy})


_KINDS: tuple[Callable[[Random, Scenario], Fault], ...] = (
    _crash,
    _crash,
    _crash,
    _messages,
    _partition,
    _slow_disk,
    _full_disk,
    _breakdown,
    _bad_part,
    _late_vehicle,
    _absent,
    _jump,
    _held,
    _emergency,
    _commanded,
    _cancelled,
)
"""Crashes come most often."""
