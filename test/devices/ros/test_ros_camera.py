"""The camera of a cell over ROS tells where its pictures are."""

from __future__ import annotations

from typing import Any

import pytest

from robot_cells.devices.device_client import CommandState, CommandStatus
from robot_cells.devices.ros.camera import RosCamera
from robot_cells.ids import CellId


class Link:
    """Knows one command, and says of it what the test says."""

    def __init__(self, status: CommandStatus) -> None:
        self._status = status

    def status(self, command_id: str) -> CommandStatus:
        return self._status


class Graph:
    """Counts publishers."""

    def __init__(self, publishers: int) -> None:
        self.publishers = publishers

    def count_publishers(self, topic: str) -> int:
        return self.publishers if topic == "look/camera/image_raw" else 0


def a_camera(status: CommandStatus, publishers: int = 1) -> RosCamera:
    graph: Any = Graph(publishers)
    link: Any = Link(status)
    return RosCamera(graph, link, CellId("look"), "camera")


def test_a_capture_that_has_ended_well_names_the_topic_of_its_picture() -> None:
    done = CommandStatus(CommandState.SUCCEEDED, 1.0, result={"stamp_s": 4.5})
    assert a_camera(done).status("c1").result == {"stamp_s": 4.5, "image": "look/camera/image_raw"}


@pytest.mark.parametrize(
    "status",
    [
        CommandStatus(CommandState.RUNNING, 0.5, result={"stamp_s": 4.5}),
        CommandStatus(CommandState.FAILED, error_code="camera.no_image"),
        CommandStatus(CommandState.SUCCEEDED, 1.0),
    ],
)
def test_without_a_picture_no_topic_is_named(status: CommandStatus) -> None:
    assert a_camera(status).status("c1") == status


@pytest.mark.parametrize(("publishers", "words"), [(1, ""), (0, "nobody publishes look/camera/image_raw")])
def test_a_camera_is_there_once_somebody_publishes_its_pictures(publishers: int, words: str) -> None:
    assert a_camera(CommandStatus(CommandState.RUNNING), publishers).missing() == words
