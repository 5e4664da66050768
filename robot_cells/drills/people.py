"""The people of a drill: who hands in orders, who answers questions, who holds and cancels."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from robot_cells.attempts.assignment import CellCommand
from robot_cells.attempts.cell_state import CellState
from robot_cells.drills.drill_runner import GIVE_UP
from robot_cells.drills.fault import (
    AbsentOperator,
    Breakdown,
    CancelledOrder,
    CommandedCell,
    EmergencyStopped,
    HeldLine,
)
from robot_cells.drills.streams import stream
from robot_cells.errors import OrderError
from robot_cells.ids import CellId, OrderId, PromptId
from robot_cells.nodes.request import Answer
from robot_cells.orchestration.choices import DONE, SCRAP
from robot_cells.orchestration.emergencies import reset_of
from robot_cells.orchestration.events import (
    CellCommanded,
    Event,
    LineHeld,
    LineResumed,
    LineStopped,
    OrderCancelled,
    OrderSubmitted,
    PromptAnswered,
)
from robot_cells.orchestration.orchestrator import Orchestrator
from robot_cells.orchestration.order_checks import check_answer, check_open, check_order
from robot_cells.orchestration.state import LineMode
from robot_cells.orders.cancel_policy import CancelPolicy
from robot_cells.orders.work_order import WorkOrder

if TYPE_CHECKING:
    from robot_cells.drills.world import World

OPERATOR = "drill"
"""By this name answers are recorded."""
PATIENCE_S = 2.0
"""Who has had no answer for so many seconds asks again."""
LOOK_S = 1.0
"""The operator looks at the questions so often."""

SAYS_DONE = 0.7
"""Share of questions about what the equipment has in truth finished that are answered so."""

_FREED_BY = {
    CellCommand.HOLD: CellCommand.UNHOLD,
    CellCommand.SUSPEND: CellCommand.UNSUSPEND,
    CellCommand.STOP: CellCommand.RESET,
    CellCommand.ABORT: CellCommand.RESET,
}
_STANDING = (int(CellState.STOPPED), int(CellState.ABORTED))
Decide = Callable[[Orchestrator, float], tuple[Event, ...]]


class People:
    """`accepted` are the orders that the line has said yes to."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.accepted: list[str] = []
        self._answer_at_s: dict[PromptId, float] = {}
        self._absent = world.plan.of(AbsentOperator)
        self._open = 0

    def begin(self) -> None:
        """Plan what they are going to do."""
        agenda, scenario = self._world.agenda, self._world.scenario
        for at_s, order in scenario.orders:
            agenda.at(at_s, partial(self._insist, partial(_submit, order), order.id))
        for item in self._world.plan.of(HeldLine):
            # Nobody asks the line to go on before it has heard that it shall stand still.
            resume = partial(agenda.at, item.until_s, partial(self._insist, _resume))
            agenda.at(item.from_s, partial(self._insist, _stop if item.stops else _hold, then=resume))
        for command in self._world.plan.of(CommandedCell):
            wanted = CellCommand[command.command.upper()]
            agenda.at(command.from_s, partial(self._insist, partial(_command, CellId(command.cell), wanted)))
        for cancel in self._world.plan.of(CancelledOrder):
            policy = CancelPolicy[cancel.policy.upper()]
            agenda.at(cancel.at_s, partial(self._insist, partial(_cancel, OrderId(cancel.order), policy)))
        self._open = len(scenario.orders)
        agenda.after(LOOK_S, self._look)

    @property
    def is_done(self) -> bool:
        """Whether every order was accepted and has ended."""
        process = self._world.orchestrator
        if self._open or process is None:
            return False
        return all(item.end is not None for item in process.core.state.orders.values())

    def _insist(self, decide: Decide, order: str = "", then: Callable[[], None] | None = None) -> None:
        """Ask until it is done or refused for good, `then` more; an order is accepted when somebody said so."""
        is_settled = False

        def hear(answer: Answer) -> None:
            """Settled, unless the journal could not be written: then it is asked again."""
            nonlocal is_settled
            if is_settled or (not answer.accepted and answer.error_code == "journal"):
                return
            is_settled = True
            if then is not None:
                then()
            if order:
                self._open -= 1
                if answer.accepted:
                    self.accepted.append(order)

        def ask() -> None:
            """Ask whoever is there now; and again later, until it is settled."""
            if is_settled:
                return
            process = self._world.orchestrator
            if process is not None:
                process.ask(decide, hear)
            self._world.agenda.after(PATIENCE_S, ask)

        ask()

    def _look(self) -> None:
        """See which questions are open, and answer those that have been thought about."""
        world = self._world
        process = world.orchestrator
        is_there = not any(item.covers(world.now_s) for item in self._absent)
        if process is not None:
            self._let_go_on(process.core)
        if process is not None and is_there:
            for name, item in process.core.state.prompts.items():
                thinks_s = stream(world.plan.seed, "thinks", name).uniform(1.0, 10.0)
                answer_at_s = self._answer_at_s.setdefault(name, world.now_s + thinks_s)
                if answer_at_s <= world.now_s:
                    self._answer_at_s[name] = math.inf
                    self._insist(partial(_answer, name, self._choice(name, item.prompt.choices)))
        world.agenda.after(LOOK_S, self._look)

    def _let_go_on(self, core: Orchestrator) -> None:
        """What stands still though nobody wants it to any more is reset and resumed."""
        plan, now_s = self._world.plan, self._world.now_s
        if any(item.covers(now_s) for item in (*plan.of(HeldLine), *plan.of(EmergencyStopped))):
            return
        if core.state.mode is LineMode.EMERGENCY_STOPPED:
            self._ask_once(_reset)
        elif core.state.mode in (LineMode.HELD, LineMode.STOPPED):
            self._ask_once(_resume)
        else:
            wanted = {item.cell for item in plan.of(CommandedCell) if item.covers(now_s)}
            wanted |= {item.cell for item in plan.of(Breakdown) if item.covers(now_s)}
            for cell in core.state.cells.values():
                # A late command can stop a cell that nobody wants stopped any more: the alarm tells of it.
                ordered = CellCommand.STOP if cell.ordered is None and cell.held in _STANDING else cell.ordered
                if ordered is not None and cell.id not in wanted:
                    self._ask_once(partial(_command, cell.id, _FREED_BY[ordered]))

    def _ask_once(self, decide: Decide) -> None:
        """Whoever is refused, or hears nothing, will look again."""
        process = self._world.orchestrator
        if process is not None:
            process.ask(decide, lambda _: None)

    def _choice(self, prompt: PromptId, choices: tuple[str, ...]) -> str:
        """Seldom the worst.

        Whoever is asked whether something is done looks first: what the equipment has finished mostly is; what it has
        not may be finished by hand, or a piece be carried there, unless something moves still.
        """
        drawn, equipment = stream(self._world.plan.seed, "answer", prompt), self._world.equipment
        attempt = prompt.removesuffix("?")
        if DONE in choices and attempt in equipment.finished:
            looked = stream(self._world.plan.seed, "looked", prompt)
            return DONE if looked.random() < SAYS_DONE else looked.choice(choices)
        if equipment.is_moving_for(attempt):
            choices = tuple(item for item in choices if item != DONE)
        better = [item for item in choices if item not in (SCRAP, GIVE_UP)]
        return drawn.choice(choices) if drawn.random() < 0.3 or not better else drawn.choice(better)


