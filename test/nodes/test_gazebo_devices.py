"""The node `gazebo_devices` over real rclpy, with a stand-in for Gazebo and its bridge."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

rclpy = pytest.importorskip("rclpy", reason="ROS 2 is not installed")
pytest.importorskip("robot_cells_msgs.msg", reason="the interface package is not built")

from builtin_interfaces.msg import Duration
from rosgraph_msgs.msg import Clock
from sensor_msgs.msg import JointState
from std_msgs.msg import Empty, Float64, String
from trajectory_msgs.msg import JointTrajectory, JointTrajectoryPoint

from robot_cells.devices.arm_joints import ARM_JOINT_NAMES
from robot_cells.devices.device_client import CommandState
from robot_cells.errors import BringupError
from robot_cells.nodes.gazebo_devices import GazeboDevicesNode
from robot_cells.nodes.messages import to_time
from robot_cells.nodes.qos import DEVICES
from robot_cells_msgs.msg import DeviceCommand, DeviceState

CONFIG = Path(__file__).parents[2] / "config"
LIMIT_S = 20.0
ARM, MACHINE = "assembly_1/arm", "leak_test/machine"
DOOR = f"{MACHINE}/door_joint/position"


class StandIn:
    """Hears what Gazebo would hear, and tells its time when it is asked to."""

    def __init__(self, context: Any) -> None:
        self.node = rclpy.create_node("stand_in", context=context)
        self.executor = rclpy.executors.SingleThreadedExecutor(context=context)
        self.executor.add_node(self.node)
        self.heard: dict[str, list[Any]] = {}
        self._publishers: dict[str, Any] = {}
        self.publisher(Clock, "/clock")

    def listen(self, kind: Any, topic: str) -> list[Any]:
        self.node.create_subscription(kind, topic, self.heard.setdefault(topic, []).append, DEVICES)
        return self.heard[topic]

    def publisher(self, kind: Any, topic: str) -> Any:
        return self._publishers.setdefault(topic, self.node.create_publisher(kind, topic, DEVICES))

    def until(self, condition: Any, told_s: float | None = None) -> None:
        """Spin until then, with this time on `/clock` again and again."""
        end_s = time.monotonic() + LIMIT_S
        while not condition():
            assert time.monotonic() < end_s, "nothing came"
            if told_s is not None:
                self._publishers["/clock"].publish(Clock(clock=to_time(told_s)))
            self.executor.spin_once(timeout_sec=0.05)

    def send(self, kind: Any, topic: str, message: Any) -> None:
        publisher = self.publisher(kind, topic)
        self.until(lambda: publisher.get_subscription_count() > 0)
        publisher.publish(message)


@pytest.fixture
def ros() -> Iterator[Any]:
    rclpy.init()
    yield rclpy.get_default_context()
    rclpy.try_shutdown()


@pytest.fixture
def line() -> Path:
    """The reference line, whose arms hold by suction."""
    return CONFIG / "lines" / "compute_tray.yaml"


def started(line: Path, **parameters: object) -> GazeboDevicesNode:
    arguments = ["--ros-args", "-p", "use_sim_time:=true", "-p", f"line:={line}"]
    for name, value in parameters.items():
        arguments += ["-p", f"{name}:={value}"]
    node = GazeboDevicesNode(cli_args=arguments)
    faults: list[BaseException] = []
    try:
        node.start(faults.append)
    except BringupError:
        node.destroy_node()
        raise
    return node


@pytest.fixture
def gazebo(ros: Any, line: Path) -> Iterator[StandIn]:
    stand_in = StandIn(ros)
    node = started(line, tray="tray_a")
    stand_in.executor.add_node(node)
    yield stand_in
    stand_in.executor.shutdown()
    node.close()
    node.destroy_node()
    stand_in.node.destroy_node()


def trajectory(*points: tuple[list[float], int]) -> JointTrajectory:
    return JointTrajectory(
        joint_names=list(ARM_JOINT_NAMES),
        points=[JointTrajectoryPoint(positions=at, time_from_start=Duration(sec=after)) for at, after in points],
    )


def home(line: Path) -> list[float]:
    cells = yaml.safe_load(line.read_text(encoding="utf-8"))["cells"]
    (cell,) = [cell for cell in cells if cell["id"] == "assembly_1"]
    (arm,) = [device for device in cell["devices"] if device["kind"] == "arm"]
    return [float(value) for value in arm["parameters"]["home_rad"]]


def test_a_trajectory_becomes_dense_and_a_stop_is_a_place_to_stay_at(gazebo: StandIn, line: Path) -> None:
    # Both arms wait for somebody to hear them.
    heard, _ = (gazebo.listen(JointTrajectory, f"{arm}/gazebo/joint_trajectory") for arm in (ARM, "assembly_2/arm"))
    gazebo.until(lambda: heard, told_s=5.0)
    begin = home(line)
    assert list(heard[0].points[-1].positions) == pytest.approx(begin), "an arm begins at home"
    goal = [begin[0] + 0.5, *begin[1:]]
    gazebo.send(JointTrajectory, f"{ARM}/joint_trajectory", trajectory((goal, 2)))
    gazebo.until(lambda: len(heard) == 2, told_s=5.0)
    points = heard[1].points
    assert len(points) == 500 and len(points[0].velocities) == 6
    assert list(points[-1].positions) == pytest.approx(goal)
    gazebo.send(JointTrajectory, f"{ARM}/joint_trajectory", JointTrajectory(joint_names=list(ARM_JOINT_NAMES)))
    gazebo.until(lambda: len(heard) == 3, told_s=6.0)
    (stay,) = heard[2].points
    assert begin[0] <= stay.positions[0] < goal[0]
    assert list(stay.velocities) == [0.0] * 6


def test_a_command_ends_at_the_time_that_gazebo_makes_and_its_body_follows(gazebo: StandIn) -> None:
    states, doors = gazebo.listen(DeviceState, "leak_test/devices/states"), gazebo.listen(Float64, DOOR)
    gazebo.until(lambda: doors, told_s=5.0)
    assert doors[-1].data > 0.4, "open"
    command = DeviceCommand(device="machine", command_id="WO-1/1", command="close_door", parameters="{}")
    gazebo.send(DeviceCommand, "leak_test/devices/commands", command)
    gazebo.until(lambda: doors[-1].data == 0.0, told_s=5.5)
    assert [state.state for state in states] in ([], [CommandState.RUNNING]), "no time has passed in Gazebo"
    gazebo.until(lambda: states and states[-1].state == CommandState.SUCCEEDED, told_s=9.0)
    assert 7.0 < states[-1].stamp.sec + states[-1].stamp.nanosec * 1e-9 < 8.5, "2.5 s after it was commanded"


def test_what_gazebo_has_attached_at_its_beginning_is_let_go_of_until_it_says_so(gazebo: StandIn) -> None:
    topic = f"/{ARM}/hold/tray_a_assembly_1/acc_1/detach"
    heard, attached = gazebo.listen(Empty, topic), gazebo.listen(Empty, topic.replace("detach", "attach"))
    gazebo.until(lambda: len(heard) >= 2)
    gazebo.send(String, topic.replace("/detach", "/state"), String(data="detached"))
    told = len(heard)
    doors = gazebo.listen(Float64, DOOR)
    gazebo.until(lambda: len(doors) >= 3)
    assert len(heard) <= told + 1, "nobody repeats what has been done"
    assert attached == []


def test_time_and_joints_are_gazebos_to_tell(gazebo: StandIn) -> None:
    assert gazebo.node.count_publishers("/clock") == 1, "its own"
    assert gazebo.node.count_publishers(f"/{ARM}/joint_states") == 0
    gazebo.publisher(JointState, f"{ARM}/joint_states")
    assert gazebo.node.count_publishers(f"/{ARM}/joint_states") == 1


def test_a_tray_of_no_product_is_said_at_the_start(ros: Any, line: Path) -> None:
    with pytest.raises(BringupError, match="The line makes no product 'tray_z'"):
        started(line, tray="tray_z")
