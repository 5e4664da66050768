"""The base of every node of the package: a lifecycle node that brings itself up, tells how it is, and ends in order."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from diagnostic_msgs.msg import DiagnosticArray
from rclpy.clock import Clock, ClockType
from rclpy.lifecycle import LifecycleNode, LifecycleState, TransitionCallbackReturn
from rclpy.node import Node
from rclpy.subscription import Subscription
from rclpy.time_source import CLOCK_TOPIC

from robot_cells.errors import BringupError, RobotCellsError
from robot_cells.nodes.health import Health, diagnostic_status
from robot_cells.nodes.liveness import WatchedLoop
from robot_cells.nodes.node_clock import NodeClock
from robot_cells.nodes.not_of_the_executor import NOT_OF_THE_EXECUTOR
from robot_cells.nodes.parameters import declare
from robot_cells.nodes.run_node import run_node

__all__ = ["ManagedNode", "declare", "run_node"]

DIAGNOSTICS_PERIOD_S = 1.0


class ManagedNode(LifecycleNode):
    """A lifecycle node that configures and activates itself unless its parameter `autostart` is false.

    Subclasses override the hooks `configure`, `activate`, `deactivate`, `cleanup` and `health`. A hook that raises a
    `RobotCellsError` makes its transition fail, with that sentence in the log; during autostart it ends the process.
    `run_node(MyNode)` runs one; `groups`, `loops`, `start` and `close` are for `run_node`.
    """

    clock_in_loop: ClassVar[bool] = False
    """Whether the node's message loop takes `/clock` and not its executor: at half the cost, and who waits for a time
    in the loop is woken by it. Then time stands still while no loop runs."""
    clock_subscription: Subscription | None = None

    def __init__(self, name: str, *, cli_args: Sequence[str] = (), parameter_services: bool = True) -> None:
        """`cli_args` are ROS arguments for this node alone; they go before those of the process."""
        super().__init__(name, cli_args=list(cli_args) or None, start_parameter_services=parameter_services)
        self.clock = NodeClock.of(self)
        self.is_active = False
        self.on_fault: Callable[[BaseException], None] = self._say_fault
        self.loops: Sequence[WatchedLoop] = ()
        """What turns beside the executor, where there is anything; of `run_node`."""
        self._fault: RobotCellsError | None = None
        self._autostart = declare(self, "autostart", True, "Configure and activate by itself on start.")
        self._diagnostics = self.create_publisher(DiagnosticArray, "/diagnostics", 10)
        self.create_timer(
            DIAGNOSTICS_PERIOD_S, self._publish_diagnostics, clock=Clock(clock_type=ClockType.STEADY_TIME)
        )

    def create_subscription(self, msg_type: type, topic: str, *args: Any, **kwargs: Any) -> Subscription:
        """As `Node.create_subscription`; the one to `/clock`, which rclpy itself makes, may go to the loop."""
        if topic == CLOCK_TOPIC and self.clock_in_loop:
            kwargs["callback_group"] = NOT_OF_THE_EXECUTOR
            self.clock_subscription = super().create_subscription(msg_type, topic, *args, **kwargs)
            return self.clock_subscription
        return super().create_subscription(msg_type, topic, *args, **kwargs)

    def configure(self) -> None:
        """Read parameters, open files, create publishers, subscriptions and services."""

    def activate(self) -> None:
        """Begin to work."""

    def deactivate(self) -> None:
        """Take on nothing new."""

    def cleanup(self) -> None:
        """Undo `configure`."""

    def health(self) -> Health:
        """How the node is, for `/diagnostics`."""
        return Health.active() if self.is_active else Health.inactive()

    @property
    def groups(self) -> Sequence[Sequence[Node]]:
        """This node alone, in one executor; override where more nodes belong to the program."""
        return ((self,),)

    def start(self, on_fault: Callable[[BaseException], None]) -> None:
        """Configure and activate where `autostart` says so; raises `BringupError` or what the hook raised."""
        self.on_fault = on_fault
        if not self._autostart:
            return
        for trigger, word in ((self.trigger_configure, "configured"), (self.trigger_activate, "activated")):
            if trigger() is not TransitionCallbackReturn.SUCCESS:
                raise self._fault or BringupError(
                    f"The node could not be {word}.", where=self.get_fully_qualified_name(), remedy="Its log says why."
                )

    def close(self) -> None:
        """Leave the states that hold something; called when nothing spins any more."""
        if self.is_active:
            self.trigger_deactivate()
        self.trigger_shutdown()

    def on_configure(self, state: LifecycleState) -> TransitionCallbackReturn:
        """Lifecycle transition; see `configure`."""
        result = self._attempt("configure")
        return result if result is not TransitionCallbackReturn.SUCCESS else super().on_configure(state)

    def on_activate(self, state: LifecycleState) -> TransitionCallbackReturn:
        """Lifecycle transition; see `activate`."""
        result = self._attempt("activate")
        if result is not TransitionCallbackReturn.SUCCESS:
            return result
        self.is_active = True
        return super().on_activate(state)

    def on_deactivate(self, state: LifecycleState) -> TransitionCallbackReturn:
        """Lifecycle transition; see `deactivate`."""
        self.is_active = False
        result = self._attempt("deactivate")
        return result if result is not TransitionCallbackReturn.SUCCESS else super().on_deactivate(state)

    def on_cleanup(self, state: LifecycleState) -> TransitionCallbackReturn:
        """Lifecycle transition; see `cleanup`."""
        result = self._attempt("cleanup")
        return result if result is not TransitionCallbackReturn.SUCCESS else super().on_cleanup(state)

    def on_shutdown(self, state: LifecycleState) -> TransitionCallbackReturn:
        """Lifecycle transition from any state: what is configured is undone."""
        if self.is_active:
            self.is_active = False
            self._attempt("deactivate")
        if state.label != "unconfigured":
            self._attempt("cleanup")
        return super().on_shutdown(state)

    def on_error(self, state: LifecycleState) -> TransitionCallbackReturn:
        """A transition raised something unforeseen: back to unconfigured, so that it can be tried again."""
        self.is_active = False
        self.get_logger().error("A transition failed; the node is unconfigured again.")
        return super().on_error(state)

    def _attempt(self, hook: str) -> TransitionCallbackReturn:
        try:
            getattr(self, hook)()
        except RobotCellsError as error:
            self._fault = error
            self.get_logger().error(f"{hook}: {error}")
            return TransitionCallbackReturn.FAILURE
        except Exception as error:
            # The lifecycle node below us swallows exceptions in silence: what happened is said here.
            self._say_fault(error)
            self._fault = BringupError(
                f"{hook} raised {type(error).__name__}: {error}", where=self.get_fully_qualified_name()
            )
            raise
        return TransitionCallbackReturn.SUCCESS

    def _say_fault(self, fault: BaseException) -> None:
        """What becomes of a fault in a thread while nobody has taken charge of the node."""
        self.get_logger().fatal("".join(traceback.format_exception(fault)))

    def _publish_diagnostics(self) -> None:
        message = DiagnosticArray()
        message.header.stamp = self.get_clock().now().to_msg()
        message.status = [diagnostic_status(self.get_fully_qualified_name(), self.health())]
        self._diagnostics.publish(message)
