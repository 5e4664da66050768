"""The third step: ``robot_cells`` itself, installed so that edits take effect at once."""

import shutil
from pathlib import Path

from environment.packages import LOG_NAME, PIP_INSTALL
from environment.processes import child_environment, run
from environment.sources import RosSource
from environment.stamps import content_key

PACKAGE = "robot_cells"
_SHARED = ("package.xml", "launch", "config")


def package_key(root: Path) -> str:
    """Content key of this step: what names the executables, and the place of the checkout."""
    names = ("setup.py", "setup.cfg", "package.xml", "pyproject.toml")
    return content_key([*(root / name for name in names), Path(__file__)], [str(root)])


def describe_package(venv: Path) -> str:
    """What `install_package` would do, for the plan."""
    return f"install {PACKAGE} into {venv.name} in development mode"


def install_package(root: Path, source: RosSource, venv: Path) -> None:
    """Install the checkout at ``root`` into ``venv``.

    As after ``colcon build --symlink-install``: the ament index knows the package,
    ``share/robot_cells`` leads to the checkout, and the nodes lie in ``lib/robot_cells``.
    """
    environ = child_environment(source, venv)
    python = venv / "bin" / "python3"
    run([python, *PIP_INSTALL, "--editable", root], environ, venv / LOG_NAME)
    _link_share(root, venv / "share" / PACKAGE)
    index = venv / "share/ament_index/resource_index/packages"
    index.mkdir(parents=True, exist_ok=True)
    (index / PACKAGE).touch()
    _link_executables(venv)


def _link_share(root: Path, share: Path) -> None:
    shutil.rmtree(share, ignore_errors=True)
    share.mkdir(parents=True)
    for name in _SHARED:
        (share / name).symlink_to(root / name)


def _link_executables(venv: Path) -> None:
    """Put the nodes where ``ros2 run`` and launch files look for them."""
    folder = venv / "lib" / PACKAGE
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    entry_points = next(venv.glob(f"lib/python3*/site-packages/{PACKAGE}-*.dist-info/entry_points.txt"))
    for line in entry_points.read_text().splitlines():
        name, equals, target = line.partition(" = ")
        if equals and ".nodes." in target:
            (folder / name).symlink_to(venv / "bin" / name)
