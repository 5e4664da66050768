"""The node `simulation` over real rclpy."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

rclpy = pytest.importorskip("rclpy", reason="ROS 2 is not installed")
pytest.importorskip("robot_cells_msgs.msg", reason="the interface package is not built")

from builtin_interfaces.msg import Duration
from geometry_msgs.msg import WrenchStamped
from rosgraph_msgs.msg import Clock
from sensor_msgs.msg import CameraInfo, Image, JointState
from trajectory_msgs.msg import JointTrajectory, JointTrajectoryPoint

from robot_cells.devices.arm_joints import ARM_JOINT_NAMES
from robot_cells.errors import BringupError
from robot_cells.nodes.inspection_messages import picture_of
from robot_cells.nodes.messages import from_time
from robot_cells.nodes.qos import DEVICES, PICTURES
from robot_cells.nodes.simulation import SimulationNode
from robot_cells.nodes.simulation_topics import CLOCK
from robot_cells.simulations.pace import EPOCH_S
from robot_cells.simulations.physics.gl_thread import why_no_pictures
from robot_cells.simulations.picture_frame import WORKING_DISTANCE_M
from robot_cells_msgs.msg import DeviceCommand, DeviceState

SPEED = 50.0
LIMIT_S = 20.0
SERIAL = "WO-1-001"

LINE = """
line: bench
products: [tray.yaml]
processes: processes
cells:
  - id: assembly
    kind: assembly
    pose: {x_m: 0.0, y_m: 0.0}
    capabilities: [{name: work, duration_s: 10, process: dwell}]
    devices:
      - {id: arm, kind: arm, parameters: {model: ur10e, home_rad: [0.0, -1.5708, 1.5708, -1.5708, -1.5708, 0.0]}}
      - {id: camera, kind: camera}
      - {id: real_camera, kind: camera, driver: topics}
      - {id: station, kind: station, parameters: {tray: {x_m: 0.4, y_m: -0.2, z_m: 0.05}}}
vehicles:
  - {id: amr, home: assembly, speed_mps: 1.2, transfer_s: 4}
"""
PRODUCT = """
product: tray
layout:
  width_m: 0.30
  depth_m: 0.40
  code: {x_m: 0.26, y_m: 0.05, size_m: 0.03}
  modules: [{id: board, type: board, x_m: 0.15, y_m: 0.20, width_m: 0.1, depth_m: 0.1}]
