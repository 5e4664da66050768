"""Lock files."""

import re
from pathlib import Path

import pytest

from environment.locks import locked_requirements, with_dependencies
from environment.packages import HERE
from environment.sources import WHEEL_DISTRIBUTIONS

LOCK = """\
# Made by `make lock` from python.in: edit that one.
annotated-types==0.8.0 \\
    --hash=sha256:aa
    # via pydantic
numpy==2.4.6 \\
    --hash=sha256:bb \\
    --hash=sha256:cc
    # via
    #   -r python.in
    #   matplotlib
pydantic==2.14.3 \\
    --hash=sha256:dd
    # via -r python.in
"""


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    """A small lock file."""
    file = tmp_path / "python.lock"
    file.write_text(LOCK)
    return file


def test_packages_are_read_with_hashes_and_with_those_who_want_them(lock: Path) -> None:
    locked = locked_requirements(lock)
    assert set(locked) == {"annotated-types", "numpy", "pydantic"}
    assert locked["numpy"].text.count("--hash") == 2
    assert "matplotlib" in locked["numpy"].wanted_by


def test_a_missing_package_is_installed_with_its_dependencies(lock: Path) -> None:
    chosen = with_dependencies(locked_requirements(lock), ["pydantic"], [])
    assert set(chosen) == {"pydantic", "annotated-types"}


def test_a_kept_package_is_not_installed(lock: Path) -> None:
    assert with_dependencies(locked_requirements(lock), ["numpy"], ["NumPy"]) == {}


NAMES = ("python", *WHEEL_DISTRIBUTIONS)


@pytest.mark.parametrize("name", NAMES)
def test_every_locked_package_has_hashes_and_no_host_is_named(name: str) -> None:
    lock = HERE / f"{name}.lock"
    locked = locked_requirements(lock)
    assert locked
    assert all("--hash=sha256:" in row.text for row in locked.values())
    assert "://" not in lock.read_text()


@pytest.mark.parametrize("distribution", WHEEL_DISTRIBUTIONS)
def test_a_distribution_locks_ros_packages_and_nothing_that_python_lock_holds(
    distribution: str,
) -> None:
    names = locked_requirements(HERE / f"{distribution}.lock")
    assert all(name.startswith("ros-") for name in names)


@pytest.mark.parametrize("name", NAMES)
def test_every_package_asked_for_is_locked(name: str) -> None:
    asked = re.findall(r"^([A-Za-z][\w-]*)", (HERE / f"{name}.in").read_text(), re.MULTILINE)
    locked = locked_requirements(HERE / f"{name}.lock")
    assert {word.replace("_", "-").lower() for word in asked} <= set(locked)
