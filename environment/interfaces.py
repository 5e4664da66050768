"""The second step: build ``robot_cells_msgs`` and put it into the environment.

A build depends on the interface files, the ROS and the Python, and on nothing else, so it is kept
in the user's cache: a second checkout, or a branch that was built before, only copies it.
"""

import fcntl
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from environment.machine import base_python, check_compiler
from environment.packages import HERE, LOG_NAME, lock_files
from environment.processes import child_environment, run
from environment.sources import RosSource
from environment.stamps import content_key

PACKAGE = "robot_cells_msgs"
_ORIGIN = "origin.txt"
_MANIFEST = "robot_cells_msgs.files"
_SUFFIXES = ("*/*.msg", "*/*.srv", "*/*.action", "package.xml", "CMakeLists.txt")


def interface_files(root: Path) -> list[Path]:
    """The files that the interface package is built from."""
    return [file for suffix in _SUFFIXES for file in (root / PACKAGE).glob(suffix)]


def interfaces_key(root: Path, source: RosSource) -> str:
    """Content key of this step; the place of the environment is not in it, so builds are shared."""
    files = [*interface_files(root), HERE / "interfaces.py"]
    if not source.sourced:
        # python.lock too: it holds the numpy and the generators' tools that went into the build.
        files += lock_files(source)
    for prefix in source.prefixes:
        files += prefix.glob("share/*_msgs/package.xml")
        files += prefix.glob("share/rosidl_*/package.xml")
    words = [source.distribution, sys.version, platform.machine(), str(base_python().resolve())]
    return content_key(files, [*words, *map(str, source.prefixes)])


def cache_folder(environ: dict[str, str] | None = None) -> Path:
    """Where builds are kept: ``$XDG_CACHE_HOME/robot_cells`` or ``~/.cache/robot_cells``."""
    variables = os.environ if environ is None else environ
    base = variables.get("XDG_CACHE_HOME", "")
    # The XDG specification: a relative path is to be ignored.
    home = Path(base) if base.startswith("/") else Path("~/.cache").expanduser()
    return home / "robot_cells" / "interfaces"


def is_built(key: str) -> bool:
    """Whether the cache holds the build of ``key``."""
    return (cache_folder() / key / _ORIGIN).exists()


def describe_interfaces(key: str) -> str:
    """What `install_interfaces` would do, for the plan."""
    if not is_built(key):
        return f"build {PACKAGE} with CMake, keep it in the cache, copy it into the environment"
    return f"copy the cached build of {PACKAGE} into the environment"


def install_interfaces(root: Path, source: RosSource, venv: Path) -> None:
    """Bring the build for the present interface files into ``venv``, building it where needed.

    Raises:
        SetupError: there is no compiler, or an interface file is wrong (the log says which).
    """
    key = interfaces_key(root, source)
    cache = cache_folder()
    cache.mkdir(parents=True, exist_ok=True)
    with _only_one(cache / f"{key[:16]}.lock"):
        if not is_built(key):
            check_compiler()
            _build(root, source, venv, cache / key)
    _remove_installed(venv)
    _copy(cache / key, venv)


@contextmanager
def _only_one(lock: Path) -> Iterator[None]:
    """Hold ``lock``: of two set-ups at once, the second waits and then finds the build."""
    with lock.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _build(root: Path, source: RosSource, venv: Path, target: Path) -> None:
    environ = child_environment(source, venv)
    log = venv / LOG_NAME
    with tempfile.TemporaryDirectory(dir=target.parent, prefix="build-") as scratch:
        build, stage = Path(scratch, "build"), Path(scratch, "stage")
        prefixes = ";".join(map(str, (venv, *source.prefixes)))
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        configure: list[str | Path] = [
            "cmake", "-G", "Ninja", "-S", root / PACKAGE, "-B", build,
            f"-DCMAKE_PREFIX_PATH={prefixes}",
            f"-DCMAKE_INSTALL_PREFIX={venv}",
            "-DCMAKE_BUILD_TYPE=Release",
            # Found from any place, also where nothing sets LD_LIBRARY_PATH for them.
            "-DCMAKE_INSTALL_RPATH=$ORIGIN;$ORIGIN/../../..",
            "-DBUILD_TESTING=OFF",
            f"-DPython3_EXECUTABLE={venv / 'bin' / 'python3'}",
            # Debian's Python would name dist-packages, where an environment does not look.
            f"-DPYTHON_INSTALL_DIR=lib/python{version}/site-packages",
        ]  # fmt: skip
        run(configure, environ, log)
        run(["cmake", "--build", build], environ, log)
        run(["cmake", "--install", build], {**environ, "DESTDIR": str(stage)}, log)
        tree = stage / venv.relative_to("/")
        (tree / _ORIGIN).write_text(str(venv))
        # A folder without its origin is half made; the move into place is one step.
        shutil.rmtree(target, ignore_errors=True)
        tree.rename(target)


def _remove_installed(venv: Path) -> None:
    """Take out what an earlier build put in, so that a deleted interface is gone."""
    manifest = venv / _MANIFEST
    if manifest.exists():
        for line in manifest.read_text().splitlines():
            (venv / line).unlink(missing_ok=True)


def _copy(built: Path, venv: Path) -> None:
    origin = (built / _ORIGIN).read_text().encode()
    files = sorted(file for file in built.rglob("*") if file.is_file() and file.name != _ORIGIN)
    names = [str(file.relative_to(built)) for file in files]
    (venv / _MANIFEST).write_text("\n".join(names))
    for file, name in zip(files, names, strict=True):
        target = venv / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(file, target)
        if file.suffix in (".cmake", ".sh", ".bash", ".zsh", ".dsv"):
            text = target.read_bytes()
            if origin in text:
                target.write_bytes(text.replace(origin, str(venv).encode()))
