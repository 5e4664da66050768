"""What every test session needs: a ROS graph of its own."""

import fcntl
import os
import signal
import socket
import tempfile
from pathlib import Path
from typing import IO

from robot_cells.bringup.ros_environment import prepare_ros_environment

FIRST_DOMAIN, LAST_DOMAIN = 1, 101
"""Domains whose ports lie below the ones that Linux gives to outgoing connections."""


# Under nohup the signal of a closed terminal is ignored, in a background job of a script those of Ctrl-C and Ctrl-\,
# and whatever is started inherits that: lines that a test ends so would stay for good. What is caught here is as usual
# again in what is started.
for _number, _usual in (
    (signal.SIGHUP, lambda *_: None),
    (signal.SIGINT, signal.default_int_handler),
    (signal.SIGQUIT, lambda *_: None),
):
    if signal.getsignal(_number) is signal.SIG_IGN:
        signal.signal(_number, _usual)


def _discovery_port_is_free(domain: int) -> bool:
    # The first participant of a domain listens here (DDSI-RTPS 2.5, section 9.6.2).
    port = 7400 + 250 * domain + 10
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.bind(("", port))
        except OSError:
            return False
    return True


def _claim_domain() -> tuple[int, IO[str]]:
    """A domain that neither another session nor a running node uses, and the lock that holds it."""
    count = LAST_DOMAIN - FIRST_DOMAIN + 1
    for offset in range(count):
        domain = FIRST_DOMAIN + (os.getpid() + offset) % count
        lock = Path(tempfile.gettempdir(), f"ros_domain_{domain}.lock").open("w")  # noqa: SIM115 - held for good
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            continue
        if _discovery_port_is_free(domain):
            return domain, lock
        lock.close()
    raise RuntimeError("No free ROS domain: all are in use on this machine.")


# At import, before any test module imports rclpy; the lock lives as long as the process.
DOMAIN, _DOMAIN_LOCK = _claim_domain()
os.environ["ROS_DOMAIN_ID"] = str(DOMAIN)
os.environ["ROS_AUTOMATIC_DISCOVERY_RANGE"] = "LOCALHOST"
prepare_ros_environment()
