"""All models of a file with what it includes, as they are written: links, joints, and where everything is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from robot_cells.robots.urdf.element import Element
from robot_cells.scenes.sdf_files.frame_graph import JOINED, FrameGraph, Kind, Named, joined
from robot_cells.scenes.sdf_files.left_out import LeftOut
from robot_cells.scenes.sdf_files.source import MOST_INCLUDES, Source
from robot_cells.scenes.sdf_files.values import said_pose, truth, word

_IN_MODEL = ("pose", "link", "joint", "frame", "model", "include", "static")
_MEANS_NOTHING = ("allow_auto_disable", "enable_wind", "self_collide", "gravity", "physics", "gui", "scene")
"""What tells a simulator how to compute or to look, and nothing of bodies."""
_WORLD_MEANS_NOTHING = (*_MEANS_NOTHING, "atmosphere", "magnetic_field", "wind", "audio", "spherical_coordinates")


@dataclass(frozen=True, slots=True)
class Written:
    """A link, joint or model as it is written: `name` is absolute, `scope` the model that it is in."""

    element: Element
    name: str
    scope: str
    source: Source


@dataclass(slots=True)
class Gathered:
    """`models` are those that stand by themselves; `links` and `joints` those of all models, in order."""

    left_out: LeftOut
    graph: FrameGraph = field(default_factory=FrameGraph)
    models: list[Written] = field(default_factory=list)
    links: list[Written] = field(default_factory=list)
    joints: list[Written] = field(default_factory=list)
    frames: list[Written] = field(default_factory=list)
    static: set[str] = field(default_factory=set)
    _included: int = 0

    @classmethod
    def of(cls, path: Path, folders: Sequence[Path]) -> Gathered:
        """Of a file with one <model> or one <world>; raises `SceneError`."""
        found = cls(LeftOut())
        source = Source(path, tuple(folders))
        root = source.read()
        worlds, models = root.all("world"), root.all("model")
        if len(worlds) > 1:
            raise worlds[1].fault(f"{worlds[1]} is another world.", "Write each world into a file of its own.")
        if len(worlds) + len(models) != 1:
            what = f"The file holds {len(models)} models beside {len(worlds)} worlds."
            raise root.fault(what, "Give it one <model>, or one <world> with models.")
        found.left_out.others(root, ("world", "model"))
        if worlds:
            found.left_out.others(worlds[0], ("model", "include", "frame"), _WORLD_MEANS_NOTHING)
            found._children(worlds[0], "", source)
        else:
            found._model(models[0], "", source)
        return found

    def _children(self, parent: Element, scope: str, source: Source) -> None:
        """Of a model or the world, in the order in which they are written."""
        for element in parent.children:
            if element.tag == "model":
                self._model(element, scope, source)
            elif element.tag == "include":
                self._include(element, scope, source)
            elif element.tag in _PLACES and (scope or element.tag == "frame"):
                kind, kept = _PLACES[element.tag], getattr(self, f"{element.tag}s")
                kept.append(Written(element, self._enter(element, kind, scope), scope, source))

    def _model(self, element: Element, scope: str, source: Source, include: Element | None = None) -> None:
        """One <model>; what the element says that includes it wins over what it says itself."""
        said = [item for item in (include, element) if item is not None]
        called = include.find("name") if include is not None else None
        own = called.content.strip() if called is not None and called.content.strip() else element.text("name")
        absolute = joined(scope, _plain(own, element))
        placing = next((item for item in said if item.find("pose") is not None), element)
        pose = said_pose(placing)
        placed_by = _placement_frame(include, element)
        canonical = element.attributes.get("canonical_link", "").strip()
        self.graph.add(absolute, Named(element, Kind.MODEL, scope, pose.pose, pose.relative_to, canonical, placed_by))
        if not scope:
            self.models.append(Written(element, absolute, scope, source))
            stated = next((item for item in said if item.find("static") is not None), element)
            if truth(stated, "static"):
                self.static.add(absolute)
        self.left_out.others(element, _IN_MODEL, _MEANS_NOTHING)
        self._children(element, absolute, source)

    def _include(self, include: Element, scope: str, source: Source) -> None:
        self._included += 1
        if self._included > MOST_INCLUDES:
            raise include.fault(f"There are more than {MOST_INCLUDES} includes.", "Write fewer.")
        if include.attributes.get("merge", "").strip().lower() in ("true", "1"):
            raise include.fault("A model that is merged is not read.", "Include it without merge.")
        self.left_out.others(include, ("uri", "name", "pose", "static", "placement_frame"))
        inner = source.included(include)
        models = inner.read().all("model")
        if len(models) != 1:
            what = f"{inner.path.name} holds {len(models)} models, and is included as one."
            raise include.fault(what, "Include a file with one <model>.")
        self._model(models[0], scope, inner, include)

    def _enter(self, element: Element, kind: Kind, scope: str) -> str:
        """A link, joint or frame is entered under its absolute name, which is given back."""
        name, said = joined(scope, _plain(element.text("name"), element)), said_pose(element)
        fixed_to = element.attributes.get("attached_to", "").strip() if kind is Kind.FRAME else ""
        if kind is Kind.JOINT:
            fixed_to = word(element, "child")
        self.graph.add(name, Named(element, kind, scope, said.pose, said.relative_to or fixed_to, fixed_to))
        return name


_PLACES = {"link": Kind.LINK, "joint": Kind.JOINT, "frame": Kind.FRAME}


def _plain(name: str, element: Element) -> str:
    if JOINED in name:
        raise element.fault(f"{element} has '{JOINED}' in its name.", "That stands between a model and what is in it.")
    return name


def _placement_frame(include: Element | None, model: Element) -> str:
    """The frame of a model that its pose is meant for; empty: its own."""
    stated = include.find("placement_frame") if include is not None else None
    if stated is not None:
        return stated.content.strip()
    return model.attributes.get("placement_frame", "").strip()
