"""What a rendered picture is made of: a cell as it is bolted down, and one tray whose parts can be put anywhere.

Tops of parts carry their drawn looks as textures; sides are plain. Nothing here has weight or touches: where things
truly are is known already, by the tray's state and the arms' joints.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, SubElement

import numpy as np
import numpy.typing as npt

from robot_cells.orders.layout import Layout
from robot_cells.orders.part_sizes import (
    BOTTOM_M,
    COUPLING_HEIGHT_M,
    SCREW_HEAD_M,
    WALL_HEIGHT_M,
    WALL_M,
    size_of,
)
from robot_cells.scenes.mjcf import mjcf_tree
from robot_cells.scenes.scene import Scene
from robot_cells.scenes.xml_text import numbers, xml_text
from robot_cells.simulations.golden_pictures import GOLDEN_SERIAL
from robot_cells.simulations.part_faces import (
    chassis_face,
    coupling_face,
    head_diameter,
    label_face,
    label_middle,
    label_size,
    screw_face,
)
from robot_cells.simulations.tray_picture import module_face

Image = npt.NDArray[np.uint8]
Box = tuple[tuple[float, float], tuple[float, float], tuple[float, float]]
"""From and to along x, y and z, metres."""

FINE_PX_M = 4000.0
"""Pixels of a texture per metre: twice as fine as the pictures, so that no drawing shows its own pixels."""
LABEL_PX = (448, 400)
"""Rows and columns of the label's texture, whatever is written on it."""
SKIN_M = 0.0002
"""Thickness of what carries a texture."""
TRAY, LABEL = "tray", "label"
_METAL = (0.60, 0.61, 0.62, 1.0)
UNSEEN_Z_M = -50.0
"""Parts that are not on the tray wait so far below the floor."""


@dataclass(slots=True)
class PictureModel:
    """The document with its textures: `document` for MuJoCo, `faces` by texture, `parts` the names of bodies.

    A module is called `module/<id>`, its texture too; so with `screw` and `coupling`. The document has room for the
    textures, they themselves go into the model that is made from it: as files they would take a second.
    """

    document: str
    faces: dict[str, Image] = field(default_factory=dict)
    parts: tuple[str, ...] = ()


def picture_model(scene: Scene, layout: Layout) -> PictureModel:
    """Of a scene without trays, and a tray of this layout; raises `SceneError` where the scene cannot be written."""
    return _Writer(scene, layout).model()


class _Writer:
    def __init__(self, scene: Scene, layout: Layout) -> None:
        self._layout = layout
        self._root = mjcf_tree(scene)
        self._asset, self._world = _child(self._root, "asset"), _child(self._root, "worldbody")
        self._faces: dict[str, Image] = {}
        self._parts: list[str] = []

    def model(self) -> PictureModel:
        """The scene with the tray and every part of its layout."""
        self._tray()
        for module in self._layout.modules:
            name, height = f"module/{module.id}", size_of(module).height_m
            face = module_face(self._layout, module, module.type, FINE_PX_M)
            half = module.width_m / 2, module.depth_m / 2
            x, y = (-half[0], half[0]), (-half[1], half[1])
            body = self._body(name)
            self._box(body, "sides", (x, y, (0.0, height - SKIN_M)), _edge_colour(face))
            self._faced(body, name, "box", _centre((x, y, (height - SKIN_M, height))), face)
        for screw in self._layout.screws:
            name, radius = f"screw/{screw.id}", head_diameter(screw) / 2
            face = screw_face(screw, FINE_PX_M)
            self._upright(self._body(name), name, radius, SCREW_HEAD_M, face)
        for coupling in self._layout.couplings:
            name = f"coupling/{coupling.id}"
            face = coupling_face(coupling, FINE_PX_M)
            self._upright(self._body(name), name, coupling.diameter_m / 2, COUPLING_HEIGHT_M, face)
        return PictureModel(xml_text(self._root), self._faces, tuple(self._parts))

    def _tray(self) -> None:
        layout, body = self._layout, self._body(TRAY)
        w, d, t = layout.width_m, layout.depth_m, WALL_M
        walls = (
            ((-t, 0.0), (-t, d + t)),
            ((w, w + t), (-t, d + t)),
            ((0.0, w), (-t, 0.0)),
            ((0.0, w), (d, d + t)),
        )
        for n, (x, y) in enumerate(walls):
            self._box(body, f"wall_{n}", (x, y, (-BOTTOM_M, WALL_HEIGHT_M)), _METAL)
        face = chassis_face(layout, FINE_PX_M)
        self._faced(body, TRAY, "box", _centre(((0.0, w), (0.0, d), (-BOTTOM_M, 0.0))), face)
        (at_x, at_y), (width, depth) = label_middle(layout), label_size(layout, GOLDEN_SERIAL)
        span = (at_x - width / 2, at_x + width / 2), (at_y - depth / 2, at_y + depth / 2), (0.0, SKIN_M)
        self._faced(body, LABEL, "box", _centre(span), label_face(layout, GOLDEN_SERIAL, *LABEL_PX))

    def _body(self, name: str) -> Element:
        self._parts.append(name)
        # Before what stands there already, the topmost first: what is hidden is then never painted.
        body = Element("body", name=name, mocap="true", pos=numbers((0.0, 0.0, UNSEEN_Z_M)))
        self._world.insert(0, body)
        return body

    def _box(self, body: Element, name: str, box: Box, colour: tuple[float, ...]) -> None:
        full = f"{body.get('name')}/{name}"
        shape = {"name": full, "type": "box", **_centre(box), "rgba": numbers(colour)}
        SubElement(body, "geom", {**shape, "contype": "0", "conaffinity": "0", "group": "1"})

    def _upright(self, body: Element, name: str, radius_m: float, height_m: float, face: Image) -> None:
        """A cylinder from the underside up, its top faced."""
        size = {"size": numbers((radius_m, height_m / 2)), "pos": numbers((0.0, 0.0, height_m / 2))}
        self._faced(body, name, "cylinder", size, face)

    def _faced(self, body: Element, name: str, kind: str, shape: dict[str, str], face: Image) -> None:
        self._faces[name] = face
        size = {"height": str(face.shape[0]), "width": str(face.shape[1])}
        SubElement(self._asset, "texture", {"name": name, "type": "2d", "builtin": "flat", **size})
        # A matt surface: what it looks like is drawn on it, and no lamp is to be mirrored.
        flat = {"specular": "0", "shininess": "0", "reflectance": "0", "texuniform": "false"}
        SubElement(self._asset, "material", {"name": name, "texture": name, **flat})
        geom = {"name": f"{name}/face", "type": kind, **shape, "material": name}
        SubElement(body, "geom", {**geom, "contype": "0", "conaffinity": "0", "group": "1"})


def _child(root: Element, tag: str) -> Element:
    found = root.find(tag)
    return found if found is not None else SubElement(root, tag)


def _centre(box: Box) -> dict[str, str]:
    middle = [(low + high) / 2 for low, high in box]
    return {"size": numbers([(high - low) / 2 for low, high in box]), "pos": numbers(middle)}


def _edge_colour(face: Image) -> tuple[float, float, float, float]:
    """Of a part's sides: the mean of its upper side's rim, darker, as what lies in its own shadow."""
    rim = np.concatenate([face[0], face[-1], face[:, 0], face[:, -1]]).astype(float).mean(axis=0) / 255.0 * 0.7
    blue, green, red = (float(value) for value in rim)
    return red, green, blue, 1.0
