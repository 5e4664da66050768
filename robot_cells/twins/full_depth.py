"""A run in full depth: the true workers, processes and simulated equipment, exact and a hundred times slower."""

from __future__ import annotations

from dataclasses import replace

from robot_cells.documents.plant import Plant
from robot_cells.errors import TwinError
from robot_cells.reports.history_reader import history_of_events
from robot_cells.reports.inspection_figures import inspection_figures, judged_of
from robot_cells.schedules.rules import RULES
from robot_cells.simulations.simulation_choice import kinds_called
from robot_cells.twins.outcome import Outcome, outcome_of_events
from robot_cells.twins.scenario import SCHEDULERS, SEARCH, Scenario
from robot_cells.twins.virtual_line import JOURNAL, VirtualLine


def full_outcome_of(scenario: Scenario, seed: int) -> Outcome:
    """Run a scenario once in full depth. Of the model only the operator counts: the equipment behaves as it is built.

    Raises `TwinError` for a scenario that goes on from a journal: where the equipment stands is not recorded.
    """
    if scenario.start is not None:
        raise TwinError(
            "A line that is at work can be predicted with the fast twin only.",
            remedy="Leave --depth full or --from out.",
        )
    plant = Plant(scenario.line, scenario.products, {}, {})
    if scenario.rule == SEARCH:
        raise TwinError("In full depth the line is scheduled by rules only.", remedy="Leave --depth full out.")
    rule = RULES[SCHEDULERS[scenario.rule]]
    line = VirtualLine(
        plant,
        scenario.processes,
        scenario.faults,
        seed,
        rule,
        operator=scenario.model.operator,
        kinds=kinds_called(scenario.simulation),
    )
    line.run(scenario.orders)
    outcome = outcome_of_events(scenario, seed, line.recorded)
    truth = line.equipment.plant.truth.document((), ())
    history = history_of_events(JOURNAL, line.recorded)
    bad = sum(bool(item) for item in line.equipment.plant.truth.released_defects)
    return replace(outcome, inspections=inspection_figures(judged_of(history), truth), delivered_bad=bad)
