"""The manifests agree with each other and with the sources."""

import ast
import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MANIFESTS = {
    name: ElementTree.parse(path).getroot()
    for name, path in (
        ("robot_cells", ROOT / "package.xml"),
        ("robot_cells_msgs", ROOT / "robot_cells_msgs" / "package.xml"),
    )
}


def _dependencies(manifest: ElementTree.Element) -> set[str]:
    return {entry.text or "" for entry in manifest if entry.tag in ("depend", "exec_depend", "build_depend")}


def test_all_versions_are_one() -> None:
    stated = {manifest.findtext("version") for manifest in MANIFESTS.values()}
    stated.add(re.findall(r'version="(.+?)"', (ROOT / "setup.py").read_text())[0])
    assert len(stated) == 1


def test_what_the_interfaces_are_built_with_is_what_their_manifest_names() -> None:
    text = (ROOT / "robot_cells_msgs" / "CMakeLists.txt").read_text()
    listed = re.search(r"set\(interface_dependencies(.*?)\)", text, re.DOTALL)
    assert listed is not None
    manifest = MANIFESTS["robot_cells_msgs"]
    assert set(listed[1].split()) == {entry.text for entry in manifest.findall("depend")}


def test_every_interface_refers_only_to_named_packages() -> None:
    files = [
        file for suffix in ("msg", "srv", "action")
        for file in (ROOT / "robot_cells_msgs" / suffix).iterdir()
    ]  # fmt: skip
    used = {package for file in files for package in re.findall(r"^(\w+)/\w", file.read_text(), re.MULTILINE)}
    assert used <= _dependencies(MANIFESTS["robot_cells_msgs"])


# Names that ROS 2's own rules allow for a field, and that the generated code does not compile with.
CPP_WORDS = frozenset(
    """
    alignas alignof and asm auto bool break case catch char class const constexpr continue default
    delete do double else enum explicit export extern false float for friend goto if inline int
    long mutable namespace new not operator or private protected public register return short
    signed sizeof static struct switch template this throw true try typedef typeid typename union
    unsigned using virtual void volatile while xor
    """.split()  # noqa: SIM905
)


@pytest.mark.parametrize("suffix", ["msg", "srv", "action"])
def test_no_field_is_named_by_a_word_of_cpp(suffix: str) -> None:
    named = {
        (file.name, field)
        for file in (ROOT / "robot_cells_msgs" / suffix).iterdir()
        for field in re.findall(r"^[\w/\[\]<>=]+ +(\w+)", file.read_text(), re.MULTILINE)
        if field in CPP_WORDS
    }
    assert named == set()


def test_every_ros_package_that_is_imported_is_a_dependency() -> None:
    ros = re.compile(r"^(rclpy|launch|launch_ros|ament_index_python|\w+_msgs|\w+_interfaces|std_srvs)$")
    imported = {"robot_cells_msgs"}
    for file in (ROOT / "robot_cells").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names = [node.module]
            imported |= {name.split(".")[0] for name in names if ros.match(name.split(".")[0])}
    # control_msgs is used where it is installed and is no dependency.
    missing = imported - _dependencies(MANIFESTS["robot_cells"]) - {"control_msgs"}
    assert missing == set()
