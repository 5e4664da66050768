"""A line that is run while its processes are killed and frozen."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from robot_cells.bringup.bringup_options import BringupOptions
from robot_cells.bringup.killable_supervisor import KillableSupervisor
from robot_cells.bringup.node_specs import node_specs
from robot_cells.bringup.process_state import SUPERVISOR, ZYGOTE, ProcessState
from robot_cells.bringup.ros_environment import talk_over_udp
from robot_cells.chaos.disturbance import Strike
from robot_cells.chaos.disturbance_plan import disturbances
from robot_cells.chaos.disturber import Disturber
from robot_cells.chaos.effect import Ready
from robot_cells.chaos.floor_seen import floor_seen
from robot_cells.chaos.network_cuts import NetworkCuts
from robot_cells.chaos.order_supply import OrderSupply
from robot_cells.chaos.scripted_operator import OPERATOR, ScriptedOperator
from robot_cells.chaos.stalls import Stalls
from robot_cells.chaos.target import Target, targets_of
from robot_cells.cli.line_session import LineSession, running_line
from robot_cells.documents.plant import Plant
from robot_cells.errors import BringupError, ConnectionLostError, OrderError
from robot_cells.nodes.line_snapshot import CellStatus, LineSnapshot
from robot_cells.orders.work_order import WorkOrder
from robot_cells.simulations.ground_truth import TRUTH_LOG

POLL_S = 0.05
"""How often the run looks around, in seconds of real time."""
HEARD_LATELY_S = 1.5
"""A line that has said nothing for so long is asked nothing: its orchestrator is being started."""
STEADY_S = 0.3
"""The line has recovered when for so long nothing was missing."""
_NOT_READY = (CellStatus.UNDEFINED, CellStatus.STOPPED, CellStatus.STOPPING, CellStatus.ABORTED, CellStatus.ABORTING)


@dataclass(slots=True)
class ChaosRun:
    """What was done to a line, and what the run saw of it. `ready` is written by the supervisor's thread."""

    targets: tuple[Target, ...]
    strikes: tuple[Strike, ...] = ()
    ready: list[Ready] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    open_orders: tuple[str, ...] = ()
    wall_s: float = 0.0
    line_time_s: float = 0.0

    def note(self, process: ProcessState) -> None:
        """A process has changed."""
        if process.running:
            self.ready.append(Ready(process.name, time.time_ns()))


def disturb_line(
    plant: Plant,
    orders: Sequence[WorkOrder],
    options: BringupOptions,
    *,
    kills: int,
    cuts: bool,
    stalls: bool,
    only: Sequence[str],
    limit_s: float,
    tell: Callable[[str], None],
) -> ChaosRun:
    """Bring the line up, disturb it until so many kills have come, and let every order end; down again.

    `only` names the processes that are disturbed, empty: all. With `cuts` cells are also cut off the orchestrator; the
    line then talks over UDP alone, also to whoever else is started in this environment. With `stalls` the middleware of
    some processes stands still, until the watchdog has them begun again.
    After `limit_s` seconds of real time it ends with orders open. Raises `BringupError` when the line gives up.
    """
    run = ChaosRun(targets_of(node_specs(plant, options)))
    plan = disturbances(_chosen(run.targets, only), kills, options.seed, cuts=cuts, stalls=stalls)
    if cuts:
        talk_over_udp(os.environ, options.run_directory)
    with Stalls() as standstills, running_line(plant, options, tell, run.note, killable=True) as session:
        tell(f"Line {plant.line.id} running after {session.started_in_s:.1f} s; {len(plan)} disturbances follow.")
        truth_log = options.run_directory / TRUTH_LOG
        operator = ScriptedOperator(options.seed, lambda: floor_seen(truth_log))
        disturber = Disturber(
            plan, lambda name: _pid(session, name), time.monotonic(), cuts=NetworkCuts(), stalls=standstills
        )
        try:
            _Disturbed(session, run, disturber, orders, operator, tell).work(limit_s)
        finally:
            disturber.release()
            run.strikes = tuple(disturber.strikes)
    return run


