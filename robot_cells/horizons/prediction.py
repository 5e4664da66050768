"""When will it be done? The decision core itself looks ahead, and bounds say what no schedule can undercut."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from robot_cells.horizons.future import expected_future
from robot_cells.horizons.measured_durations import measured_products
from robot_cells.horizons.rollout import Base, Rollout
from robot_cells.ids import OrderId
from robot_cells.lines.scheduling import Scheduling
from robot_cells.orchestration.plant import Plant
from robot_cells.orchestration.remaining_problem import remaining_problem
from robot_cells.orchestration.state import OrderState, State
from robot_cells.orchestration.state_document import decode_state
from robot_cells.orchestration.task_names import split_job
from robot_cells.schedules.bounds import lower_bound_s
from robot_cells.schedules.least_tardiness import DueOrder, least_tardiness_s
from robot_cells.schedules.order_problem import weight_of
from robot_cells.schedules.problem import Problem, ProblemJob

NO_ENDS: Mapping[OrderId, float] = MappingProxyType({})
"""Nothing is expected."""


@dataclass(frozen=True, slots=True)
class Prediction:
    """Line times in seconds: when each open order is expected to end, the last of them, and a time that none can beat.

    `weighted_tardiness_s` is what all orders together are late, those that have ended with them: seconds after the due
    time, times the weight of the order. `least_weighted_tardiness_s` is what no schedule can undercut.
    """

    order_ends_s: Mapping[OrderId, float]
    makespan_s: float
    lower_bound_s: float
    weighted_tardiness_s: float
    least_weighted_tardiness_s: float


class Predicting:
    """A prediction in the making, step by step, for who has other things to do besides.

    What the core would do as things are: by the adopted schedule as far as there is one, by the rule, within the limit
    of work in process, with its vehicles, buffers and zones. Nothing more goes wrong; who holds the line lets it go on.
    """

    def __init__(self, base: Base, settings: Scheduling) -> None:
        self._base = base
        self._rollout = Rollout(base, expected_future(settings), let_go=True)

    def step(self) -> bool:
        """Go on by one turn of the core, well under a millisecond; whether that was the last."""
        if not self._rollout.is_over:
            self._rollout.step()
        return self._rollout.is_over

    def result(self) -> Prediction | None:
        """What was foreseen, with the bounds (some milliseconds); None where nothing is open or it comes to no end."""
        ends_s = self._rollout.order_ends_s
        if not (ends_s and self._rollout.is_complete):
            return None
        plant = Plant(self._base.line, self._base.products)
        measured = Plant(self._base.line, measured_products(plant, self._base.shares))
        state = decode_state(self._base.state, measured)
        problem = remaining_problem(state, self._base.now_s)
        ended_s = weighted_tardiness_s(state.orders.values())
        last_release_s = max((job.release_s for job in problem.jobs), default=self._base.now_s)
        return Prediction(
            ends_s,
            max(ends_s.values()),
            max(lower_bound_s(problem), last_release_s),
            weighted_tardiness_s(state.orders.values(), ends_s),
            ended_s + least_tardiness_s(problem, list(_due_orders(state, problem))),
        )


def predicted(base: Base, settings: Scheduling) -> Prediction | None:
    """The whole prediction at once."""
    predicting = Predicting(base, settings)
    while not predicting.step():
        pass
    return predicting.result()


def weighted_tardiness_s(orders: Iterable[OrderState], ends_s: Mapping[OrderId, float] = NO_ENDS) -> float:
    """What the orders are late, in seconds times weight: open ones by the end in `ends_s`; cancelled ones never are."""
    late_s = 0.0
    for item in orders:
        end_s = ends_s.get(item.order.id) if item.ended_s is None else item.ended_s
        if end_s is not None and item.due_at_s is not None and item.cancelled is None:
            late_s += weight_of(item.priority) * max(0.0, end_s - item.due_at_s)
    return late_s


def _due_orders(state: State, problem: Problem) -> Iterator[DueOrder]:
    jobs: dict[OrderId, list[ProblemJob]] = {}
    for job in problem.jobs:
        jobs.setdefault(split_job(job.id)[0], []).append(job)
    for name, own in jobs.items():
        order = state.orders[name]
        if order.due_at_s is not None:
            yield DueOrder(tuple(own), order.due_at_s, weight_of(order.priority))