def _submit(order: WorkOrder, core: Orchestrator, at_s: float) -> tuple[Event, ...]:
    return (OrderSubmitted(at_s, order),) if check_order(core.state, order) else ()


def _hold(core: Orchestrator, at_s: float) -> tuple[Event, ...]:
    return (LineHeld(at_s, "held by hand"),)


def _stop(core: Orchestrator, at_s: float) -> tuple[Event, ...]:
    return (LineStopped(at_s, "stopped by hand"),)


def _resume(core: Orchestrator, at_s: float) -> tuple[Event, ...]:
    return (LineResumed(at_s, "resumed by hand"),)


def _reset(core: Orchestrator, at_s: float) -> tuple[Event, ...]:
    return reset_of(core.state, "reset by hand", at_s)


def _command(cell: CellId, command: CellCommand, core: Orchestrator, at_s: float) -> tuple[Event, ...]:
    if core.state.mode is LineMode.EMERGENCY_STOPPED or cell not in core.state.cells:
        raise OrderError("The line is under an emergency stop, or has no such cell.", where=cell)
    return (CellCommanded(at_s, cell, command, "commanded by hand"),)


def _cancel(order: OrderId, policy: CancelPolicy, core: Orchestrator, at_s: float) -> tuple[Event, ...]:
    check_open(core.state, order)
    return (OrderCancelled(at_s, order, policy),)


def _answer(prompt: PromptId, choice: str, core: Orchestrator, at_s: float) -> tuple[Event, ...]:
    check_answer(core.state, prompt, choice, OPERATOR)
    return (PromptAnswered(at_s, prompt, choice, OPERATOR),)
