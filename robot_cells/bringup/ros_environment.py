"""The environment variables that ROS 2 needs, where nobody has sourced a setup file.

A virtual environment that holds ROS 2 from wheels, or only ``robot_cells_msgs`` beside a sourced
ROS, is an install prefix that no ``setup.bash`` announces. Every entry point announces it itself,
so that ``.venv/bin/robot-cells`` and the nodes run from any shell.
"""

import os
import sys
from collections.abc import MutableMapping
from pathlib import Path

FAST_DDS_PROFILES = (
    ("FASTRTPS_DEFAULT_PROFILES_FILE", Path(__file__).with_name("fastdds.xml")),
    ("FASTDDS_DEFAULT_PROFILES_FILE", Path(__file__).with_name("fastdds_3.xml")),
)
"""How Fast DDS carries messages on one machine: where version 2 (Jazzy) looks for that, and where 3 (Kilted)."""


def prepare_ros_environment(environ: MutableMapping[str, str] = os.environ, prefix: Path | None = None) -> None:
    """Announce the running Python's environment to ROS 2, in this process and its children.

    To be called before ``rclpy.init``; calling it again changes nothing. Where the prefix holds
    nothing of ROS (a workspace that was built with colcon and sourced) nothing is done.

    Args:
        environ: the variables to change.
        prefix: install prefix to announce; the running Python's by default.
    """
    own = Path(sys.prefix) if prefix is None else prefix
    if not (own / "share" / "ament_index").is_dir():
        return
    sourced = "ROS_DISTRO" in environ
    listed = [Path(entry) for entry in environ.get("AMENT_PREFIX_PATH", "").split(":") if entry]
    if not sourced:
        # Two wheel environments at once would be two ROS distributions at once.
        listed = [entry for entry in listed if not (entry / "pyvenv.cfg").exists()]
        # One machine by default: a demonstration must not meet its neighbour's.
        environ.setdefault("ROS_AUTOMATIC_DISCOVERY_RANGE", "LOCALHOST")
        is_fast_dds_3 = (own / "lib" / "libfastdds.so").exists()
        variable, profile = FAST_DDS_PROFILES[is_fast_dds_3]
        environ.setdefault(variable, str(profile))
    prefixes = [own, *(entry for entry in listed if entry != own)]
    environ["AMENT_PREFIX_PATH"] = ":".join(map(str, prefixes))
    # The middleware looks its type support up in these folders by itself, at run time.
    libraries = [entry for entry in environ.get("LD_LIBRARY_PATH", "").split(":") if entry]
    if str(own / "lib") not in libraries:
        environ["LD_LIBRARY_PATH"] = ":".join((str(own / "lib"), *libraries))
