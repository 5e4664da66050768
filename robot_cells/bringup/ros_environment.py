"""The environment variables that ROS 2 needs, where nobody has sourced a setup file.

A virtual environment that holds ROS 2 from wheels, or only ``robot_cells_msgs`` beside a sourced
ROS, is an install prefix that no ``setup.bash`` announces. Every entry point announces it itself,
so that ``.venv/bin/robot-cells`` and the nodes run from any shell.
"""

import os
import sys
from collections.abc import Mapping, MutableMapping
from pathlib import Path

FAST_DDS_PROFILES = (
    ("FASTRTPS_DEFAULT_PROFILES_FILE", Path(__file__).with_name("fastdds.xml")),
    ("FASTDDS_DEFAULT_PROFILES_FILE", Path(__file__).with_name("fastdds_3.xml")),
)
"""How Fast DDS carries messages on one machine: where version 2 (Jazzy) looks for that, and where 3 (Kilted)."""

_LOOPBACK_ALONE = "<interfaceWhiteList><address>127.0.0.1</address></interfaceWhiteList>"


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
        variable, profile = FAST_DDS_PROFILES[_has_fast_dds_3(environ, own)]
        environ.setdefault(variable, str(profile))
    prefixes = [own, *(entry for entry in listed if entry != own)]
    environ["AMENT_PREFIX_PATH"] = ":".join(map(str, prefixes))
    # The middleware looks its type support up in these folders by itself, at run time.
    libraries = [entry for entry in environ.get("LD_LIBRARY_PATH", "").split(":") if entry]
    if str(own / "lib") not in libraries:
        environ["LD_LIBRARY_PATH"] = ":".join((str(own / "lib"), *libraries))


def talk_over_udp(environ: MutableMapping[str, str], folder: Path, prefix: Path | None = None) -> None:
    """Have Fast DDS, in this process before ``rclpy.init`` and in its children, use UDP and no shared memory.

    The profile for that is written into `folder`. Within the discovery range LOCALHOST rmw_fastrtps adds shared memory
    by itself; so the range is wider, and a white list of interfaces keeps everything on this machine.
    """
    variable, profile = FAST_DDS_PROFILES[_has_fast_dds_3(environ, Path(sys.prefix) if prefix is None else prefix)]
    over_udp = folder / profile.name
    text = profile.read_text(encoding="utf-8")
    for old, new in (
        ("        <transport_id>shared_memory</transport_id>\n        <t", "        <t"),
        ("<type>UDPv4</type>", "<type>UDPv4</type>" + _LOOPBACK_ALONE),
    ):
        text = text.replace(old, new)
    over_udp.write_text(text, encoding="utf-8")
    environ[variable] = str(over_udp)
    environ["ROS_AUTOMATIC_DISCOVERY_RANGE"], environ["ROS_STATIC_PEERS"] = "SUBNET", "127.0.0.1"


def _has_fast_dds_3(environ: Mapping[str, str], prefix: Path) -> bool:
    with_2 = ("humble", "iron", "jazzy")
    return (prefix / "lib" / "libfastdds.so").exists() or environ.get("ROS_DISTRO", with_2[0]) not in with_2
