"""Where everything that has a name is: links, joints, frames and models, each relative to another one.

Names are absolute: those of the models round a thing and its own, joined by `::`. The empty name is the file itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from itertools import islice

import numpy as np

from robot_cells.bodies.pose3d import Matrix, Pose3D
from robot_cells.robots.urdf.element import Element

JOINED = "::"
MODEL_FRAME, WORLD = "__model__", "world"


class Kind(Enum):
    """What has a name and a place."""

    MODEL = "model"
    LINK = "link"
    JOINT = "joint"
    FRAME = "frame"


@dataclass(frozen=True, slots=True)
class Named:
    """One thing of the model `scope` (absolute name; empty: of the file), with what it says of its place.

    `relative_to` and `fixed_to` are names as that model knows them; empty: the model itself. `fixed_to` is what a frame
    is attached to, the child of a joint, the canonical link of a model. `placed_by` is the frame of a model that its
    pose is meant for; empty: the model's own.
    """

    element: Element
    kind: Kind
    scope: str
    pose: Pose3D
    relative_to: str = ""
    fixed_to: str = ""
    placed_by: str = ""


@dataclass(slots=True)
class FrameGraph:
    """All that has a name in one file with what it includes."""

    things: dict[str, Named] = field(default_factory=dict)

    def add(self, name: str, thing: Named) -> None:
        """Raises `SceneError` where the name is taken: in SDF all children of a model share one space of names."""
        if name in self.things:
            first = self.things[name].element
            what = f"{thing.element} has the name of {first} (line {first.line})."
            raise thing.element.fault(what, "Give each child of a model a name of its own.")
        self.things[name] = thing

    def find(self, scope: str, name: str, element: Element) -> str:
        """The absolute name of what an element within the model `scope` calls `name`; raises `SceneError`."""
        if name in ("", MODEL_FRAME) or (name == WORLD and not scope):
            return scope
        found = joined(scope, name)
        if found not in self.things:
            here = ", ".join(islice(self._within(scope), 12)) or "no names"
            raise element.fault(f"{element} names '{name[:80]}', which is not there.", f"There are: {here}.")
        return found

    def pose(self, name: str, base: str = "") -> Matrix:
        """4x4 of `name` in the frame of `base`, which lies on the way from there to the file; raises `SceneError`."""
        matrix = np.eye(4)
        passed: list[str] = []
        while name != base:
            if not name or name in passed:
                element = self.things[passed[-1]].element
                raise element.fault(
                    f"{element} is placed relative to itself, by way of {' and '.join(passed[:6])}.",
                    "Let one of them be placed in its model.",
                )
            passed.append(name)
            thing = self.things[name]
            own = thing.pose.matrix()
            if thing.placed_by:
                own = own @ np.linalg.inv(self.pose(self.find(name, thing.placed_by, thing.element), name))
            matrix = own @ matrix
            name = self.find(thing.scope, thing.relative_to, thing.element)
        return matrix

    def between(self, name: str, base: str) -> Matrix:
        """4x4 of `name` in the frame of `base`, wherever both are; raises `SceneError`."""
        return np.asarray(np.linalg.inv(self.pose(base)) @ self.pose(name))

    def link_of(self, name: str, element: Element) -> str:
        """The link that a thing moves with; raises `SceneError` where it is none."""
        passed: set[str] = set()
        while name and name not in passed:
            passed.add(name)
            thing = self.things[name]
            if thing.kind is Kind.LINK:
                return name
            if thing.kind is Kind.MODEL:
                name = joined(name, thing.fixed_to) if thing.fixed_to else self._first_link(name)
                name = name if name in self.things else ""
            else:
                name = self.find(thing.scope, thing.fixed_to, thing.element)
        raise element.fault(f"{element} moves with no link.", "Name a link, or a frame on one.")

    def _first_link(self, model: str) -> str:
        start = joined(model, "")
        links = (item for item, thing in self.things.items() if thing.kind is Kind.LINK and item.startswith(start))
        return next(links, "")

    def _within(self, scope: str) -> Iterator[str]:
        start = joined(scope, "") if scope else ""
        return (name.removeprefix(start) for name in self.things if name.startswith(start) and name != scope)


def joined(scope: str, name: str) -> str:
    """The absolute name of a child of a model."""
    return f"{scope}{JOINED}{name}" if scope else name
