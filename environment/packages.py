"""The first step: a virtual environment with the locked packages in it."""

import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from environment.errors import SetupError
from environment.locks import locked_requirements, with_dependencies, write_requirements
from environment.machine import base_python
from environment.processes import child_environment, run
from environment.sources import RosSource
from environment.stamps import content_key

HERE = Path(__file__).parent
LOG_NAME = "set-up.log"
# Sources are built with the locked tools: an isolated build would fetch the newest ones.
PIP_INSTALL = (
    "-m", "pip", "install", "--quiet", "--no-input", "--no-deps", "--no-build-isolation",
)  # fmt: skip

PROVIDED_BY_ROS = frozenset({"numpy", "opencv-python-headless", "pyyaml", "lark", "empy", "catkin-pkg", "setuptools"})
"""Packages that a sourced ROS is built against: a second version beside its own breaks it."""

# Run by the new environment's Python, which sees what the sourced ROS and the system offer.
_FIND_MISSING = """
import importlib.metadata, importlib.util, sys
from pip._vendor.packaging.requirements import Requirement
for line in sys.argv[1:]:
    wanted = Requirement(line)
    if wanted.name == "opencv-python-headless" and importlib.util.find_spec("cv2"):
        continue  # distributions' packages of OpenCV carry no Python metadata
    try:
        present = importlib.metadata.version(wanted.name)
    except importlib.metadata.PackageNotFoundError:
        present = None
    if present is None or present not in wanted.specifier:
        print(wanted.name)
"""

_BUILDER_INCLUDE = re.compile(r"/opt/python/cp\d+-cp\d+\w*/include/python3\.\d+\w*")
_BUILDER_NUMPY = re.compile(r"/opt/python/cp\d+-cp\d+\w*/lib/python3\.\d+\w*/site-packages/numpy/")


def packages_key(source: RosSource, venv: Path) -> str:
    """Content key of this step: the locks, the Python, the ROS and the place."""
    modules = [HERE / name for name in ("packages.py", "locks.py")]
    words = [str(venv), str(base_python().resolve()), sys.version, source.distribution]
    words += map(str, source.prefixes)
    return content_key([*lock_files(source), *modules], words)


def lock_files(source: RosSource) -> list[Path]:
    """The lock files that the environment for ``source`` is made from."""
    names = ["python.in", "python.lock"]
    if not source.sourced:
        names.append(f"{source.distribution}.lock")
    return [HERE / name for name in names]


def describe_packages(source: RosSource, venv: Path) -> str:
    """What `install_packages` would do, for the plan."""
    if source.sourced:
        return (
            f"make {venv.name} on top of the sourced ROS 2 {source.distribution} "
            "(--system-site-packages) and install what it lacks of python.lock; no ROS wheels"
        )
    return f"make {venv.name} and install {source.distribution}.lock and python.lock"


def install_packages(source: RosSource, venv: Path) -> None:
    """Make ``venv`` anew and fill it.

    Raises:
        SetupError: the environment cannot be made, or the package index fails.
    """
    if venv.exists():
        shutil.rmtree(venv)
    venv.mkdir()
    log = venv / LOG_NAME
    environ = child_environment(source, venv)
    create: list[str | Path] = [base_python(), "-m", "venv", venv]
    run([*create, "--system-site-packages"] if source.sourced else create, environ, log)
    python = venv / "bin" / "python3"
    _install_build_tools(python, environ, log)
    if source.sourced:
        chosen = venv / "missing.lock"
        write_requirements(chosen, _missing_requirements(python, environ))
        # --ignore-installed: a version of the system that is too old is overlaid, not removed.
        overlay = ("--require-hashes", "--ignore-installed", "-r", chosen)
        run([python, *PIP_INSTALL, *overlay], environ, log)
        return
    ros, others = HERE / f"{source.distribution}.lock", HERE / "python.lock"
    run([python, *PIP_INSTALL, "--require-hashes", "-r", ros, "-r", others], environ, log)
    rewrite_include_paths(venv / "share", python_include(python), numpy_folder(venv))


def _install_build_tools(python: Path, environ: Mapping[str, str], log: Path) -> None:
    """Install what builds the few packages that come as sources, at its locked version too."""
    tools = python.parent.parent / "build-tools.lock"
    locked = locked_requirements(HERE / "python.lock")
    write_requirements(tools, with_dependencies(locked, ("setuptools", "wheel"), ()))
    run([python, *PIP_INSTALL, "--require-hashes", "-r", tools], environ, log)


def _missing_requirements(python: Path, environ: dict[str, str]) -> dict[str, str]:
    locked = locked_requirements(HERE / "python.lock")
    wanted = [line for line in (HERE / "python.in").read_text().splitlines() if line and not line.startswith("#")]
    found = subprocess.run(
        [str(python), "-c", _FIND_MISSING, *wanted],
        env=environ, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if found.returncode:
        raise SetupError(f"The sourced Python could not list its packages: {found.stderr.strip()}")
    missing = set(found.stdout.split())
    kept = PROVIDED_BY_ROS - missing
    return with_dependencies(locked, missing, kept)


def python_include(python: Path) -> Path:
    """The folder of Python.h for ``python``."""
    command = [str(python), "-c", "import sysconfig; print(sysconfig.get_path('include'))"]
    return Path(subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip())


def numpy_folder(venv: Path) -> Path:
    """Where numpy lies in ``venv``."""
    return next(venv.glob("lib/python3*/site-packages/numpy"))


def rewrite_include_paths(share: Path, include: Path, numpy: Path) -> None:
    """Point the wheels' exported CMake targets at this Python.

    The wheels keep the paths of the machine that built them, and CMake refuses a target whose
    include folder does not exist.
    """
    for exported in share.glob("*/cmake/*.cmake"):
        text = exported.read_text()
        fixed = _BUILDER_INCLUDE.sub(str(include), text)
        fixed = _BUILDER_NUMPY.sub(f"{numpy}/", fixed)
        if fixed != text:
            exported.write_text(fixed)
