"""Which link of a model carries which, and the mechanism that they make up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from robot_cells.bodies.body import Body
from robot_cells.bodies.geometry import Geometry
from robot_cells.bodies.inertia import Inertia
from robot_cells.bodies.joint import FIXED, Joint, JointKind
from robot_cells.bodies.mechanism import Frame, Mechanism
from robot_cells.bodies.pose3d import HERE, Pose3D
from robot_cells.scenes.sdf_files.frame_graph import JOINED, FrameGraph
from robot_cells.scenes.sdf_files.gathered import Written
from robot_cells.scenes.sdf_files.joint_reader import ReadJoint

_SAME_M = 1e-12


@dataclass(frozen=True, slots=True)
class ReadLink:
    """A link with its shapes and its inertia in its own frame."""

    written: Written
    geometries: tuple[Geometry, ...]
    inertia: Inertia | None


@dataclass(frozen=True, slots=True)
class ModelTree:
    """The links of one model that stands by itself, with those of the models in it; `joints` by the link they carry."""

    model: Written
    graph: FrameGraph
    links: Mapping[str, ReadLink]
    joints: Mapping[str, ReadJoint]
    is_static: bool

    @classmethod
    def of(
        cls, model: Written, graph: FrameGraph, links: Sequence[ReadLink], joints: Sequence[ReadJoint], is_static: bool
    ) -> ModelTree:
        """Raises `SceneError` where links are carried twice, or there is more than one tree."""
        if not links:
            raise model.element.fault(f"{model.element} has no links.", "Add a <link>.")
        carried: dict[str, ReadJoint] = {}
        for joint in joints:
            element = joint.written.element
            if joint.child in carried:
                first = carried[joint.child].written.element
                raise element.fault(
                    f"The link '{local(model, joint.child)}' is carried twice: by {first} (line {first.line}) "
                    f"and by {element}.",
                    "Closed loops are not read: leave one of the joints out.",
                )
            carried[joint.child] = joint
        tree = cls(model, graph, {item.written.name: item for item in links}, carried, is_static)
        roots = tree.roots
        if len(roots) > 1 and not is_static and not tree.is_bolted:
            names = ", ".join(f"'{local(model, name)}'" for name in roots[:6])
            raise tree.links[roots[1]].written.element.fault(
                f"Nothing carries the links {names}: there is more than one tree.",
                "Join all but one of them to another link, one to the world, or make the model static.",
            )
        return tree

    @property
    def roots(self) -> list[str]:
        """Links that no joint carries."""
        return [name for name in self.links if name not in self.joints]

    @property
    def is_bolted(self) -> bool:
        """Whether it stands fast: static, or joined to the world."""
        return self.is_static or any(not joint.parent for joint in self.joints.values())

    def mechanism(self) -> Mechanism:
        """Bodies by the names of their links; those of models within have the model's name before it, with a dot."""
        order = self._order()
        bodies = [self._body(name) for name in order]
        frames = {}
        for name, thing in self.graph.things.items():
            if thing.kind.value == "frame" and name.startswith(self.model.name + JOINED):
                link = self.graph.link_of(name, thing.element)
                pose = self._at(self.graph.between(name, link), link)
                if thing.relative_to and self.graph.find(thing.scope, thing.relative_to, thing.element) == link:
                    pose = self._moved(thing.pose, link)
                frames[local(self.model, name)] = Frame(local(self.model, link), pose)
        try:
            return Mechanism(self.model.name, tuple(bodies), frames)
        except ValueError as error:
            what = f"Two things of {self.model.element} come to have the same name: {error}"
            raise self.model.element.fault(
                what, "Rename one of them; names within models are joined by dots."
            ) from error

    def _order(self) -> list[str]:
        """Parents first, otherwise as in the file."""
        order: list[str] = []
        waiting = list(self.links)
        while waiting:
            ready = next((name for name in waiting if self._parent(name) in ("", *order)), None)
            if ready is None:
                joint = self.joints[waiting[0]].written.element
                names = ", ".join(f"'{local(self.model, name)}'" for name in waiting[:6])
                raise joint.fault(f"The links {names} carry each other in a loop.", "Leave one of their joints out.")
            order.append(ready)
            waiting.remove(ready)
        return order

    def _parent(self, name: str) -> str:
        return self.joints[name].parent if name in self.joints and not self.is_static else ""

    def _body(self, name: str) -> Body:
        link = self.links[name]
        carried = self.joints.get(name) if not self.is_static else None
        parent = carried.parent if carried is not None else ""
        geometries = tuple(replace(item, pose=self._moved(item.pose, name)) for item in link.geometries)
        inertia = None if link.inertia is None or self.is_static else self._moved_inertia(link.inertia, name)
        own, pose = local(self.model, name), self._pose(name, parent or self.model.name)
        return Body(own, local(self.model, parent), pose, self._joint(name, carried), inertia, geometries)

    def _joint(self, name: str, carried: ReadJoint | None) -> Joint:
        if carried is not None:
            joint = carried.joint
            if joint.kind is JointKind.FIXED:
                return joint
            mimics = local(self.model, joint.mimics)
            return replace(joint, name=local(self.model, joint.name), mimics=mimics)
        if self.is_static or not self.is_bolted:
            return FIXED
        return Joint(f"{local(self.model, name)}_free", JointKind.FREE)

    def _pose(self, name: str, parent: str) -> Pose3D:
        """Of the body of a link in that of its parent, or in the model."""
        link, thing = self._origin(name), self.graph.things[name]
        if link == HERE and self._origin(parent) == HERE:
            if self.graph.find(thing.scope, thing.relative_to, thing.element) == parent:
                return thing.pose
            return Pose3D.from_matrix(self.graph.between(name, parent))
        return self._origin(parent).inverse() @ Pose3D.from_matrix(self.graph.between(name, parent)) @ link

    def _origin(self, name: str) -> Pose3D:
        """Where the body's frame is in the link's: at the joint that carries it, turned as the link is."""
        joint = self.joints.get(name) if not self.is_static else None
        if joint is None or max(abs(value) for value in joint.origin.position_m) < _SAME_M:
            return HERE
        return joint.origin

    def _at(self, matrix: object, link: str) -> Pose3D:
        return self._moved(Pose3D.from_matrix(matrix), link)  # type: ignore[arg-type]

    def _moved(self, pose: Pose3D, link: str) -> Pose3D:
        origin = self._origin(link)
        return pose if origin == HERE else origin.inverse() @ pose

    def _moved_inertia(self, inertia: Inertia, link: str) -> Inertia:
        origin = self._origin(link)
        return inertia if origin == HERE else inertia.moved(origin.inverse())


def local(model: Written, name: str) -> str:
    """The name of a thing of a model within that: names of models between are divided by dots."""
    return name.removeprefix(model.name + JOINED).replace(JOINED, ".")
