"""Build description of the ROS 2 package robot_cells (ament_python).

Third parties add skills (and likewise kinds of inspection models, group
``robot_cells.inspection_models``) without touching this package: an entry point of the group
``robot_cells.skills`` in their own setup.py names the skill's class, for example

    entry_points={"robot_cells.skills": ["polish = my_cell.skills.polish:Polish"]}
"""

import sys
from pathlib import Path

from setuptools import find_packages, setup

PACKAGE = "robot_cells"
NODES = (
    "orchestrator",
    "assembly",
    "inspection",
    "machine_tending",
    "logistics",
    "cell_host",
    "vision",
    "simulation",
    "gazebo_devices",
)


def shared_files() -> list[tuple[str, list[str]]]:
    """What goes into the package's share folder: its manifest, launch files and configuration."""
    share = Path("share", PACKAGE)
    folders: dict[str, list[str]] = {str(share): ["package.xml"]}
    for top in ("launch", "config"):
        for file in sorted(Path(top).rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts:
                folders.setdefault(str(share / file.parent), []).append(str(file))
    index = "share/ament_index/resource_index/packages"
    return [(index, [f"resource/{PACKAGE}"]), *folders.items()]


setup(
    name=PACKAGE,
    version="0.1.0",
    description="Runs a factory line of robot cells with ROS 2.",
    author="The robot_cells maintainers",
    maintainer="The robot_cells maintainers",
    maintainer_email="maintainers@robot-cells.invalid",
    license="Apache-2.0",
    python_requires=">=3.11",
    # robot_cells_msgs is a package of its own that lies in this one's folder.
    packages=find_packages(include=[PACKAGE, f"{PACKAGE}.*"]),
    package_data={
        PACKAGE: [
            "py.typed",
            *(f"**/*.{suffix}" for suffix in ("html", "css", "js", "svg", "json", "xml", "yaml")),
        ]
    },
    # In development mode the set-up links share/robot_cells to the checkout: copies would go stale.
    data_files=[] if "editable_wheel" in sys.argv else shared_files(),
    install_requires=["setuptools"],
    zip_safe=False,
    entry_points={
        "console_scripts": [
            "robot-cells = robot_cells.cli.main:main",
            *(f"{node} = robot_cells.nodes.{node}:main" for node in NODES),
        ],
    },
)
