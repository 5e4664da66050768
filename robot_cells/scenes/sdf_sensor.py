"""Sensors in SDF: cameras, and what an arm feels."""

from __future__ import annotations

import math
from xml.etree.ElementTree import Element, SubElement

from robot_cells.bodies.pose3d import Pose3D
from robot_cells.scenes.scene import CameraView
from robot_cells.scenes.sdf_elements import add_pose, add_text
from robot_cells.scenes.xml_text import number

AHEAD_ALONG_X = Pose3D(pitch_rad=-math.pi / 2, yaw_rad=math.pi / 2, roll_rad=0.0)
"""From an optical frame (z ahead, x right, y down) to a sensor of Gazebo's, which looks along x with z up."""


def add_camera(link: Element, view: CameraView, at: Pose3D) -> None:
    """A camera at this optical frame of its link; pictures go out on `<view>/image_raw` as devices do."""
    sensor = SubElement(link, "sensor", name="camera", type="camera")
    add_pose(sensor, at @ AHEAD_ALONG_X)
    add_text(sensor, "topic", f"{view.name}/image_raw")
    add_text(sensor, "update_rate", number(view.rate_hz))
    add_text(sensor, "always_on", "true")
    camera = SubElement(sensor, "camera")
    width = 2.0 * math.atan(view.width_px / view.height_px * math.tan(view.height_of_view_rad / 2.0))
    add_text(camera, "horizontal_fov", number(width))
    image = SubElement(camera, "image")
    add_text(image, "width", str(view.width_px))
    add_text(image, "height", str(view.height_px))
    add_text(image, "format", "R8G8B8")
    clip = SubElement(camera, "clip")
    add_text(clip, "near", number(view.near_m))
    add_text(clip, "far", number(view.far_m))


WRENCH_HZ = 100.0
"""So often an arm tells what it feels; makers' controllers do so at 100 to 500 Hz."""


def add_force_torque(joint: Element, topic: str) -> None:
    """What goes through this joint, in the frame of its child and as the child pushes: contact at the tool."""
    sensor = SubElement(joint, "sensor", name="force_torque", type="force_torque")
    add_text(sensor, "topic", topic)
    add_text(sensor, "update_rate", number(WRENCH_HZ))
    add_text(sensor, "always_on", "true")
    written = SubElement(sensor, "force_torque")
    add_text(written, "frame", "child")
    add_text(written, "measure_direction", "child_to_parent")
