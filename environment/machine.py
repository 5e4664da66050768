"""What this machine must have before anything is installed."""

import importlib.util
import os
import platform
import shutil
import sys
import sysconfig
from pathlib import Path

from environment.errors import SetupError

NEEDED_BYTES = 1_500_000_000
"""Free space that an environment with its build takes, measured and rounded up."""

NEWEST_WHEELS = (3, 14)
"""The newest Python that the ROS 2 wheels are built for."""


def base_python() -> Path:
    """The interpreter that environments are made from, also where one is active already."""
    return Path(getattr(sys, "_base_executable", None) or sys.executable)


def check_python() -> None:
    """Raise `SetupError` where this Python cannot make a virtual environment."""
    if importlib.util.find_spec("ensurepip") is None:
        raise SetupError(
            "This Python cannot make virtual environments: install its venv package "
            "(python3-venv on Debian and Ubuntu)."
        )


def check_wheels_fit() -> None:
    """Raise `SetupError` where the ROS 2 wheels are not built for this machine."""
    if sys.version_info[:2] > NEWEST_WHEELS:
        newest = ".".join(map(str, NEWEST_WHEELS))
        raise SetupError(
            f"The ROS 2 wheels are built for Python 3.11 to {newest}: run make with PYTHON= set to one of those."
        )
    if sys.platform != "linux" or platform.machine() != "x86_64":
        raise SetupError(
            "The ROS 2 wheels are built for Linux on x86_64 and this is "
            f"{platform.system()} on {platform.machine()}: install ROS 2 and source it."
        )


def check_compiler() -> None:
    """Raise `SetupError` where C and C++ sources that include Python.h cannot be compiled."""
    for variable, language, names in (
        ("CC", "C", ("cc", "gcc", "clang")),
        ("CXX", "C++", ("c++", "g++", "clang++")),
    ):
        chosen = os.environ.get(variable, "").split()
        candidates = (chosen[0],) if chosen else names
        if not any(shutil.which(name) for name in candidates):
            raise SetupError(
                f"No {language} compiler was found, tried {', '.join(candidates)}: "
                "install one (build-essential on Debian and Ubuntu)."
            )
    if not (Path(sysconfig.get_path("include")) / "Python.h").exists():
        raise SetupError(
            "Python's header files are missing: install its development package (python3-dev on Debian and Ubuntu)."
        )


def check_disk(folder: Path, needed: int = NEEDED_BYTES) -> None:
    """Raise `SetupError` where the disk of ``folder`` has too little room."""
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise SetupError(
            f"The disk of {folder} has {free / 1e9:.1f} GB free and the set-up needs {needed / 1e9:.1f} GB: make room."
        )
