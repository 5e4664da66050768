"""Any mechanism as URDF.

What URDF does not know: the inertia of rotors (`armature`) and friction between bodies are left out; a joint without a
motor has the effort zero; a capsule is a cylinder and two spheres; a frame is an empty link. Bodies that do not stand
fixed in the mechanism's own frame stand on an empty link `world`.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import quoteattr

from robot_cells.bodies.body import Body
from robot_cells.bodies.geometry import Colour, Geometry
from robot_cells.bodies.inertia import Inertia
from robot_cells.bodies.joint import Joint, JointKind
from robot_cells.bodies.mechanism import Frame, Mechanism
from robot_cells.bodies.pose3d import HERE, Pose3D
from robot_cells.bodies.shape import Box, Capsule, Cylinder, Mesh, Shape, Sphere
from robot_cells.errors import SceneError
from robot_cells.robots.urdf.link_tree import WORLD
from robot_cells.robots.urdf.shape_reader import END, START, capsule_ends

_NOTHING = 1e-15
"""Below this, a number is what rounding left of zero."""


def urdf_text(mechanism: Mechanism) -> str:
    """The mechanism as a URDF document; raises `SceneError` where a frame and a body have the same name."""
    lines = ['<?xml version="1.0"?>', f"<robot name={quoteattr(mechanism.name)}>"]
    lines += _world(mechanism)
    for body in mechanism.bodies:
        lines += _link(body)
    for body in mechanism.bodies:
        if body.parent or _needs_world(mechanism):
            lines += _joint(body)
    for name, frame in mechanism.frames.items():
        lines += _frame(mechanism, name, frame)
    return "\n".join([*lines, "</robot>"]) + "\n"


def _needs_world(mechanism: Mechanism) -> bool:
    roots = mechanism.children("")
    return len(roots) != 1 or roots[0].pose != HERE or roots[0].joint.kind is not JointKind.FIXED


def _world(mechanism: Mechanism) -> Iterator[str]:
    if not _needs_world(mechanism):
        return
    if WORLD in {*mechanism.frames, *(body.name for body in mechanism.bodies)}:
        raise SceneError(f"A link is called '{WORLD}'.", where=mechanism.name, remedy="Call it otherwise.")
    yield f'  <link name="{WORLD}"/>'


def _link(body: Body) -> Iterator[str]:
    if body.inertia is None and not body.geometries:
        yield f"  <link name={quoteattr(body.name)}/>"
        return
    yield f"  <link name={quoteattr(body.name)}>"
    if body.inertia is not None:
        yield from _inertial(body.inertia)
    for geometry in body.geometries:
        for name, shape, pose in _parts(geometry):
            if geometry.is_seen:
                yield from _shape("visual", name, shape, pose, geometry.colour)
            if geometry.is_felt:
                yield from _shape("collision", name, shape, pose, None)
    yield "  </link>"


def _inertial(inertia: Inertia) -> Iterator[str]:
    tensor = inertia.tensor()
    places = {"ixx": (0, 0), "ixy": (0, 1), "ixz": (0, 2), "iyy": (1, 1), "iyz": (1, 2), "izz": (2, 2)}
    moments = " ".join(f'{key}="{_number(float(tensor[at]))}"' for key, at in places.items())
    yield "    <inertial>"
    yield f'      <origin xyz="{_numbers(inertia.centre_m)}" rpy="0 0 0"/>'
    yield f'      <mass value="{_number(inertia.mass_kg)}"/>'
    yield f"      <inertia {moments}/>"
    yield "    </inertial>"


def _parts(geometry: Geometry) -> tuple[tuple[str, Shape, Pose3D], ...]:
    """The shape itself; of a capsule the three shapes that it is made of."""
    shape = geometry.shape
    if not isinstance(shape, Capsule):
        return ((geometry.name, shape, geometry.pose),)
    start, end = capsule_ends(geometry.pose, shape.length_m)
    ball = Sphere(shape.radius_m)
    cylinder = Cylinder(shape.radius_m, shape.length_m)
    return (
        (geometry.name, cylinder, geometry.pose),
        (geometry.name + START, ball, start),
        (geometry.name + END, ball, end),
    )


def _shape(tag: str, name: str, shape: Shape, pose: Pose3D, colour: Colour | None) -> Iterator[str]:
    yield f"    <{tag} name={quoteattr(name)}>"
    yield f"      {_origin(pose)}"
    yield f"      <geometry>{_geometry(shape)}</geometry>"
    if colour is not None:
        # Readers of URDF know a material by its name: the same colour has the same name in the whole file.
        material = "colour_" + "_".join(f"{round(part * 255):02x}" for part in colour)
        yield f'      <material name="{material}"><color rgba="{_numbers(colour)}"/></material>'
    yield f"    </{tag}>"


def _geometry(shape: Shape) -> str:
    match shape:
        case Box(x, y, z):
            return f'<box size="{_numbers((x, y, z))}"/>'
        case Cylinder(radius, length):
            return f'<cylinder radius="{_number(radius)}" length="{_number(length)}"/>'
        case Sphere(radius):
            return f'<sphere radius="{_number(radius)}"/>'
        case Capsule(radius, length):
            return f'<capsule radius="{_number(radius)}" length="{_number(length)}"/>'
        case Mesh(path, scale):
            return f'<mesh filename={quoteattr(path.as_posix())} scale="{_numbers(scale)}"/>'


def _joint(body: Body) -> Iterator[str]:
    joint = body.joint
    kind = "floating" if joint.kind is JointKind.FREE else joint.kind.value
    yield f'  <joint name={quoteattr(joint.name or body.name + "_fixed")} type="{kind}">'
    yield f"    {_origin(body.pose)}"
    yield f"    <parent link={quoteattr(body.parent or WORLD)}/>"
    yield f"    <child link={quoteattr(body.name)}/>"
    if joint.kind not in (JointKind.FIXED, JointKind.FREE):
        yield from _motion(joint)
    yield "  </joint>"


def _motion(joint: Joint) -> Iterator[str]:
    yield f'    <axis xyz="{_numbers(joint.axis)}"/>'
    limits = joint.limits
    if limits is not None:
        ends = f'lower="{_number(limits.lower)}" upper="{_number(limits.upper)}" '
        effort = limits.effort if joint.is_driven or joint.mimics else 0.0
        is_bounded = joint.kind is not JointKind.CONTINUOUS
        yield (
            f'    <limit {ends if is_bounded else ""}velocity="{_number(limits.velocity)}" effort="{_number(effort)}"/>'
        )
    if joint.damping or joint.friction:
        yield f'    <dynamics damping="{_number(joint.damping)}" friction="{_number(joint.friction)}"/>'
    if joint.mimics:
        yield f'    <mimic joint={quoteattr(joint.mimics)} multiplier="{_number(joint.ratio)}"/>'


def _frame(mechanism: Mechanism, name: str, frame: Frame) -> Iterator[str]:
    if name in {body.name for body in mechanism.bodies}:
        if name != frame.body or frame.pose != HERE or mechanism.body(name).parent:
            what = f"The frame '{name}' has the name of a body."
            raise SceneError(what, where=mechanism.name, remedy="Call it otherwise: in URDF both are links.")
        return  # the first link is that frame
    yield f"  <link name={quoteattr(name)}/>"
    yield f'  <joint name={quoteattr(name + "_fixed")} type="fixed">'
    yield f"    {_origin(frame.pose)}"
    yield f"    <parent link={quoteattr(frame.body)}/>"
    yield f"    <child link={quoteattr(name)}/>"
    yield "  </joint>"


def _origin(pose: Pose3D) -> str:
    return f'<origin xyz="{_numbers(pose.position_m)}" rpy="{_numbers(pose.angles_rad)}"/>'


def _numbers(values: tuple[float, ...]) -> str:
    return " ".join(_number(value) for value in values)


def _number(value: float) -> str:
    """As short as it can be without losing anything."""
    return "0" if abs(value) < _NOTHING else repr(float(value)).removesuffix(".0")
