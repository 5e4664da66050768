"""An arm behind a ROS action, over real rclpy.

The interfaces of controllers and planners are not among the wheels: the arm is tried on an action of the line's own,
and what makes goals of those interfaces on stand-ins that have the same fields.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator, Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

rclpy = pytest.importorskip("rclpy", reason="ROS 2 is not installed")
pytest.importorskip("robot_cells_msgs.action", reason="the interface package is not built")

from geometry_msgs.msg import WrenchStamped
from rclpy.action import ActionServer, CancelResponse, GoalResponse
from rclpy.callback_groups import ReentrantCallbackGroup
from rclpy.executors import MultiThreadedExecutor
from rclpy.node import Node
from sensor_msgs.msg import JointState
from trajectory_msgs.msg import JointTrajectoryPoint

from robot_cells.devices.action_goal import GoalFault
from robot_cells.devices.arm_action_options import FOLLOW, MOVE_GROUP, ArmActionOptions
from robot_cells.devices.controller_errors import follow_fault
from robot_cells.devices.device_client import CommandState, CommandStatus
from robot_cells.devices.ros.action_arm import RosActionArm
from robot_cells.devices.ros.action_dialects import FollowJointTrajectoryDialect, MoveGroupDialect, dialect_of
from robot_cells.devices.ros.arm import trajectory_point
from robot_cells.errors import BringupError
from robot_cells.nodes.qos import DEVICES
from robot_cells_msgs.action import Inspect

LIMIT_S = 20.0
OPTIONS = ArmActionOptions.from_parameters(
    "cell", "arm", FOLLOW, {"joint_names": [f"j{n}" for n in range(6)], "wrench": "cell/arm/wrench"}
)
GOAL = [0.1, -1.5, 1.5, -1.5, -1.5, 0.0]
PARAMETERS = {"points": [{"positions_rad": [0.0] * 6, "time_s": 0.0}, {"positions_rad": GOAL, "time_s": 2.0}]}


class Dialect:
    """Goals and results in the line's own action: positions in `parameters`, the error in `message`."""

    action_type = Inspect

    def goal(self, points: Sequence[JointTrajectoryPoint]) -> Any:
        return Inspect.Goal(parameters=json.dumps(list(points[-1].positions)))

    def fault(self, result: Any) -> GoalFault | None:
        return follow_fault(int(result.message or 0))


class Controller:
    """Serves the action as it is told to: `succeed`, `refuse`, `abort`, or works until it is cancelled (`work`)."""

    def __init__(self, plan: str) -> None:
        self.plan = plan
        self.goals: list[Any] = []
        self.ids: list[bytes] = []
        self.node = Node("controller")
        self.working = threading.Event()
        self.server = ActionServer(
            self.node,
            Inspect,
            OPTIONS.action,
            self._work,
            goal_callback=lambda _: GoalResponse.REJECT if self.plan == "refuse" else GoalResponse.ACCEPT,
            cancel_callback=lambda _: CancelResponse.ACCEPT,
            callback_group=ReentrantCallbackGroup(),
        )
        self.states = self.node.create_publisher(JointState, OPTIONS.joint_states, DEVICES)

    def _work(self, handle: Any) -> Any:
        self.goals.append(json.loads(handle.request.parameters))
        self.ids.append(bytes(handle.goal_id.uuid))
        self.working.set()
        end_s = time.monotonic() + LIMIT_S
        while self.plan == "work" and not handle.is_cancel_requested:
            assert time.monotonic() < end_s, "nobody has cancelled"
            threading.Event().wait(0.02)
        if self.plan == "succeed":
            handle.succeed()
            return Inspect.Result(message="0")
        if self.plan == "work":
            handle.canceled()
            return Inspect.Result()
        handle.abort()
        return Inspect.Result(message="-4")


class Link:
    """Of the cell; hears what is no trajectory."""

    def __init__(self) -> None:
        self.sent: list[str] = []

    def send(self, device: str, command_id: str, command: str, parameters: object) -> None:
        self.sent.append(f"{device} {command}")


def tool_at(positions_rad: Sequence[float]) -> Any:
    """A tool that goes down by a tenth of a metre a radian of the first joint."""
    pose = np.eye(4)
    pose[2, 3] = -0.1 * positions_rad[0]
    return pose


