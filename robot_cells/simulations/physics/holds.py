"""What the document of a world needs besides the scene, so that hands can hold parts and trays can keep them.

Bonds between each cup and each loose part, and between each tray and its parts, all of them open at the beginning;
parts that are bolted down (screws) can be set anywhere by hand; a cup does not push against what it holds.
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement

from robot_cells.robots.screwdriver import BIT
from robot_cells.robots.tool import mass_kg
from robot_cells.scenes.scene import Placed, Role, Scene
from robot_cells.scenes.xml_text import numbers
from robot_cells.simulations.physics.bond import write_bond
from robot_cells.simulations.physics.fingers_in_world import FINGERS, PAD
from robot_cells.simulations.physics.loose_body import FREE_BITS
from robot_cells.simulations.physics.parking import is_parking_place
from robot_cells.simulations.physics.suction_in_world import CUP, HAND

CUP_BITS = 2
FIRST_END, SECOND_END = "/end_1", "/end_2"
"""How the names of a cable's two plugs end; a bond is between them."""
BIT_POINT_SHAPE = "point"
LIGHT_KG = 0.1
LIGHT_SOLREF, LIGHT_SOLIMP = (0.006, 1.0), (0.98, 0.999, 0.0002)
"""How far a contact gives way goes with force over mass (MuJoCo, "Solver parameters"): of plugs and couplings, which
are light and are pushed in by a heavy arm, it has to be firmer than the usual one."""
FIRM_SOLREF, FIRM_SOLIMP = (0.015, 1.0), (0.95, 0.99, 0.0005)


def add_holds(root: Element, scene: Scene) -> None:
    """Write all that into the document of the scene."""
    equality = root.find("equality")
    if equality is None:
        equality = SubElement(root, "equality")
    cups = [placed for placed in scene.of(role=Role.ARM) if has_cup(placed)]
    trays = scene.of(role=Role.PRODUCT)
    for part in scene.of(role=Role.PART):
        if part.is_fixed:
            continue
        body, mass = _first_body(part), mass_kg(part.mechanism)
        for arm in cups:
            write_bond(equality, arm.name, f"{arm.name}/{HAND}", part.name, body, mass)
        if part.name.endswith(FIRST_END):
            other = part.name.removesuffix(FIRST_END) + SECOND_END
            write_bond(equality, part.name, body, other, f"{other}/{part.mechanism.bodies[0].name}", mass)
        for tray in trays:
            if part.name.startswith(tray.name.rpartition("/")[0] + "/"):
                write_bond(equality, tray.name, _first_body(tray), part.name, body, mass)
    _let_cups_pass(root, {f"{arm.name}/{HAND}/{CUP}" for arm in cups})
    touching = [*(f"{finger}/{PAD}" for finger in FINGERS), f"{BIT}/{BIT_POINT_SHAPE}"]
    _make_firm(root, {f"{arm.name}/{shape}" for arm in scene.of(role=Role.ARM) for shape in touching})
    light = {f"{part.name}/" for part in scene.of(role=Role.PART) if mass_kg(part.mechanism) < LIGHT_KG}
    for element in root.iter("body"):
        name = str(element.get("name"))
        if any(name.startswith(part) for part in light):
            _make_firm_geoms(element.findall("geom"), LIGHT_SOLREF, LIGHT_SOLIMP)
    for placed in scene.of(role=Role.PART):
        _set_apart(root, placed)


def has_cup(arm: Placed) -> bool:
    """Whether an arm holds by vacuum."""
    return any(item.name == CUP for body in arm.mechanism.bodies if body.name == HAND for item in body.geometries)


def _first_body(placed: Placed) -> str:
    return f"{placed.name}/{placed.mechanism.bodies[0].name}"


def _let_cups_pass(root: Element, cups: set[str]) -> None:
    if not cups:
        return
    for geom in root.iter("geom"):
        if geom.get("name") in cups:
            geom.set("contype", str(CUP_BITS))
            geom.set("conaffinity", "0")
        elif geom.get("contype") != "0":
            geom.set("conaffinity", str(FREE_BITS))


def _make_firm(root: Element, shapes: set[str]) -> None:
    """Thin rubber and steel give way by a tenth of a millimetre, where MuJoCo's usual contact gives way by several."""
    _make_firm_geoms([geom for geom in root.iter("geom") if geom.get("name") in shapes], FIRM_SOLREF, FIRM_SOLIMP)


def _make_firm_geoms(geoms: Iterable[Element], solref: tuple[float, ...], solimp: tuple[float, ...]) -> None:
    for geom in geoms:
        geom.set("priority", "1")
        geom.set("solref", numbers(solref))
        geom.set("solimp", numbers(solimp))


def _set_apart(root: Element, part: Placed) -> None:
    """What is parked sleeps without weight; what is bolted down can be moved by hand."""
    name = part.name if part.is_fixed else _first_body(part)
    for body in root.iter("body"):
        if body.get("name") != name:
            continue
        if part.is_fixed:
            body.set("mocap", "true")
        elif is_parking_place(part.pose):
            body.set("gravcomp", "1")
            body.set("sleep", "init")
