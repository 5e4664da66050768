"""Mechanisms are trees whose names are clear."""

from __future__ import annotations

import pytest

from robot_cells.bodies.body import Body
from robot_cells.bodies.joint import Joint, JointKind
from robot_cells.bodies.mechanism import Frame, Mechanism

HINGE = Joint("hinge", JointKind.REVOLUTE, is_driven=True)
DOOR = Mechanism("door", (Body("frame"), Body("leaf", "frame", joint=HINGE)), {"handle": Frame("leaf")})


def test_a_mechanism_finds_its_bodies_and_joints() -> None:
    assert DOOR.body("leaf").parent == "frame"
    assert DOOR.children("frame") == (DOOR.body("leaf"),) and DOOR.children("") == (DOOR.body("frame"),)
    assert DOOR.joints == DOOR.driven_joints == (HINGE,)
    with pytest.raises(KeyError):
        DOOR.body("window")


@pytest.mark.parametrize(
    ("bodies", "frames", "said"),
    [
        ((Body("a"), Body("a")), {}, "there twice"),
        ((Body(""),), {}, "empty"),
        ((Body("a", "b"), Body("b")), {}, "does not come before"),
        ((Body("a", "a"),), {}, "does not come before"),
        ((Body("a"), Body("b", "a", joint=HINGE), Body("c", "a", joint=HINGE)), {}, "'hinge' is empty or there twice"),
        ((Body("a", joint=Joint(kind=JointKind.FREE)),), {}, "'' is empty"),
        ((Body("a"),), {"tool": Frame("b")}, "the frame tool is on 'b'"),
    ],
)
def test_what_is_no_tree_is_refused(bodies: tuple[Body, ...], frames: dict[str, Frame], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Mechanism("m", bodies, frames)