operations: [{id: work, capability: work}]
"""
PROCESSES = Path(__file__).parents[2] / "config" / "processes"
ORDERS = """
orders: [{id: WO-1, product: tray, quantity: 1}]
faults: [{fault: missing_module, serial: WO-1-001, module: board}]
"""


@pytest.fixture
def documents(tmp_path: Path) -> Any:
    (tmp_path / "processes").mkdir()
    for name in ("dwell.yaml", "transport.yaml"):
        shutil.copy(PROCESSES / name, tmp_path / "processes")
    for name, text in {
        "line": LINE,
        "tray": PRODUCT,
        "orders": ORDERS,
    }.items():
        (tmp_path / f"{name}.yaml").write_text(text)
    return tmp_path


class Probe:
    """A node beside the simulation that listens and commands."""

    def __init__(self, context: Any) -> None:
        self.node = rclpy.create_node("probe", context=context)
        self.executor = rclpy.executors.SingleThreadedExecutor(context=context)
        self.executor.add_node(self.node)
        self.heard = {}

    def listen(self, kind: Any, topic: str, qos: Any) -> None:
        self.heard[topic] = []
        self.node.create_subscription(kind, topic, self.heard[topic].append, qos)

    def until(self, condition: Any) -> None:
        end_s = time.monotonic() + LIMIT_S
        while not condition():
            assert time.monotonic() < end_s, "nothing came"
            self.executor.spin_once(timeout_sec=0.1)

    def publisher(self, kind: Any, topic: str) -> Any:
        publisher = self.node.create_publisher(kind, topic, DEVICES)
        self.until(lambda: publisher.get_subscription_count() > 0)
        return publisher


@pytest.fixture
def ros() -> Iterator[Any]:
    rclpy.init()
    yield rclpy.get_default_context()
    rclpy.try_shutdown()


@pytest.fixture
def simulation(ros: Any, documents: Any, request: Any) -> Iterator[Any]:
    arguments = ["--ros-args"]
    for name, value in {
        "line": documents / "line.yaml",
        "orders": documents / "orders.yaml",
        "run_directory": documents / "run",
        "speed": SPEED,
        **getattr(request, "param", {}),
    }.items():
        arguments += ["-p", f"{name}:={value}"]
    node = SimulationNode(cli_args=arguments)
    faults = []
    node.start(faults.append)
    yield node
    node.close()
    node.destroy_node()
    assert faults == []


@pytest.fixture
def probe(ros: Any, simulation: Any) -> Iterator[Any]:
    probe = Probe(ros)
    yield probe
    probe.executor.shutdown()
    probe.node.destroy_node()


def command(
    name: str,
    command_id: str = "9f2c:WO-1/001/work.1#1/1",
    device: str = "station",
    cancel: bool = False,
    **parameters: object,
) -> Any:
    return DeviceCommand(
        device=device, command_id=command_id, command=name, parameters=json.dumps(parameters), cancel=cancel
    )


def test_the_clock_runs_at_its_speed_and_never_backwards(probe: Any) -> None:
    heard = []
    probe.node.create_subscription(
        Clock, "/clock", lambda message: heard.append((time.monotonic(), from_time(message.clock))), CLOCK
    )
    probe.until(lambda: len(heard) >= 60)
    (wall_0, sim_0), (wall_1, sim_1) = heard[5], heard[-1]
    assert sim_0 > 0.0
    assert [sim for _, sim in heard] == sorted(sim for _, sim in heard)
    # A busy machine may run slower than it should, never faster.
    assert 0.2 * SPEED < (sim_1 - sim_0) / (wall_1 - wall_0) < 1.2 * SPEED


def test_a_command_comes_back_running_then_done_and_the_clock_tells_its_very_end(probe: Any) -> None:
    probe.listen(DeviceState, "assembly/devices/states", DEVICES)
    probe.listen(Clock, "/clock", CLOCK)
    publisher = probe.publisher(DeviceCommand, "assembly/devices/commands")
    publisher.publish(command("dwell", duration_s=10.0))
    states, clocks = probe.heard["assembly/devices/states"], probe.heard["/clock"]
    probe.until(lambda: len(states) == 2)
    began, ended = states
    assert (began.state, ended.state) == (DeviceState.RUNNING, DeviceState.SUCCEEDED)
    assert from_time(ended.stamp) - from_time(began.stamp) == pytest.approx(10.0, abs=1e-6)
    probe.until(lambda: any(item.clock == ended.stamp for item in clocks))


def test_a_repeated_command_is_answered_and_done_once(probe: Any, simulation: Any, documents: Any) -> None:
    probe.listen(DeviceState, "amr/devices/states", DEVICES)
    publisher = probe.publisher(DeviceCommand, "amr/devices/commands")
    travel = command("travel", device="vehicle", to="assembly", distance_m=0.0)
    states = probe.heard["amr/devices/states"]
    for count in (2, 3):
        publisher.publish(travel)
        probe.until(lambda count=count: len(states) == count)
    assert [state.state for state in states] == [
        DeviceState.RUNNING,
        DeviceState.SUCCEEDED,
        DeviceState.SUCCEEDED,
    ]
    assert json.loads(states[2].result)["to"] == "assembly"
    simulation.trigger_deactivate()
    simulation.trigger_cleanup()
    truth = json.loads((documents / "run" / "truth.json").read_text())
    assert (truth["repeated_commands"], [item["count"] for item in truth["executions"]]) == (1, [1])
    summary = json.loads((documents / "run" / "simulation.json").read_text())
    assert (summary["commands"], summary["speed"]) == (2, SPEED)
    assert [fault["fault"] for fault in summary["pending_faults"]] == ["missing_module"]


def test_a_cancel_ends_the_running_command(probe: Any) -> None:
    probe.listen(DeviceState, "assembly/devices/states", DEVICES)
    publisher = probe.publisher(DeviceCommand, "assembly/devices/commands")
    publisher.publish(command("dwell", duration_s=1e6))
    states = probe.heard["assembly/devices/states"]
    probe.until(lambda: len(states) == 1)
    publisher.publish(command("dwell", cancel=True))
    probe.until(lambda: len(states) == 2)
    assert states[1].state == DeviceState.CANCELLED


def test_a_picture_comes_with_its_state(probe: Any) -> None:
    probe.listen(DeviceState, "assembly/devices/states", DEVICES)
    probe.listen(Image, "assembly/camera/image_raw", PICTURES)
    probe.listen(CameraInfo, "assembly/camera/camera_info", PICTURES)
    publisher = probe.publisher(DeviceCommand, "assembly/devices/commands")
    states = probe.heard["assembly/devices/states"]
    publisher.publish(command("receive", "a#1/1", serial=SERIAL, product="tray"))
    probe.until(lambda: len(states) == 2)
    publisher.publish(command("capture", "a#1/2", "camera"))
    images, infos = probe.heard["assembly/camera/image_raw"], probe.heard["assembly/camera/camera_info"]
    probe.until(lambda: len(states) == 4 and images and infos)
    result = json.loads(states[3].result)
    assert from_time(images[0].header.stamp) == pytest.approx(result["stamp_s"], abs=1e-6)
    picture = picture_of(images[0]).pixels
    assert picture.shape == (images[0].height, images[0].width, 3)
    assert picture.std() > 5.0
    assert infos[0].k[0] == pytest.approx(WORKING_DISTANCE_M / result["metres_per_pixel"])
    assert (infos[0].k[2], infos[0].k[5]) == ((images[0].width - 1) / 2, (images[0].height - 1) / 2)


@pytest.mark.skipif(bool(why_no_pictures()), reason=f"no pictures here: {why_no_pictures()}")
@pytest.mark.parametrize("simulation", [{"simulation": "physics", "speed": 5.0}], indirect=True)
def test_in_physics_the_camera_of_an_assembly_cell_renders_what_stands_there(probe: Any) -> None:
    probe.listen(DeviceState, "assembly/devices/states", DEVICES)
    probe.listen(Image, "assembly/camera/image_raw", PICTURES)
    probe.listen(CameraInfo, "assembly/camera/camera_info", PICTURES)
    publisher = probe.publisher(DeviceCommand, "assembly/devices/commands")
    states = probe.heard["assembly/devices/states"]
    publisher.publish(command("receive", "a#1/1", serial=SERIAL, product="tray"))
    probe.until(lambda: states and states[-1].state == DeviceState.SUCCEEDED)
    publisher.publish(command("capture", "a#1/2", "camera"))
    images, infos = probe.heard["assembly/camera/image_raw"], probe.heard["assembly/camera/camera_info"]
    probe.until(lambda: images and infos and json.loads(states[-1].result or "{}"))
    picture, scale = picture_of(images[0]).pixels, json.loads(states[-1].result)["metres_per_pixel"]
    assert picture.shape == (round((0.40 + 0.04) / scale), 960, 3)
    assert scale == pytest.approx((0.30 + 0.04) / 960)
    assert infos[0].k[0] == pytest.approx(WORKING_DISTANCE_M / scale, rel=1e-6)
    assert picture.std() > 5.0


def test_an_arm_follows_its_trajectory_topic_and_tells_when_it_is_there(probe: Any) -> None:
    probe.listen(JointState, "assembly/arm/joint_states", DEVICES)
    publisher = probe.publisher(JointTrajectory, "assembly/arm/joint_trajectory")
    names = list(reversed(ARM_JOINT_NAMES))
    goal = {"shoulder_pan_joint": 1.0, "shoulder_lift_joint": -1.2, "elbow_joint": 1.0}
    message = JointTrajectory(joint_names=names)
    positions = [goal.get(name, -1.5) for name in names]
    message.points = [JointTrajectoryPoint(positions=positions, time_from_start=Duration(sec=4))]
    publisher.publish(message)
    states = probe.heard["assembly/arm/joint_states"]
    probe.until(lambda: states and states[-1].position[0] == 1.0)
    assert states[-1].name == list(ARM_JOINT_NAMES)
    assert list(states[-1].position) == [1.0, -1.2, 1.0, -1.5, -1.5, -1.5]
    assert list(states[-1].velocity) == [0.0] * 6


def test_an_arm_at_rest_repeats_its_joints_with_the_time_of_its_rest(probe: Any) -> None:
    probe.listen(JointState, "assembly/arm/joint_states", DEVICES)
    states = probe.heard["assembly/arm/joint_states"]
    probe.until(lambda: len(states) == 2)
    assert states[0].header.stamp == states[1].header.stamp
    assert from_time(states[0].header.stamp) == pytest.approx(EPOCH_S, abs=1e-5)
    assert list(states[0].velocity) == [0.0] * 6


@pytest.mark.parametrize("simulation", [{"simulation": "physics", "speed": 4.0}], indirect=True)
def test_an_arm_with_weight_tells_its_joints_and_what_it_feels_until_the_world_says_that_it_is_there(
    probe: Any, simulation: Any
) -> None:
    probe.listen(JointState, "assembly/arm/joint_states", DEVICES)
    probe.listen(WrenchStamped, "assembly/arm/wrench", DEVICES)
    probe.listen(DeviceState, "assembly/devices/states", DEVICES)
    publisher = probe.publisher(DeviceCommand, "assembly/devices/commands")
    goal = [0.4, -1.4, 1.3, -1.4, -1.5, 0.0]
    point = {"positions_rad": goal, "velocities_rad_s": [0.0] * 6, "time_s": 2.0}
    publisher.publish(command("follow_trajectory", device="arm", points=[point]))
    joints, states = probe.heard["assembly/arm/joint_states"], probe.heard["assembly/devices/states"]
    probe.until(lambda: len(states) == 2)
    began, ended = states
    assert ended.state == DeviceState.SUCCEEDED, ended.error_message
    # A body comes to its end a little later than its plan.
    assert 2.0 < from_time(ended.stamp) - from_time(began.stamp) < 2.3
    probe.until(lambda: joints and list(joints[-1].velocity) == [0.0] * 6)
    assert list(joints[-1].position) == pytest.approx(goal, abs=0.0005)
    assert any(0.0 < item.position[0] < 0.4 and item.velocity[0] > 0.1 for item in joints)
    wrenches = probe.heard["assembly/arm/wrench"]
    probe.until(lambda: wrenches)
    assert wrenches[-1].header.frame_id == "assembly/arm/tool"
    assert abs(wrenches[-1].wrench.force.z) < 30.0
    assert simulation.health().values["simulation"] == "physics"


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (command("dwell", device="laser", duration_s=1.0), "device.unknown"),
        (DeviceCommand(device="station", command_id="x", command="dwell", parameters="{"), "device.bad_parameter"),
        (DeviceCommand(device="station", command_id="x", command="dwell", parameters="[]"), "device.bad_parameter"),
        (command("dance"), "device.unknown_command"),
    ],
)
def test_what_cannot_be_done_is_answered_with_its_reason(probe: Any, message: Any, code: str) -> None:
    probe.listen(DeviceState, "assembly/devices/states", DEVICES)
    probe.publisher(DeviceCommand, "assembly/devices/commands").publish(message)
    states = probe.heard["assembly/devices/states"]
    probe.until(lambda: len(states) == 1)
    assert (states[0].state, states[0].error_code) == (DeviceState.FAILED, code)


def test_equipment_of_another_driver_is_left_to_answer_for_itself(probe: Any) -> None:
    probe.listen(DeviceState, "assembly/devices/states", DEVICES)
    publisher = probe.publisher(DeviceCommand, "assembly/devices/commands")
    publisher.publish(command("capture", "x", "real_camera"))
    publisher.publish(command("dance", "y"))
    states = probe.heard["assembly/devices/states"]
    probe.until(lambda: states)
    assert [state.command_id for state in states] == ["y"]


def test_deactivated_time_stands_still_and_goes_on_where_it_stood(probe: Any, simulation: Any) -> None:
    probe.listen(Clock, "/clock", CLOCK)
    clocks = probe.heard["/clock"]
    probe.until(lambda: len(clocks) > 3)
    simulation.trigger_deactivate()
    stood_s = simulation.health().values["simulated_time_s"]
    simulation.trigger_activate()
    probe.until(lambda: clocks and from_time(clocks[-1].clock) > stood_s)
    first = next(from_time(item.clock) for item in clocks if from_time(item.clock) > stood_s)
    assert first - stood_s < 0.1 * SPEED


def test_health_tells_speed_and_missed_deadlines(probe: Any, simulation: Any) -> None:
    figures = simulation.health().values
    assert figures["speed"] == SPEED
    assert figures["missed_deadlines"] >= 0


@pytest.mark.parametrize("rule", ["speed:=0.0", "speed:=2000.0", "clock_rate_hz:=0.0", "seed:=-1", "speed:=fast"])
def test_a_parameter_out_of_range_is_refused(ros: Any, rule: str) -> None:
    with pytest.raises(BringupError):
        SimulationNode(cli_args=["--ros-args", "-p", rule])


@pytest.mark.parametrize("simulation", ["gazebo", "magic"])
def test_a_simulation_that_does_not_run_here_is_refused(ros: Any, documents: Any, simulation: str) -> None:
    node = SimulationNode(
        cli_args=["--ros-args", "-p", f"line:={documents}/line.yaml", "-p", f"simulation:={simulation}"]
    )
    with pytest.raises(BringupError, match="There are kinematic and physics"):
        node.start(lambda fault: None)
    node.destroy_node()


def test_without_a_line_it_does_not_come_up(ros: Any) -> None:
    node = SimulationNode()
    with pytest.raises(BringupError, match="line"):
        node.start(lambda fault: None)
    node.destroy_node()
