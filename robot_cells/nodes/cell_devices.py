"""What talks to the devices of one cell."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from rclpy.node import Node
from rclpy.qos import QoSProfile

from robot_cells.devices.arm_action_options import FOLLOW, ArmActionOptions
from robot_cells.devices.device_client import DeviceClient
from robot_cells.devices.ros.arm import RosArm
from robot_cells.devices.ros.camera import RosCamera
from robot_cells.devices.ros.device_link import DeviceLink, RosDevice
from robot_cells.devices.six_axis_arm import SixAxisArm
from robot_cells.errors import BringupError
from robot_cells.lines.cell import Cell
from robot_cells.lines.device import ARM_DRIVERS, DRIVERS, Device, DeviceKind
from robot_cells.nodes.message_loop import MessageLoop

if TYPE_CHECKING:
    from robot_cells.devices.ros.action_arm import RosActionArm

VISION = "vision"


class Driver(Protocol):
    """What the host wants of a driver, beside what skills want of it."""

    def missing(self) -> str:
        """What of the equipment is not there yet, in words; empty when it can be used."""
        ...

    def poll(self) -> float | None:
        """Do it; seconds of wall time until the next call is needed (None: no call)."""
        ...


class CellTopics:
    """The loop's subscriptions of one cell: what arrives on them is noted, so that this cell is ticked and no other."""

    def __init__(self, loop: MessageLoop, on_heard: Callable[[], None]) -> None:
        self._loop = loop
        self._on_heard = on_heard

    def subscribe(self, message_type: type, topic: str, handle: Callable[[Any], None], qos: QoSProfile) -> None:
        """As `MessageLoop.subscribe`."""

        def heard(message: object) -> None:
            """Handles a message, and says that there was one."""
            handle(message)
            self._on_heard()

        self._loop.subscribe(message_type, topic, heard, qos)

    def wake(self) -> None:
        """Have this cell ticked; from any thread."""
        self._loop.post(self._on_heard)


class CellDevices:
    """The clients of one cell by device id; `vision` is one of them where the cell has a camera."""

    def __init__(
        self,
        node: Node,
        loop: MessageLoop,
        cell: Cell,
        on_heard: Callable[[], None],
        *,
        no_answer_s: float,
        inspect_timeout_s: float,
    ) -> None:
        self._drivers: list[Driver] = []
        self._closed: list[Callable[[], None]] = []
        self._stops: list[Callable[[], None]] = []
        self.clients: dict[str, DeviceClient] = {}
        if not cell.devices:
            return
        topics = CellTopics(loop, on_heard)
        link = DeviceLink(node, topics, cell.id, no_answer_s=no_answer_s)
        self._drivers.append(link)
        self._closed.append(link.close)
        for device in cell.devices:
            _check(device, cell)
            self._stops.append(partial(link.stop, device.id))
            self.clients[device.id] = self._client(node, topics, link, cell, device, no_answer_s)
        if any(device.kind is DeviceKind.CAMERA for device in cell.devices):
            self._add_vision(node, loop, on_heard, (inspect_timeout_s, no_answer_s), f"{cell.id}/camera")

    def missing(self) -> str:
        """What of the equipment is not there yet, in words; empty when the cell can work."""
        return next((words for driver in self._drivers if (words := driver.missing())), "")

    def stop(self) -> None:
        """Have every device end what it does: it may still carry out what a process of the cell that died had told it.

        To be called when none is missing.
        """
        for stop in self._stops:
            stop()

    def poll(self) -> float | None:
        """Let every driver do what is due; seconds of wall time until the next call is needed."""
        waits = [wait_s for driver in self._drivers if (wait_s := driver.poll()) is not None]
        return min(waits, default=None)

    def close(self) -> None:
        """End what is still commanded, let go of every driver; when the loop has ended."""
        for close in self._closed:
            close()

    def _client(
        self, node: Node, topics: CellTopics, link: DeviceLink, cell: Cell, device: Device, no_answer_s: float
    ) -> DeviceClient:
        if device.driver in ARM_DRIVERS:
            driven = _action_arm(node, topics, link, cell, device, no_answer_s)
            self._drivers.append(driven)
            self._closed.append(driven.close)
            self._stops.append(driven.stop)
            return driven
        if device.kind is DeviceKind.ARM:
            arm = RosArm(node, topics, link, cell.id, device.id, no_answer_s=no_answer_s)
            self._drivers.append(arm)
            self._closed.append(arm.close)
            self._stops.append(arm.stop)
            return arm
        if device.kind is DeviceKind.CAMERA:
            camera = RosCamera(node, link, cell.id, device.id)
            self._drivers.append(camera)
            return camera
        return RosDevice(link, device.id)

    def _add_vision(
        self, node: Node, loop: MessageLoop, on_heard: Callable[[], None], limits_s: tuple[float, float], camera: str
    ) -> None:
        # Pictures are arrays: numpy is imported only where there are any.
        from robot_cells.devices.ros.vision import RosVision

        def wake() -> None:
            """Has the loop look what came."""
            loop.post(on_heard)

        vision = RosVision(node, wake, timeout_s=limits_s[0], patience_s=limits_s[1], camera=camera)
        self.clients[VISION] = vision
        self._drivers.append(vision)
        self._closed.append(vision.close)


def _action_arm(
    node: Node, topics: CellTopics, link: DeviceLink, cell: Cell, device: Device, no_answer_s: float
) -> RosActionArm:
    # Only where one is driven so: its imports cost every process of cells else.
    from robot_cells.devices.ros.action_arm import RosActionArm
    from robot_cells.devices.ros.action_dialects import dialect_of

    options = ArmActionOptions.from_parameters(cell.id, device.id, device.driver, device.parameters)
    dialect = dialect_of(device.driver, options, f"cell {cell.id}, device {device.id}")
    # MoveIt plans its own way: it cannot be told to go on until something is felt.
    forward = SixAxisArm.from_parameters(device.parameters).forward if device.driver == FOLLOW else None
    return RosActionArm(
        node, topics, link, dialect, options, device.id, wake=topics.wake, no_answer_s=no_answer_s, forward=forward
    )


def _check(device: Device, cell: Cell) -> None:
    if device.driver not in DRIVERS:
        raise BringupError(
            f"The driver {device.driver!r} is not known.",
            where=f"cell {cell.id}, device {device.id}",
            remedy=f"Name one of {', '.join(DRIVERS)}.",
        )
    if device.driver in ARM_DRIVERS and device.kind is not DeviceKind.ARM:
        raise BringupError(
            f"The driver {device.driver} drives arms, not a {device.kind.value}.",
            where=f"cell {cell.id}, device {device.id}",
            remedy="Use the driver topics.",
        )
