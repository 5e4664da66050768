"""A user's own cell: SDF in.

Read are models and worlds of SDF 1.6 to 1.11: links (inertial, visual, collision), joints that are fixed, revolute,
prismatic or continuous, frames, models within models, and what is included from local folders. What is beyond that
subset is named in a warning with file and line; what could only be misunderstood is refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from robot_cells.bodies.inertia import Inertia, solid
from robot_cells.bodies.mechanism import Mechanism
from robot_cells.bodies.pose3d import Pose3D
from robot_cells.robots.urdf.inertial_reader import check_moments
from robot_cells.scenes.sdf_files.frame_graph import JOINED
from robot_cells.scenes.sdf_files.gathered import Gathered, Written
from robot_cells.scenes.sdf_files.joint_reader import JointReader
from robot_cells.scenes.sdf_files.left_out import LeftOut
from robot_cells.scenes.sdf_files.model_tree import ModelTree, ReadLink, local
from robot_cells.scenes.sdf_files.shape_reader import ShapeReader
from robot_cells.scenes.sdf_files.values import number, said_pose

USUAL_KG, USUAL_KG_M2 = 1.0, 1.0
"""What SDF says of a link whose <inertial> is silent: the mass, and each of the three moments."""
USUAL_DENSITY_KG_M3 = 1000.0
_MEANS_NOTHING = ("gravity", "enable_wind", "self_collide", "kinematic", "must_be_base_link", "velocity_decay")


@dataclass(frozen=True, slots=True)
class SdfModel:
    """A model at its place in the frame of the file; what is not `is_fixed` is joined to nothing and can be pushed."""

    mechanism: Mechanism
    pose: Pose3D
    is_fixed: bool


@dataclass(frozen=True, slots=True)
class SdfFile:
    """What a file holds, and what of it is not read, a sentence each with file and line."""

    models: tuple[SdfModel, ...]
    warnings: tuple[str, ...]


def read_sdf(path: Path, folders: Sequence[Path] = ()) -> SdfFile:
    """The models of an SDF file with one <model> or one <world>; raises `SceneError` with file and line.

    `folders` hold the models that are included as `model://NAME`, besides the file's own folder and the one above.
    """
    gathered = Gathered.of(path, folders)
    left_out = gathered.left_out
    shapes, joints = ShapeReader(gathered.graph, left_out), JointReader(gathered.graph, left_out)
    links = [ReadLink(item, shapes.geometries(item), _inertia(item, left_out)) for item in gathered.links]
    links = [_weighed(link, gathered, left_out) for link in links]
    read = [joints.read(item) for item in gathered.joints]
    models = []
    for model in gathered.models:
        start = model.name + JOINED
        own = [link for link in links if link.written.name.startswith(start)]
        moving = [joint for joint in read if joint.written.name.startswith(start)]
        tree = ModelTree.of(model, gathered.graph, own, moving, model.name in gathered.static)
        _check_mimics(tree)
        pose = Pose3D.from_matrix(gathered.graph.pose(model.name))
        thing = gathered.graph.things[model.name]
        models.append(
            SdfModel(tree.mechanism(), pose if thing.placed_by or thing.relative_to else thing.pose, tree.is_bolted)
        )
    return SdfFile(tuple(models), tuple(left_out.warnings))


def _inertia(link: Written, left_out: LeftOut) -> Inertia | None:
    """None where it has no <inertial>, or one that is to be computed."""
    element = link.element
    left_out.others(element, ("inertial", "visual", "collision", "pose"), _MEANS_NOTHING)
    inertial = element.find("inertial")
    if inertial is None or inertial.attributes.get("auto", "").strip().lower() in ("true", "1"):
        return None
    left_out.others(inertial, ("mass", "inertia", "pose"), ("density",))
    mass_kg = number(inertial, "mass", USUAL_KG)
    if mass_kg <= 0.0:
        raise inertial.fault(f"{element} weighs {mass_kg:g} kg.", "Give a mass above zero, or make its model static.")
    tensor = inertial.find("inertia")
    if tensor is None:
        return Inertia(mass_kg, (0.0, 0.0, 0.0), (USUAL_KG_M2,) * 3).moved(said_pose(inertial).pose)
    xx, yy, zz = (number(tensor, tag, USUAL_KG_M2) for tag in ("ixx", "iyy", "izz"))
    xy, xz, yz = (number(tensor, tag, 0.0) for tag in ("ixy", "ixz", "iyz"))
    inertia = Inertia(mass_kg, (0.0, 0.0, 0.0), (xx, yy, zz), (xy, xz, yz))
    check_moments(inertia, tensor, str(element))
    said = said_pose(inertial)
    if said.relative_to:
        raise inertial.fault("The <pose> of an <inertial> is relative to another frame.", "Give it in the link's.")
    return inertia.moved(said.pose)


def _weighed(link: ReadLink, gathered: Gathered, left_out: LeftOut) -> ReadLink:
    """What moves must weigh something: by its shapes where it says `auto`, else as SDF says of a silent link."""
    model = link.written.name.partition(JOINED)[0]
    if link.inertia is not None or model in gathered.static:
        return link
    element = link.written.element
    inertial = element.find("inertial")
    if inertial is None:
        left_out.say(element, f"has no <inertial>: it weighs {USUAL_KG:g} kg with moments of {USUAL_KG_M2:g} kg m2")
        return ReadLink(link.written, link.geometries, Inertia(USUAL_KG, (0.0, 0.0, 0.0), (USUAL_KG_M2,) * 3))
    volume = sum(item.shape.volume_m3 for item in link.geometries if item.is_felt)
    density = number(inertial, "density", USUAL_DENSITY_KG_M3)
    if volume <= 0.0 or density <= 0.0:
        raise inertial.fault(f"{element} has no volume to be weighed by.", "Give it a mass and moments.")
    return ReadLink(link.written, link.geometries, solid(link.geometries, density * volume))


def _check_mimics(tree: ModelTree) -> None:
    moving = {joint.written.name: joint for joint in tree.joints.values() if joint.joint.name}
    for joint in moving.values():
        leader = joint.joint.mimics
        if leader and (leader not in moving or moving[leader].joint.mimics):
            what = f"{joint.written.element} mimics '{local(tree.model, leader)}', which does not move by itself."
            raise joint.written.element.fault(what, "Name a joint that moves by itself.")
