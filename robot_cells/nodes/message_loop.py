"""A thread that takes everything that has arrived on some topics at once, and then thinks once.

An executor runs one callback at a time and builds its wait set anew for each, from every entity of its nodes; where
messages are many and short that costs more than the work (a third of the processor time, measured on `/clock` at
100 Hz). Here the few subscriptions and actions that matter are waited on alone, as `rclpy.wait_for_message` does.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any, TypeVar

from rclpy.impl.implementation_singleton import rclpy_implementation
from rclpy.node import Node
from rclpy.qos import QoSProfile
from rclpy.subscription import Subscription
from rclpy.waitable import NumberOfEntities

from robot_cells.nodes.loop_action import LoopActionServer
from robot_cells.nodes.not_of_the_executor import NOT_OF_THE_EXECUTOR
from robot_cells.nodes.thread_name import name_this_thread

Answer = TypeVar("Answer")

_NS_PER_S = 1_000_000_000


_LOOK_S = 0.1


class MessageLoop:
    """Messages in, one `turn` per batch; everything runs in the loop's own thread.

    `turn` is called after each batch, and gives the longest time in seconds to wait for the next one (None: no
    limit). Whatever is raised ends the loop and is handed to `on_fault`. Where the node leaves `/clock` to its loop
    (`ManagedNode.clock_in_loop`), each of its messages is followed by a turn too.
    """

    def __init__(self, node: Node, turn: Callable[[], float | None], on_fault: Callable[[BaseException], None]) -> None:
        self._node = node
        self._turn = turn
        self._on_fault = on_fault
        self._handlers: list[tuple[Subscription, Callable[..., None]]] = []
        self._with_info: set[Subscription] = set()
        self._servers: list[LoopActionServer] = []
        self._guard = node.create_guard_condition(lambda: None, NOT_OF_THE_EXECUTOR)
        self._posted: deque[Callable[[], None]] = deque()
        self._stopping = False
        self._ended = False
        self._guard_lock = threading.Lock()
        self._thread = threading.Thread(target=self._run, name=f"loop {node.get_name()}", daemon=True)

    def subscribe(
        self, message_type: type, topic: str, handle: Callable[..., None], qos: QoSProfile, *, with_info: bool = False
    ) -> None:
        """Hand every message of `topic` to `handle`, `with_info` also what rclpy tells of it; before `start` only."""
        subscription = self._node.create_subscription(
            message_type, topic, handle, qos, callback_group=NOT_OF_THE_EXECUTOR
        )
        self._handlers.append((subscription, handle))
        if with_info:
            self._with_info.add(subscription)

    def serve(self, server: LoopActionServer) -> None:
        """Have its callbacks run here; before `start` only. Whoever made it takes it away, after `stop`."""
        self._servers.append(server)

    @property
    def name(self) -> str:
        """The name of its thread."""
        return self._thread.name

    @property
    def is_alive(self) -> bool:
        """Whether it has begun and not ended."""
        return self._thread.is_alive()

    def start(self) -> None:
        """Begin; the first turn comes at once."""
        self._thread.start()

    def stop(self) -> None:
        """End after the turn that runs; what was posted before is still done. Not to be called from the loop."""
        self._stopping = True
        self.wake()
        if self._thread.is_alive():
            self._thread.join()
        for subscription, _ in self._handlers:
            self._node.destroy_subscription(subscription)
        self._handlers.clear()
        with self._guard_lock:
            self._ended = True
            self._node.destroy_guard_condition(self._guard)

    def wake(self) -> None:
        """Have a turn soon; from any thread. A loop that has ended has none."""
        with self._guard_lock:
            if not self._ended:
                self._guard.trigger()

    def post(self, work: Callable[[], None]) -> None:
        """Have `work` done in the loop's thread, before its next turn; from any thread."""
        self._posted.append(work)
        self.wake()

    def ask(self, question: Callable[[], Answer]) -> Answer:
        """What `question` gives in the loop's thread, between two batches; waits for it, so from other threads only.

        Raises `RuntimeError` where the loop ends before it has answered.
        """
        answers: list[Answer] = []
        answered = threading.Event()

        def answer() -> None:
            """In the loop's thread."""
            answers.append(question())
            answered.set()

        self.post(answer)
        while not answered.wait(_LOOK_S):
            if not self.is_alive and not answered.is_set():
                raise RuntimeError(f"The thread {self.name} has ended before it answered.")
        return answers[0]

    def _run(self) -> None:
        name_this_thread()
        try:
            while not self._stopping:
                timeout_s = self._turn()
                self._take(timeout_s)
                self._do_posted()
        except BaseException as fault:  # noqa: BLE001
            self._on_fault(fault)

    def _do_posted(self) -> None:
        while self._posted:
            self._posted.popleft()()

    def _take(self, timeout_s: float | None) -> None:
        """Wait until something has arrived, `wake` was called or the time is up; then take all there is."""
        nanoseconds = -1 if timeout_s is None else max(0, round(timeout_s * _NS_PER_S))
        context = self._node.context.handle
        handlers = self._all_handlers()
        with ExitStack() as held:
            for subscription, _ in handlers:
                held.enter_context(subscription.handle)
            held.enter_context(self._guard.handle)
            held.enter_context(context)
            entities = NumberOfEntities(len(handlers), 1)
            for server in self._servers:
                held.enter_context(server)
                entities += server.get_num_entities()
            wait_set = _wait_set(entities, context)
            for subscription, _ in handlers:
                wait_set.add_subscription(subscription.handle)
            wait_set.add_guard_condition(self._guard.handle)
            for server in self._servers:
                server.add_to_wait_set(wait_set)
            wait_set.wait(nanoseconds)
            ready = set(wait_set.get_ready_entities("subscription"))
            for subscription, handle in handlers:
                if subscription.handle.pointer in ready:
                    told = 2 if subscription in self._with_info else 1
                    while (taken := subscription.handle.take_message(subscription.msg_type, False)) is not None:
                        handle(*taken[:told])
            for server in self._servers:
                if server.is_ready(wait_set):
                    server.take()

    def _all_handlers(self) -> list[tuple[Subscription, Callable[..., None]]]:
        clock: Subscription | None = getattr(self._node, "clock_subscription", None)
        # First: what else has arrived is handled at the newest time that is known.
        return self._handlers if clock is None else [(clock, clock.callback), *self._handlers]


def _wait_set(entities: NumberOfEntities, context: Any) -> Any:
    """An empty one with room for so many; `context` is the handle of the context."""
    wait_set = rclpy_implementation.WaitSet(
        entities.num_subscriptions,
        entities.num_guard_conditions,
        entities.num_timers,
        entities.num_clients,
        entities.num_services,
        entities.num_events,
        context,
    )
    wait_set.clear_entities()
    return wait_set
