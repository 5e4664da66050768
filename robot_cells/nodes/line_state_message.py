"""The state of the line as `line_state` shows it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from robot_cells.horizons.prediction import Prediction, weighted_tardiness_s
from robot_cells.ids import CellId
from robot_cells.lines.vehicle_cell import all_cells
from robot_cells.nodes.forecast import Forecast
from robot_cells.nodes.messages import to_prompt_msg, to_time
from robot_cells.orchestration.alarm import Alarm
from robot_cells.orchestration.events import OrderEnd
from robot_cells.orchestration.plant import Plant
from robot_cells.orchestration.progress import RemainingWork
from robot_cells.orchestration.state import (
    AlarmState,
    AttemptPhase,
    AttemptState,
    CellState,
    LineMode,
    OrderState,
    State,
)
from robot_cells_msgs.msg import Alarm as AlarmMsg
from robot_cells_msgs.msg import CellState as CellStateMsg
from robot_cells_msgs.msg import LineState as LineStateMsg
from robot_cells_msgs.msg import OrderState as OrderStateMsg
from robot_cells_msgs.msg import TaskState as TaskStateMsg

_MODES = {
    LineMode.RUNNING: LineStateMsg.RUNNING,
    LineMode.HELD: LineStateMsg.HELD,
    LineMode.STOPPED: LineStateMsg.STOPPED,
    LineMode.EMERGENCY_STOPPED: LineStateMsg.EMERGENCY_STOPPED,
}
_ENDS = {
    OrderEnd.COMPLETED: OrderStateMsg.COMPLETED,
    OrderEnd.FAILED: OrderStateMsg.FAILED,
    OrderEnd.CANCELLED: OrderStateMsg.CANCELLED,
}


class LineStateMessage:
    """Makes the message from the decision core's state and what was heard of the cells.

    `forecast` says when orders will be done; it is up to the caller to give it time for that.
    """

    def __init__(self, plant: Plant) -> None:
        self._kinds = {name: cell.kind.value for name, cell in all_cells(plant.line).items()}
        self._remaining = RemainingWork(plant)
        self.forecast = Forecast(plant)

    def build(
        self,
        state: State,
        *,
        now_s: float,
        origin_s: float,
        heard: Mapping[CellId, CellStateMsg],
        starting: bool,
        wall_s: float,
        further_alarms: Iterable[Alarm] = (),
    ) -> LineStateMsg:
        """The message at line time `now_s`, seconds, which was zero at node time `origin_s`.

        `heard` is the latest word of each cell; `further_alarms` are the node's own, which are not in the journal;
        `wall_s` is real time, by which forecasts age.
        """
        tasks_left = self._tasks_left(state)
        forecast = self.forecast.of(state, tasks_left, wall_s)
        ends_s = forecast.order_ends_s if forecast is not None else {}
        late_s, least_late_s = _lateness_s(state, forecast, tasks_left)
        recorded = [_alarm(item, origin_s) for item in state.alarms.values()]
        own = [_alarm(AlarmState(item, now_s), origin_s) for item in further_alarms]
        return LineStateMsg(
            stamp=to_time(now_s + origin_s),
            line=state.plant.line.id,
            journal_id=state.journal_id,
            epoch=state.epoch,
            state=LineStateMsg.STARTING if starting and state.mode is LineMode.RUNNING else _MODES[state.mode],
            now_s=now_s,
            tasks_total=state.tasks_done + tasks_left,
            tasks_done=state.tasks_done,
            tasks_running=len(state.attempts),
            predicted_makespan_s=forecast.makespan_s if forecast is not None else math.nan,
            lower_bound_s=forecast.lower_bound_s if forecast is not None else math.nan,
            predicted_weighted_tardiness_s=late_s,
            least_weighted_tardiness_s=least_late_s,
            orders=[_order(item, ends_s.get(item.order.id, math.nan)) for item in state.orders.values()],
            tasks=[_task(item, state) for item in state.attempts.values()],
            cells=[self._cell(name, state, heard) for name in state.cells],
            alarms=recorded + own,
            prompts=[to_prompt_msg(item.prompt) for item in state.prompts.values()],
        )

    def _tasks_left(self, state: State) -> int:
        """Operations still to be done for the work that is known; transports are not counted before they are needed."""
        left = sum(self._remaining.of(job)[1] for job in state.jobs.values())
        for order in state.orders.values():
            if order.end is None and order.cancelled is None:
                begun = order.completed + order.scrapped + len(order.on_floor)
                left += (order.order.quantity - begun) * self._remaining.whole(order.order.product)[1]
        return left

    def _cell(self, name: CellId, state: State, heard: Mapping[CellId, CellStateMsg]) -> CellStateMsg:
        message, cell = heard.get(name), state.cells[name]
        if message is not None and cell.present:
            return message if cell.ordered is None else _ordered(message, cell)
        return CellStateMsg(cell=name, kind=self._kinds[name], state=CellStateMsg.UNDEFINED, message="not heard")


def _lateness_s(state: State, forecast: Prediction | None, tasks_left: int) -> tuple[float, float]:
    """The weighted tardiness of the orders, expected and at least; with nothing left to do both are known."""
    if forecast is not None:
        return forecast.weighted_tardiness_s, forecast.least_weighted_tardiness_s
    if tasks_left > 0:
        return math.nan, math.nan
    ended_s = weighted_tardiness_s(state.orders.values())
    return ended_s, ended_s


def _ordered(message: CellStateMsg, cell: CellState) -> CellStateMsg:
    """What a cell says of itself, with what was commanded: one without work is not told of a hold."""
    command = cell.ordered.name.lower() if cell.ordered is not None else ""
    text = f"{command} by command" + (f": {cell.ordered_reason}" if cell.ordered_reason else "")
    return CellStateMsg(
        cell=message.cell,
        kind=message.kind,
        state=message.state,
        attempt_id=message.attempt_id,
        serial=message.serial,
        step=message.step,
        progress=message.progress,
        message=text,
    )


def _order(item: OrderState, predicted_end_s: float) -> OrderStateMsg:
    begun = item.completed or item.scrapped or item.on_floor
    ongoing = OrderStateMsg.RUNNING if begun else OrderStateMsg.ACCEPTED
    return OrderStateMsg(
        order_id=item.order.id,
        product=item.order.product,
        quantity=item.order.quantity,
        completed=item.completed,
        scrapped=item.scrapped,
        running=len(item.on_floor),
        priority=item.priority,
        state=_ENDS[item.end] if item.end is not None else ongoing,
        due_s=math.nan if item.due_at_s is None else item.due_at_s,
        predicted_end_s=predicted_end_s if item.ended_s is None else item.ended_s,
    )


def _task(item: AttemptState, state: State) -> TaskStateMsg:
    job = state.jobs[item.job]
    phase = TaskStateMsg.RUNNING if item.phase is AttemptPhase.RUNNING else TaskStateMsg.DISPATCHED
    if item.cell in state.silent:
        phase = TaskStateMsg.INTERRUPTED  # In doubt, until its cell is heard again.
    return TaskStateMsg(
        task_id=item.task,
        order_id=job.order,
        serial=job.serial,
        operation=item.operation,
        cell=item.cell,
        attempts=item.number,
        state=phase,
        start_s=math.nan if item.started_s is None else item.started_s,
        end_s=math.nan,
    )


def _alarm(item: AlarmState, origin_s: float) -> AlarmMsg:
    alarm = item.alarm
    return AlarmMsg(
        alarm_id=alarm.id,
        severity=int(alarm.severity),
        source=alarm.source,
        code=alarm.code,
        text=alarm.text,
        remedy=alarm.remedy,
        serial=alarm.serial,
        raised_at=to_time(item.raised_s + origin_s),
        active=item.active,
        acknowledged=item.acknowledged,
        acknowledged_by=item.acknowledged_by,
    )
