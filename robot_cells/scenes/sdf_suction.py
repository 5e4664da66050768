"""Suction in SDF: a detachable joint from the gripper to each part that its arm can lift.

Gazebo can join only what it knows when the world begins, and joins it at once: whoever uses the world has each part let
go of first (topic `detach`), while nothing moves yet.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element

from robot_cells.scenes import gazebo_topics as topics
from robot_cells.scenes.gazebo_release import DETACHABLE_JOINT, GazeboRelease, add_system
from robot_cells.scenes.scene import Placed, Scene
from robot_cells.scenes.sdf_elements import add_text


def add_suction(model: Element, scene: Scene, arm: Placed, release: GazeboRelease) -> None:
    """Where the arm holds by vacuum; a gripper with fingers needs no joint."""
    link = topics.suction_link(arm.mechanism)
    if link is None:
        return
    for part in topics.carried_parts(scene, arm.cell):
        system = add_system(model, release, DETACHABLE_JOINT)
        add_text(system, "parent_link", link.name)
        add_text(system, "child_model", part.name)
        add_text(system, "child_link", part.mechanism.bodies[0].name)
        add_text(system, "attach_topic", topics.attach(arm, part))
        add_text(system, "detach_topic", topics.detach(arm, part))
        add_text(system, "output_topic", topics.held(arm, part))
        add_text(system, "suppress_child_warning", "true")