class Bench:
    """A controller and the arm that it drives."""

    def __init__(self, plan: str, feels: bool = False) -> None:
        self.controller = Controller(plan)
        self.node = Node("cell")
        self.link = Link()
        topics: Any = SimpleNamespace(subscribe=self.node.create_subscription)
        link: Any = self.link
        self.woken = threading.Event()
        self.arm = RosActionArm(
            self.node,
            topics,
            link,
            Dialect(),
            OPTIONS,
            "arm",
            wake=self.woken.set,
            no_answer_s=10.0,
            forward=tool_at if feels else None,
        )
        self.executor = MultiThreadedExecutor(num_threads=4)
        self.executor.add_node(self.node)
        self.executor.add_node(self.controller.node)
        self.thread = threading.Thread(target=self.executor.spin, daemon=True)
        self.thread.start()

    def until(self, condition: Any) -> None:
        end_s = time.monotonic() + LIMIT_S
        while not condition():
            assert time.monotonic() < end_s, "nothing came"
            self.arm.poll()
            self.woken.wait(0.05)
            self.woken.clear()

    def ended(self, command_id: str = "WO-1/1") -> CommandStatus:
        self.until(lambda: self.arm.status(command_id).state is not CommandState.RUNNING)
        return self.arm.status(command_id)

    def close(self) -> None:
        self.executor.shutdown()
        self.thread.join()
        self.arm.close()
        self.controller.server.destroy()
        for node in (self.node, self.controller.node):
            node.destroy_node()


@pytest.fixture
def bench(request: Any) -> Iterator[Bench]:
    rclpy.init()
    it = Bench(*request.param) if isinstance(request.param, tuple) else Bench(request.param)
    yield it
    it.close()
    rclpy.try_shutdown()


@pytest.mark.parametrize("bench", ["succeed"], indirect=True)
def test_a_trajectory_is_a_goal_and_its_result_says_where_the_arm_stands(bench: Bench) -> None:
    bench.until(lambda: not bench.arm.missing() or "joint_states" not in bench.arm.missing())
    names = list(reversed(OPTIONS.joint_names))
    message = JointState(name=["gripper", *names], position=[0.5, *reversed(GOAL)])
    bench.until(lambda: bench.controller.states.publish(message) or bench.arm._positions_rad)
    assert bench.arm.missing() == ""
    bench.arm.start("WO-1/1", "follow_trajectory", PARAMETERS)
    bench.arm.start("WO-1/1", "follow_trajectory", PARAMETERS)
    status = bench.ended()
    assert status.state is CommandState.SUCCEEDED, status
    assert status.result["positions_rad"] == pytest.approx(GOAL)
    assert bench.controller.goals == [pytest.approx(GOAL)], "sent once"


@pytest.mark.parametrize(("bench", "code"), [("abort", "arm.deviation"), ("refuse", "arm.refused")], indirect=["bench"])
def test_what_the_controller_says_is_wrong_is_the_end_of_the_command(bench: Bench, code: str) -> None:
    bench.arm.start("WO-1/1", "follow_trajectory", PARAMETERS)
    status = bench.ended()
    assert (status.state, status.error_code) == (CommandState.FAILED, code)


@pytest.mark.parametrize("bench", ["work"], indirect=True)
def test_a_cancel_goes_to_the_controller_and_the_command_ends_when_it_says_so(bench: Bench) -> None:
    bench.arm.start("WO-1/1", "follow_trajectory", PARAMETERS)
    bench.until(bench.controller.working.is_set)
    assert bench.arm.status("WO-1/1").state is CommandState.RUNNING
    bench.arm.cancel("WO-1/1")
    assert bench.ended().state is CommandState.CANCELLED


@pytest.mark.parametrize("bench", ["work"], indirect=True)
def test_a_process_that_begins_anew_stops_whatever_runs_whoever_sent_it(bench: Bench) -> None:
    bench.arm.start("WO-1/1", "follow_trajectory", PARAMETERS)
    bench.until(bench.controller.working.is_set)
    # Not by the command's id, which a new process does not know.
    bench.arm.stop()
    assert bench.ended().state is CommandState.CANCELLED