class _Disturbed:
    """One line while it is disturbed: orders handed in, questions answered, disturbances made, all in one thread."""

    def __init__(
        self,
        session: LineSession,
        run: ChaosRun,
        disturber: Disturber,
        orders: Sequence[WorkOrder],
        operator: ScriptedOperator,
        tell: Callable[[str], None],
    ) -> None:
        self._session = session
        self._run = run
        self._disturber = disturber
        self._supply = OrderSupply(orders)
        self._operator = operator
        self._tell = tell
        self._to_submit = list(self._supply.first)
        self._asked_s: dict[str, float] = {}
        self._heard_s = time.monotonic()
        self._whole_since_s: float | None = None

    def work(self, limit_s: float) -> None:
        """Return when all disturbances have come, the line has recovered, and every order has ended."""
        begun_s = time.monotonic()
        state = self._session.client.state()
        while True:
            now_s = time.monotonic()
            self._session.supervisor.check()
            heard = self._session.client.next_state(POLL_S)
            if heard is not None:
                state, self._heard_s = heard, now_s
            self._strike(state, now_s)
            if now_s - self._heard_s < HEARD_LATELY_S:
                self._serve(state, now_s)
            self._run.wall_s, self._run.line_time_s = now_s - begun_s, state.now_s
            self._run.open_orders = tuple(order.id for order in state.orders if not order.status.is_end)
            if self._is_over(now_s):
                return
            if self._run.wall_s > limit_s:
                opened = ", ".join(self._run.open_orders) or "none"
                self._tell(f"Given up after {limit_s:g} s; open orders: {opened}.")
                return

    def _strike(self, state: LineSnapshot, now_s: float) -> None:
        is_whole = now_s - self._heard_s < HEARD_LATELY_S and self._is_whole(state)
        if not is_whole:
            self._whole_since_s = None
        elif self._whole_since_s is None:
            self._whole_since_s = now_s
        strike = self._disturber.turn(now_s, is_settled=self._is_steady(now_s))
        if strike is not None:
            self._whole_since_s = None
            item = strike.disturbance
            lasts = f" for {item.lasts_s:.1f} s" if item.lasts_s else ""
            self._tell(f"{item.number}: {item.kind.value} {item.target} (process {strike.pid}){lasts}")

    def _is_steady(self, now_s: float) -> bool:
        return self._whole_since_s is not None and now_s - self._whole_since_s >= STEADY_S

    def _is_whole(self, state: LineSnapshot) -> bool:
        processes = self._session.supervisor.processes
        alive = all(item.running and item.pid != self._disturber.struck(item.name) for item in processes)
        return alive and all(cell.status not in _NOT_READY for cell in state.cells)

    def _is_over(self, now_s: float) -> bool:
        is_fresh = now_s - self._heard_s < HEARD_LATELY_S
        served = not self._to_submit and not self._run.open_orders
        return self._disturber.is_done and is_fresh and served and self._is_steady(now_s)

    def _serve(self, state: LineSnapshot, now_s: float) -> None:
        """Hand orders in and answer questions; a line that is just being killed is asked again later."""
        with suppress(ConnectionLostError):
            if not self._to_submit and not self._disturber.is_done:
                self._to_submit += self._supply.further(self._open_pieces(state))
            while self._to_submit:
                self._session.client.submit(self._to_submit[0])
                self._to_submit.pop(0)
                return  # The next state shows it; until then nothing more is supplied.
            self._answer(state, now_s)

    def _open_pieces(self, state: LineSnapshot) -> int:
        return sum(
            order.quantity - order.completed - order.scrapped for order in state.orders if not order.status.is_end
        )

    def _answer(self, state: LineSnapshot, now_s: float) -> None:
        for prompt in state.prompts:
            asked_s = self._asked_s.setdefault(prompt.id, now_s)
            if now_s - asked_s < self._operator.thinks_s(prompt):
                continue
            choice = self._operator.answer(prompt)
            try:
                self._session.client.answer(prompt.id, choice, operator=OPERATOR)
            except OrderError as refusal:
                # It has been answered already, or is over: a state that is a moment old still shows it.
                self._tell(str(refusal))
                self._asked_s[prompt.id] = now_s
                continue
            self._run.answers.append(choice)
            self._asked_s[prompt.id] = now_s + HEARD_LATELY_S


def _chosen(targets: Sequence[Target], only: Sequence[str]) -> tuple[Target, ...]:
    names = [target.name for target in targets]
    unknown = [name for name in only if name not in names]
    if unknown:
        raise BringupError(f"The line has no process {unknown[0]!r}.", remedy=f"It has {', '.join(names)}.")
    return tuple(target for target in targets if not only or target.name in only)


def _pid(session: LineSession, name: str) -> int:
    if name == SUPERVISOR:
        assert isinstance(session.supervisor, KillableSupervisor)
        return session.supervisor.pid
    if name == ZYGOTE:
        return session.supervisor.zygote_pid
    return next((item.pid for item in session.supervisor.processes if item.name == name), 0)
