"""Running the set-up's child processes, with their output in a log."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from environment.errors import SetupError
from environment.sources import RosSource

_ROS_VARIABLES = ("AMENT_PREFIX_PATH", "CMAKE_PREFIX_PATH", "COLCON_PREFIX_PATH")


def child_environment(source: RosSource, venv: Path, environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The variables that build tools in ``venv`` run under.

    For wheels nothing of another ROS or another virtual environment may shine through; for a
    sourced ROS its own variables stay and ``venv`` is put in front.
    """
    child = dict(environ)
    child.pop("PYTHONHOME", None)
    child["VIRTUAL_ENV"] = str(venv)
    child["PATH"] = os.pathsep.join((str(venv / "bin"), environ.get("PATH", os.defpath)))
    if source.sourced:
        prefixes = (str(venv), *map(str, source.prefixes))
        child["AMENT_PREFIX_PATH"] = os.pathsep.join(prefixes)
        return child
    for variable in (*_ROS_VARIABLES, "PYTHONPATH"):
        child.pop(variable, None)
    # The wheels' start-up guard says that LD_LIBRARY_PATH was made for another environment.
    if child.pop("_ROS_WHEELS_BOOTSTRAP_COMPLETE", None):
        child.pop("LD_LIBRARY_PATH", None)
    child["AMENT_PREFIX_PATH"] = str(venv)
    return child


def run(command: Sequence[str | Path], environ: Mapping[str, str], log: Path) -> None:
    """Run ``command`` with its output appended to ``log``.

    Raises:
        SetupError: it failed; the message names the cause where the output shows it, else the log.
    """
    words = [str(word) for word in command]
    with log.open("ab") as output:
        output.write(f"$ {' '.join(words)}\n".encode())
        output.flush()
        begin = output.tell()
        finished = subprocess.run(words, env=environ, stdout=output, stderr=subprocess.STDOUT, check=False)
    if finished.returncode:
        with log.open("rb") as written:
            written.seek(begin)
            said = written.read().decode(errors="replace")
        raise SetupError(explain_failure(words[0], said, log))


def explain_failure(program: str, said: str, log: Path) -> str:
    """One sentence for a failed child process, from what it ``said``."""
    if "No space left on device" in said:
        return f"The disk is full: make room and start again (the log is {log})."
    if "DO NOT MATCH THE HASHES" in said:
        return (
            f"A downloaded package is not the one that was locked: check the package index in use (the log is {log})."
        )
    unreachable = ("NewConnectionError", "NameResolutionError", "ConnectTimeoutError", "ProxyError")
    if any(word in said for word in (*unreachable, "ReadTimeoutError", "SSLError")):
        return (
            "No package index could be reached: connect this machine, or point pip at an index "
            f"that it can reach (PIP_INDEX_URL, pip.conf); the log is {log}."
        )
    if "No matching distribution found" in said:
        return (
            "The package index in use lacks a locked package for this Python and machine: "
            f"choose another Python with PYTHON=, or another index (the log is {log})."
        )
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    # Compilers and generators go on after the first error; build tools end with a summary.
    cause = next((line for line in lines if "error:" in line.lower()), lines[-1] if lines else "")
    return f"{Path(program).name} failed with '{cause}': the log is {log}."
