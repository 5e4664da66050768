"""Light, sky and the size of pictures in MJCF."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

from robot_cells.scenes.scene import Role, Scene
from robot_cells.scenes.xml_text import numbers

PICTURE_PX = (1920, 1080)
"""The largest picture that can be rendered, unless a camera is larger."""
LAMP_M = 6.0
"""Lamps hang so high."""


def add_surroundings(root: Element, asset: Element, world: Element, scene: Scene, *, fine: bool = False) -> None:
    """Light from a hall's ceiling, and a pale sky.

    `fine` is for pictures that people look at: even edges and sharp shadows, at several times the cost.
    """
    width = max([PICTURE_PX[0], *(view.width_px for view in scene.cameras)])
    height = max([PICTURE_PX[1], *(view.height_px for view in scene.cameras)])
    visual = SubElement(root, "visual")
    SubElement(visual, "global", offwidth=str(width), offheight=str(height), fovy="40")
    SubElement(visual, "headlight", ambient="0.26 0.27 0.29", diffuse="0.12 0.12 0.12", specular="0.05 0.05 0.05")
    quality = {"shadowsize": "8192", "offsamples": "8"} if fine else {"shadowsize": "1024", "offsamples": "0"}
    SubElement(visual, "quality", quality)
    SubElement(visual, "map", znear="0.005", zfar="40", shadowclip="1.4", shadowscale="0.9")
    sky = {"type": "skybox", "builtin": "gradient", "rgb1": "0.93 0.95 0.97", "rgb2": "0.62 0.68 0.75"}
    SubElement(asset, "texture", {**sky, "width": "256", "height": "256"})
    x, y = _middle(scene)
    common = {"directional": "true", "ambient": "0.05 0.05 0.05", "specular": "0.15 0.15 0.15"}
    key = {"pos": numbers((x - 2.0, y - 3.0, LAMP_M)), "dir": "0.35 0.45 -1", "diffuse": "0.50 0.49 0.47"}
    fill = {"pos": numbers((x + 3.0, y + 3.0, LAMP_M)), "dir": "-0.5 -0.3 -1", "diffuse": "0.14 0.15 0.17"}
    SubElement(world, "light", {**common, **key, "castshadow": "true"})
    SubElement(world, "light", {**common, **fill, "castshadow": "false"})


def _middle(scene: Scene) -> tuple[float, float]:
    """Of everything that stands on the floor."""
    places = [item.pose.position_m for item in scene.placed if item.role is not Role.PART] or [(0.0, 0.0, 0.0)]
    xs, ys = [place[0] for place in places], [place[1] for place in places]
    return (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
