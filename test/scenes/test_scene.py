"""A scene's names are clear, and its cameras hang somewhere."""

from __future__ import annotations

import pytest

from robot_cells.bodies.body import Body
from robot_cells.bodies.mechanism import Frame, Mechanism
from robot_cells.ids import CellId, LineId
from robot_cells.scenes.scene import CameraView, Placed, Role, Scene

POST = Mechanism("post", (Body("post"),), {"lens": Frame("post")})
LINE = LineId("line")


def view(placed: str, frame: str) -> CameraView:
    """A camera that hangs there."""
    return CameraView("c/camera", placed, frame, 640, 480, 0.8)


def test_a_scene_finds_by_name_by_cell_and_by_role() -> None:
    floor = Placed("floor", Role.STRUCTURE, Mechanism("floor", (Body("floor"),)))
    post = Placed("c/camera", Role.CAMERA, POST, cell=CellId("c"))
    scene = Scene(LINE, (floor, post), (view("c/camera", "lens"),))
    assert scene.find("floor") is floor
    assert scene.of(cell=CellId("c")) == scene.of(role=Role.CAMERA) == (post,)
    assert scene.of() == (floor, post)
    with pytest.raises(KeyError):
        scene.find("roof")


def test_two_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="two of the name post"):
        Scene(LINE, (Placed("post", Role.CAMERA, POST), Placed("post", Role.CAMERA, POST)))


@pytest.mark.parametrize(("placed", "frame"), [("roof", "lens"), ("post", "eye")])
def test_a_camera_that_hangs_nowhere_is_refused(placed: str, frame: str) -> None:
    with pytest.raises(ValueError, match="which is nowhere"):
        Scene(LINE, (Placed("post", Role.CAMERA, POST),), (view(placed, frame),))
