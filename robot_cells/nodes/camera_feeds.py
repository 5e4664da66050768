"""Pictures of cameras for whoever waits for one that is new enough."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from rclpy.clock import Clock, ClockType
from rclpy.exceptions import InvalidTopicNameException
from rclpy.node import Node
from rclpy.qos import DurabilityPolicy, HistoryPolicy, QoSProfile, ReliabilityPolicy
from rclpy.subscription import Subscription
from rclpy.validate_topic_name import validate_topic_name
from sensor_msgs.msg import Image

from robot_cells.errors import InspectionError
from robot_cells.lines.device import DeviceKind
from robot_cells.lines.line import Line

CLOCK_AHEAD_S = 1.0
"""A stamp that lies farther in the future says nothing about when the picture was taken."""
_LOOK_S = 0.05
_SEEK_S = 0.5
_S_PER_NS = 1e-9
PATIENCE_MAX_S = 3600.0


@dataclass(frozen=True, slots=True)
class Wait:
    """Somebody waits for a picture taken at `not_before_ns` (node time) or later, until `deadline_s` (monotonic)."""

    not_before_ns: int
    patience_s: float
    deadline_s: float
    take: Callable[[Image], None]
    give_up: Callable[[str], None]


@dataclass(frozen=True, slots=True)
class _Offer:
    """What all publishers of a topic promise: who asks for more than that hears nothing."""

    reliability: ReliabilityPolicy
    durability: DurabilityPolicy


@dataclass(slots=True)
class _Feed:
    """One camera: its subscription, its latest picture, and who waits."""

    topic: str
    subscription: Subscription
    offer: _Offer
    latest: Image | None = None
    waits: list[Wait] = field(default_factory=list)


class CameraFeeds:
    """Subscribes to a camera on its first use, and keeps that. Used by the executor's thread alone.

    To those in `expected` (topics) as soon as somebody publishes there: a camera that takes pictures on command may
    have published the first before anybody asks for it. Patience is real time, whatever clock the node goes by: it is
    about a camera that does not answer.
    """

    def __init__(self, node: Node, expected: Iterable[str] = ()) -> None:
        self._node = node
        self._feeds: dict[str, _Feed] = {}
        self._expected = tuple(node.resolve_topic_name(topic) for topic in expected)
        self._seeker = node.create_timer(_SEEK_S, self._seek, clock=Clock(clock_type=ClockType.STEADY_TIME))
        self._timer = node.create_timer(_LOOK_S, self._look, clock=Clock(clock_type=ClockType.STEADY_TIME))
        self._timer.cancel()

    def wait_for(
        self,
        camera: str,
        not_before_ns: int,
        patience_s: float,
        take: Callable[[Image], None],
        give_up: Callable[[str], None],
    ) -> None:
        """Hand over the first picture of the topic `camera` with that stamp or a later one, or give up with a sentence.

        Raises `InspectionError` for a name that is none, and for a patience that is no time.
        """
        if not (math.isfinite(patience_s) and 0 < patience_s <= PATIENCE_MAX_S):
            raise InspectionError(
                f"patience_s is {patience_s:g}.", remedy=f"Give seconds, more than 0 and at most {PATIENCE_MAX_S:g}."
            )
        feed = self._feed(camera)
        wait = Wait(not_before_ns, patience_s, time.monotonic() + patience_s, take, give_up)
        if feed.latest is not None and self._fits(feed.latest, wait):
            take(feed.latest)
            return
        feed.waits.append(wait)
        self._timer.reset()

    @property
    def cameras(self) -> tuple[str, ...]:
        """The topics that are subscribed to."""
        return tuple(self._feeds)

    def close(self) -> None:
        """Let go of all; who waits is not answered."""
        for timer in (self._timer, self._seeker):
            self._node.destroy_timer(timer)
        for feed in self._feeds.values():
            self._node.destroy_subscription(feed.subscription)
        self._feeds.clear()

    def _feed(self, camera: str) -> _Feed:
        try:
            validate_topic_name(camera)
            topic = self._node.resolve_topic_name(camera)
        except InvalidTopicNameException as error:
            raise InspectionError(f"{camera!r} is no name of a topic.", remedy="Name the topic of a camera.") from error
        feed = self._feeds.get(topic)
        offer = self._offer(topic)
        if feed is None:
            self._feeds[topic] = feed = _Feed(topic, self._subscribe(topic, offer), offer)
        elif feed.offer != offer:
            self._node.destroy_subscription(feed.subscription)
            feed.subscription, feed.offer = self._subscribe(topic, offer), offer
        return feed

    def _seek(self) -> None:
        """Subscribe to expected cameras that somebody publishes, as they are published now."""
        for topic in self._expected:
            if self._node.count_publishers(topic) > 0:
                self._feed(topic)

    def _offer(self, topic: str) -> _Offer:
        """The most that every publisher has; of a camera that keeps its last picture a late listener hears that one."""
        offered = [item.qos_profile for item in self._node.get_publishers_info_by_topic(topic)]
        is_reliable = bool(offered) and all(item.reliability == ReliabilityPolicy.RELIABLE for item in offered)
        is_kept = bool(offered) and all(item.durability == DurabilityPolicy.TRANSIENT_LOCAL for item in offered)
        return _Offer(
            ReliabilityPolicy.RELIABLE if is_reliable else ReliabilityPolicy.BEST_EFFORT,
            DurabilityPolicy.TRANSIENT_LOCAL if is_kept else DurabilityPolicy.VOLATILE,
        )

    def _subscribe(self, topic: str, offer: _Offer) -> Subscription:
        qos = QoSProfile(
            history=HistoryPolicy.KEEP_LAST, depth=2, reliability=offer.reliability, durability=offer.durability
        )
        return self._node.create_subscription(Image, topic, lambda image: self._hear(topic, image), qos)

    def _hear(self, topic: str, image: Image) -> None:
        feed = self._feeds.get(topic)
        if feed is None:
            return
        feed.latest = image
        self._serve(feed, image)

    def _serve(self, feed: _Feed, image: Image) -> None:
        served = [wait for wait in feed.waits if self._fits(image, wait)]
        feed.waits = [wait for wait in feed.waits if wait not in served]
        for wait in served:
            wait.take(image)

    def _fits(self, image: Image, wait: Wait) -> bool:
        return wait.not_before_ns <= stamp_ns(image) <= self._latest_possible_ns()

    def _latest_possible_ns(self) -> int:
        return int(self._node.get_clock().now().nanoseconds + CLOCK_AHEAD_S / _S_PER_NS)

    def _look(self) -> None:
        """Give up what has waited long enough; a picture that seemed ahead of its time may fit now."""
        now_s = time.monotonic()
        for feed in self._feeds.values():
            if feed.latest is not None:
                self._serve(feed, feed.latest)
            late = [wait for wait in feed.waits if now_s >= wait.deadline_s]
            feed.waits = [wait for wait in feed.waits if wait not in late]
            for wait in late:
                wait.give_up(self._reason(feed, wait))
        if not any(feed.waits for feed in self._feeds.values()):
            self._timer.cancel()

    def _reason(self, feed: _Feed, wait: Wait) -> str:
        begin = f"The camera {feed.topic} has sent no new picture within {wait.patience_s:g} s"
        if feed.latest is None:
            count = self._node.count_publishers(feed.topic)
            what = "nobody publishes there" if count == 0 else "none has come from it at all"
            return f"{begin}: {what}. See whether its driver runs."
        stamp = stamp_ns(feed.latest)
        if stamp > self._latest_possible_ns():
            ahead_s = (stamp - self._node.get_clock().now().nanoseconds) * _S_PER_NS
            return f"{begin}: its clock is {ahead_s:.1f} s ahead of this node's. Set the clocks by each other."
        before_s = (wait.not_before_ns - stamp) * _S_PER_NS
        return f"{begin}: its latest one is {before_s:.3f} s older than what is asked for. See whether it stands still."


def cameras_of(line: Line) -> tuple[str, ...]:
    """The topics on which the cameras of a line publish."""
    return tuple(
        f"{cell.id}/{device.id}/image_raw"
        for cell in line.cells
        for device in cell.devices
        if device.kind is DeviceKind.CAMERA
    )


def stamp_ns(image: Image) -> int:
    """When it was taken, in nanoseconds of the node's time."""
    return int(image.header.stamp.sec) * 1_000_000_000 + int(image.header.stamp.nanosec)
