"""How fast the fast twin is: `python -m benchmarks.twin_speed`, or as a part of the whole benchmark."""

from __future__ import annotations

import time
from dataclasses import dataclass

import typer

from benchmarks.twin_lines import LARGE, SHIFT, TwinLine, scenario_of
from robot_cells.cli.json_text import json_text
from robot_cells.lines.line import TRANSPORT
from robot_cells.orchestration.events import AttemptDispatched
from robot_cells.twins.event_hash import event_hash
from robot_cells.twins.outcome import outcome_of_events
from robot_cells.twins.twin import Twin

SEED = 1


@dataclass(frozen=True, slots=True)
class TwinSpeed:
    """One run; `cpu_s` is processor time of one core for the run and its figures, shall be at most `aim_s`."""

    name: str
    cells: int
    vehicles: int
    tasks: int
    trips: int
    events: int
    line_time_s: float
    cpu_s: float
    aim_s: float
    hash: str

    @property
    def is_met(self) -> bool:
        """Whether the aim is reached."""
        return self.cpu_s <= self.aim_s


AIMS: tuple[tuple[str, TwinLine, float], ...] = (
    ("a shift: 20 cells, 2,000 pieces", SHIFT, 20.0),
    ("100 cells, 20,000 tasks", LARGE, 120.0),
)
"""Name, size, and the processor time in seconds that a run may take."""


def measure_twins() -> tuple[TwinSpeed, ...]:
    """Run every generated line once."""
    return tuple(_measured(name, size, aim_s) for name, size, aim_s in AIMS)


def _measured(name: str, size: TwinLine, aim_s: float) -> TwinSpeed:
    scenario = scenario_of(size)
    begin_s = time.process_time()
    recorded = Twin(scenario, SEED).run()
    outcome = outcome_of_events(scenario, SEED, recorded)
    cpu_s = time.process_time() - begin_s
    operations = [event.operation for event in recorded if isinstance(event, AttemptDispatched)]
    trips = operations.count(TRANSPORT)
    return TwinSpeed(
        name,
        size.cells,
        size.vehicles,
        len(operations) - trips,
        trips,
        len(recorded),
        outcome.makespan_s,
        cpu_s,
        aim_s,
        event_hash(recorded),
    )


if __name__ == "__main__":
    typer.echo(json_text(measure_twins()))
