"""Mesh files that a URDF names: found, looked at, refused where they cannot be meant."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from robot_cells.bodies.shape import Mesh
from robot_cells.robots.urdf.element import Element

READ = (".stl", ".obj")
"""Kinds of file that are read; other kinds are only met as visuals, and left out there."""

MOST_EXTENT_M = 20.0
"""What is larger than this was drawn in millimetres."""


def mesh_path(element: Element, folder: Path, packages: Sequence[Path]) -> Path:
    """The file that a <mesh> names; raises `SceneError` where there is none.

    `package://NAME/rest` is looked for in the folders of `packages` that are called NAME or have a folder of that
    name; anything else is relative to `folder`.
    """
    name = element.text("filename")
    if name.startswith("package://"):
        package, _, rest = name.removeprefix("package://").partition("/")
        places = [place / rest for given in packages for place in (given, given / package) if place.name == package]
        remedy = f"Name the folder of the package '{package}', or one that has it, among the package folders."
    else:
        places = [folder / name.removeprefix("file://")]
        remedy = "Put the file there, or mend its name."
    for place in places:
        if place.is_file():
            return place
    looked = ", ".join(str(place) for place in places) or "in no folder of packages that was given"
    raise element.fault(f"The mesh {name} is missing (looked for {looked}).", remedy)


def read_mesh(element: Element, path: Path, scale: tuple[float, float, float], is_felt: bool) -> Mesh:
    """The mesh of that file, each axis scaled; raises `SceneError` for one that cannot be meant.

    What is felt must be closed: without an inside there is no volume, and no contact from within.
    """
    import trimesh

    sx, sy, sz = scale
    if path.suffix.lower() not in READ:
        raise element.fault(f"The mesh {path.name} is of a kind that is not read.", f"Kinds: {', '.join(READ)}.")
    if min(abs(sx), abs(sy), abs(sz)) == 0.0:
        raise element.fault(f"The scale of {path.name} is zero along an axis.", "Give three numbers other than zero.")
    try:
        mesh = trimesh.load(path, force="mesh")
    except (ValueError, IndexError, KeyError, TypeError, OSError) as error:
        raise element.fault(f"The mesh {path.name} cannot be read: {error}.", "Export it anew.") from error
    if not isinstance(mesh, trimesh.Trimesh) or len(mesh.faces) == 0:
        raise element.fault(f"The mesh {path.name} has no faces.", "Export it anew.")
    longest = max(float(extent) * abs(scale) for extent, scale in zip(mesh.extents, (sx, sy, sz), strict=True))
    if longest > MOST_EXTENT_M:
        raise element.fault(
            f"The mesh {path.name} is {longest:.0f} m long: it was drawn in millimetres.",
            "Give it the scale 0.001 0.001 0.001, or export it in metres.",
        )
    if is_felt and not mesh.is_watertight:
        raise element.fault(
            f"The mesh {path.name} is not closed.", "Close its holes, or let a primitive shape stand for it."
        )
    volume = abs(float(mesh.volume) * sx * sy * sz) if mesh.is_watertight else 0.0
    return Mesh(path, (sx, sy, sz), volume)