@pytest.mark.parametrize("bench", ["work"], indirect=True)
def test_a_controller_that_is_gone_is_noticed_though_nobody_is_told(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.arm._no_answer_s = 0.5
    bench.arm.start("WO-1/1", "follow_trajectory", PARAMETERS)
    bench.until(bench.controller.working.is_set)
    monkeypatch.setattr(bench.arm._client, "server_is_ready", lambda: False)
    status = bench.ended()
    bench.controller.plan = "abort"
    assert (status.state, status.error_code) == (CommandState.FAILED, "device.no_answer")


@pytest.mark.parametrize("bench", ["succeed"], indirect=True)
def test_a_guarded_move_goes_over_the_cells_link(bench: Bench) -> None:
    bench.arm.start("WO-1/1", "guarded_move", {})
    assert bench.link.sent == ["arm guarded_move"]


@pytest.mark.parametrize("bench", [("work", True)], indirect=True)
def test_a_guarded_move_of_an_arm_that_feels_is_a_trajectory_that_is_stopped_at_the_force(bench: Bench) -> None:
    wrenches = bench.controller.node.create_publisher(WrenchStamped, OPTIONS.wrench, DEVICES)
    bench.arm.start("WO-1/1", "guarded_move", PARAMETERS | {"contact_force_n": 20.0, "force_limit_n": 60.0})
    bench.until(bench.controller.working.is_set)
    pressed = iter([*([(0.0, 5.0)] * 5), *((0.01 * n, 5.0 + n) for n in range(1000))])

    def goes_on() -> bool:
        """The arm goes down by a millimetre and a newton a time."""
        down_rad, force_n = next(pressed)
        at = JointState(name=list(OPTIONS.joint_names), position=[down_rad, *GOAL[1:]])
        bench.controller.states.publish(at)
        felt = WrenchStamped()
        felt.wrench.force.z = force_n
        wrenches.publish(felt)
        return bench.arm.status("WO-1/1").state is not CommandState.RUNNING

    bench.until(goes_on)
    status = bench.arm.status("WO-1/1")
    assert status.state is CommandState.SUCCEEDED, status
    assert float(str(status.result["force_n"])) >= 20.0
    assert status.result["contact"] is True and float(str(status.result["travel_m"])) > 0.015
    assert bench.link.sent == []


def with_fields(**values: Any) -> Any:
    """A type of messages with these fields, some of them to be given."""

    def make(**given: Any) -> SimpleNamespace:
        return SimpleNamespace(**{**{key: value() for key, value in values.items()}, **given})

    return make


def test_a_goal_for_a_controller_has_its_joints_points_and_tolerances() -> None:
    actions: Any = SimpleNamespace(FollowJointTrajectory=SimpleNamespace(Goal=SimpleNamespace))
    messages: Any = SimpleNamespace(JointTolerance=SimpleNamespace)
    dialect = FollowJointTrajectoryDialect(actions, messages, OPTIONS)
    goal = dialect.goal([trajectory_point({"positions_rad": GOAL, "time_s": 2.5, "velocities_rad_s": [0.0] * 6})])
    assert list(goal.trajectory.joint_names) == list(OPTIONS.joint_names)
    assert list(goal.trajectory.points[0].velocities) == [0.0] * 6
    assert goal.trajectory.header.stamp.sec == 0, "it begins when it arrives"
    assert [(item.name, item.position) for item in goal.goal_tolerance] == [
        (name, 0.01) for name in OPTIONS.joint_names
    ]
    assert goal.goal_time_tolerance.sec == 1
    fault = dialect.fault(SimpleNamespace(error_code=-5, error_string="j1 by 0.2"))
    assert fault is not None and fault.code == "arm.deviation"


def test_a_goal_for_moveit_is_the_last_point_of_a_group_from_where_it_stands() -> None:
    state = with_fields()
    actions: Any = SimpleNamespace(
        MoveGroup=SimpleNamespace(
            Goal=with_fields(
                request=with_fields(start_state=state),
                planning_options=with_fields(planning_scene_diff=with_fields(robot_state=state)),
            )
        )
    )
    messages: Any = SimpleNamespace(Constraints=SimpleNamespace, JointConstraint=SimpleNamespace)
    options = ArmActionOptions.from_parameters("cell", "arm", MOVE_GROUP, {"group": "left_arm", "speed": 0.2})
    dialect = MoveGroupDialect(actions, messages, options)
    goal = dialect.goal([trajectory_point(point) for point in PARAMETERS["points"]])
    constraints = goal.request.goal_constraints[0].joint_constraints
    assert [item.position for item in constraints] == pytest.approx(GOAL)
    assert {item.weight for item in constraints} == {1.0}
    assert (goal.request.group_name, goal.request.max_velocity_scaling_factor) == ("left_arm", 0.2)
    assert goal.request.start_state.is_diff and goal.planning_options.planning_scene_diff.is_diff
    fault = dialect.fault(SimpleNamespace(error_code=SimpleNamespace(val=-1, message="no way")))
    assert fault is not None and (fault.code, fault.message) == ("arm.no_plan", "MoveIt: PLANNING_FAILED: no way")


@pytest.mark.parametrize(("driver", "package"), [(FOLLOW, "control_msgs"), (MOVE_GROUP, "moveit_msgs")])
def test_without_its_interfaces_a_driver_says_so_at_the_start(
    driver: str, package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, f"{package}.action", None)
    with pytest.raises(BringupError, match=f"cell c, device arm: The driver {driver} needs the ROS package {package}"):
        dialect_of(driver, OPTIONS, "cell c, device arm")
