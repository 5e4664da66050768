"""What the process of the orchestrator does in one turn; without the middleware, so that node and drills share it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from robot_cells.attempts.report import Phase, Report
from robot_cells.ids import CellId
from robot_cells.nodes.cell_roll import CellRoll
from robot_cells.nodes.dispatcher import Dispatcher, WallClock
from robot_cells.nodes.emergency_news import EmergencyNews
from robot_cells.nodes.line_time import LineTime
from robot_cells.nodes.reconciliation import Reconciliation, is_replaced
from robot_cells.nodes.request import Request
from robot_cells.nodes.unreached_hosts import UnreachedHosts
from robot_cells.orchestration.cell_heard import HostHeard

if TYPE_CHECKING:
    from robot_cells_msgs.msg import CellStates as CellStatesMsg

RESEND_S = 0.5
"""An assignment that no cell has answered is sent again after so many seconds of wall time."""
ASK_S = 0.05
"""While cells are asked what they have in hand, or do not hear yet, there is a turn at least so often, in seconds of
wall time."""

COMPANY_S = 0.005
"""That an attempt was accepted or runs waits so long, in seconds of wall time, for something to be recorded along with:
nothing is decided by it, and what is may come while the disk is busy."""
_IDLE_NEWS = (Phase.ACCEPTED, Phase.RUNNING)


class LineTurn:
    """Collects what arrives, and hands all of it to the dispatcher at once; used by one thread.

    `ask` puts the question of reconciliation to a cell, and gives whether somebody is there to hear it; `reaches` tells
    whether a process hears what is sent to it. `wall` are the machine's clocks.
    """

    def __init__(
        self,
        dispatcher: Dispatcher,
        line_time: LineTime,
        wall: WallClock,
        roll: CellRoll,
        emergency: EmergencyNews,
        ask: Callable[[CellId], bool],
        reaches: Callable[[str], bool] = lambda host: True,
    ) -> None:
        self.dispatcher = dispatcher
        self.roll = roll
        self._line_time = line_time
        self._wall = wall
        self._emergency = emergency
        self._reconciliation = Reconciliation(ask)
        self._unreached = UnreachedHosts(reaches)
        self._reports: list[tuple[Report, int]] = []
        self._hosts: list[tuple[HostHeard, int]] = []
        self._requests: list[Request] = []
        self._replaced: list[str] = []
        self._resend_at_s = wall.monotonic()
        self._resend_before_s = -math.inf
        self._wake_at_s = math.inf
        self._recorded_by_s = math.inf

    def hear_report(self, report: Report, heard_ns: int) -> None:
        """A cell tells of an attempt."""
        self._reports.append((report, heard_ns))
        if report.phase in _IDLE_NEWS:
            self._recorded_by_s = min(self._recorded_by_s, self._wall.monotonic() + COMPANY_S)
        else:
            self._recorded_by_s = -math.inf

    def hear_host(self, message: CellStatesMsg, heard_ns: int) -> None:
        """A process tells of its cells."""
        heard = self.roll.hear(message, self._wall.monotonic())
        if is_replaced(self.dispatcher.core.state, heard):
            self._replaced.append(heard.host)
        if not self._unreached.keep(heard, heard_ns):
            self._take_in(heard, heard_ns)

    def hear_answer(self, cell: CellId, reports: Iterable[Report], heard_ns: int) -> None:
        """A cell has answered what it has of this journal."""
        for report in reports:
            self.hear_report(report, heard_ns)
        self._reconciliation.answered(cell)

    def request(self, *requests: Request) -> None:
        """Somebody asks something of the line."""
        self._requests += requests

    def turn(self) -> bool:
        """All that has arrived; whether anything was recorded."""
        at_s, wall_s = self._line_time.now(), self._wall.monotonic()
        self.roll.look(wall_s)
        dispatcher = self.dispatcher
        for heard, heard_ns in self._unreached.reached():
            self._take_in(heard, heard_ns)
        hosts, self._hosts = self._hosts, []
        hosts += [(item, self._wall.time_ns()) for item in self._reconciliation.due(wall_s)]
        requests, self._requests = self._requests, []
        silent = self._silent(wall_s, {item.host for item, _ in hosts})
        state = dispatcher.core.state
        noticed = (*self.roll.alarms(state, at_s, wall_s), *self._emergency.news(state, at_s))
        has_changed = False
        is_due = bool(hosts or requests or silent or noticed) or at_s >= self._wake_at_s
        if is_due or (self._reports and wall_s >= self._recorded_by_s):
            reports, self._reports, self._recorded_by_s = self._reports, [], math.inf
            has_changed = dispatcher.turn(
                at_s, reports=reports, hosts=hosts, silent=silent, requests=requests, observed=noticed
            )
        if dispatcher.fault is None:
            self._emergency.tell(dispatcher.core.state)
            known = dispatcher.core.state.cells
            dispatcher.greet([cell for cell in self._reconciliation.met() if cell in known])
        if wall_s >= self._resend_at_s:
            self._resend_at_s = wall_s + RESEND_S
            dispatcher.resend(self._resend_before_s)
            has_changed |= self._look_for_unheard(at_s, wall_s)
            self._resend_before_s = at_s
        wake_at_s = dispatcher.core.wake_at_s
        self._wake_at_s = math.inf if wake_at_s is None else wake_at_s
        return has_changed

    def wait_s(self, *, is_clock_heard: bool) -> float:
        """Seconds of wall time until the next turn is needed; with `is_clock_heard` the clock's messages bring one."""
        wall_s = self._wall.monotonic()
        waits = [self._resend_at_s - wall_s, self._recorded_by_s - wall_s]
        if self._reconciliation.is_waiting or self._unreached.is_waiting:
            waits.append(ASK_S)
        if self.dispatcher.fault is not None:
            # Nothing that is due can be decided: it would be due again at once, and again.
            return max(0.0, min(waits))
        waits.append(self.roll.silent_at_s - wall_s)
        now_s = self._line_time.now()
        if not is_clock_heard or self._wake_at_s <= now_s:
            waits.append(self._wake_at_s - now_s)
        return max(0.0, min(waits))

    def _take_in(self, heard: HostHeard, heard_ns: int) -> None:
        """What a process that is reached has said, without the cells that have something to answer first."""
        passed = self._reconciliation.hear(heard, self.dispatcher.core.state, self._wall.monotonic())
        if passed is not None:
            self._hosts.append((passed, heard_ns))

    def _silent(self, wall_s: float, heard: set[str]) -> tuple[str, ...]:
        """The processes that have fallen silent, and those that another one has taken the place of."""
        silent = self.roll.fallen_silent(wall_s) if self.dispatcher.fault is None else ()
        for host in silent:
            self._unreached.forget(host)
            self._reconciliation.forget(host, self.dispatcher.core.state)
        # Lost, and back only when it has answered: until then its work is in doubt, as after any other death.
        replaced = tuple(host for host in dict.fromkeys(self._replaced) if host not in heard)
        self._replaced.clear()
        return silent + replaced

    def _look_for_unheard(self, at_s: float, wall_s: float) -> bool:
        """What cells tell of themselves shows that an end, or an emergency stop, has not been heard here."""
        if self.dispatcher.fault is not None:
            self.roll.trust()
            return False
        state = self.dispatcher.core.state
        noticed = (*self.roll.forgotten(state, at_s, wall_s), *self.roll.unheard_stops(state, at_s, wall_s))
        return bool(noticed) and self.dispatcher.turn(at_s, observed=noticed)
