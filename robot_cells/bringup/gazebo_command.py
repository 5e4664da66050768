"""Which Gazebo is on this machine, and how it is started."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from robot_cells.errors import BringupError
from robot_cells.scenes.gazebo_release import GazeboRelease

_PROGRAMS = {GazeboRelease.HARMONIC: "gz", GazeboRelease.FORTRESS: "ign"}
_VERBS = {GazeboRelease.HARMONIC: ("sim", "8"), GazeboRelease.FORTRESS: ("gazebo", "6")}
"""The word that starts it, and its major version: several may lie side by side."""
BEGIN_S = 1.0
"""The time at which a world begins, where it can be said: in ROS a time of zero means that no time is known."""


def installed_gazebo(wanted: str = "", which: Callable[[str], str | None] = shutil.which) -> GazeboRelease:
    """The release of that name, else the newest that is installed; `which` finds a program.

    Raises `BringupError` when it is not there.
    """
    if wanted and wanted not in {release.value for release in GazeboRelease}:
        names = ", ".join(release.value for release in GazeboRelease)
        raise BringupError(f"There is no release {wanted!r} of Gazebo.", where="gazebo", remedy=f"Name {names}.")
    releases = [GazeboRelease(wanted)] if wanted else [GazeboRelease.HARMONIC, GazeboRelease.FORTRESS]
    for release in releases:
        if which(_PROGRAMS[release]) is not None:
            return release
    programs = " or ".join(f"`{_PROGRAMS[release]} {_VERBS[release][0]}`" for release in releases)
    raise BringupError(
        f"Gazebo is not installed: no {programs} was found.",
        where="PATH",
        remedy="Install Gazebo Harmonic (ROS package ros_gz) or Fortress, or use simulation:=physics.",
    )


def gazebo_command(release: GazeboRelease, world: Path, *, headless: bool, begin_s: float = BEGIN_S) -> list[str]:
    """What starts the world, running, at that time (seconds); without windows where `headless`.

    Raises `BringupError` where the release cannot begin at that time.
    """
    verb, major = _VERBS[release]
    command = [_PROGRAMS[release], verb, "-r"]
    if headless:
        # The cameras are rendered all the same, through EGL.
        command += ["-s", "--headless-rendering"]
    if release is GazeboRelease.HARMONIC:
        command += ["--initial-sim-time", f"{begin_s:g}"]
    elif begin_s > BEGIN_S:
        raise BringupError(
            f"This run has come to {begin_s:g} s of line time, and Gazebo Fortress always begins at zero.",
            where=str(world),
            remedy="Begin another run (run_directory:=...), or use Gazebo Harmonic.",
        )
    return [*command, str(world), "--force-version", major]
