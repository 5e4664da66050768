"""The build cache of the interface package."""

from pathlib import Path

import pytest

from environment import interfaces
from environment.sources import RosSource

WHEELS = RosSource("jazzy")


@pytest.fixture(autouse=True)
def cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A build cache of the test's own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return interfaces.cache_folder()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A checkout with one message."""
    message = tmp_path / "checkout" / interfaces.PACKAGE / "msg" / "Part.msg"
    message.parent.mkdir(parents=True)
    message.write_text("string serial\n")
    return tmp_path / "checkout"


def _pretend_built(cache: Path, key: str, files: dict[str, str]) -> None:
    built = cache / key
    for name, text in files.items():
        (built / name).parent.mkdir(parents=True, exist_ok=True)
        (built / name).write_text(text)
    (built / "origin.txt").write_text("elsewhere/.venv")


def test_an_edited_interface_needs_another_build(root: Path) -> None:
    key = interfaces.interfaces_key(root, WHEELS)
    assert interfaces.interfaces_key(root, WHEELS) == key
    assert interfaces.interfaces_key(root, RosSource("kilted")) != key
    (root / interfaces.PACKAGE / "msg" / "Part.msg").write_text("string number\n")
    assert interfaces.interfaces_key(root, WHEELS) != key


def test_the_same_interfaces_in_another_checkout_share_a_build(root: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    root_key = interfaces.interfaces_key(root, WHEELS)
    root.rename(other)
    assert interfaces.interfaces_key(other, WHEELS) == root_key


def test_a_cached_build_is_copied_and_told_where_it_lies(root: Path, cache: Path, tmp_path: Path) -> None:
    files = {"share/m/cmake/m.cmake": "set(a elsewhere/.venv/include)", "lib/libm.so": "binary"}
    _pretend_built(cache, interfaces.interfaces_key(root, WHEELS), files)
    venv = tmp_path / "venv"
    venv.mkdir()
    interfaces.install_interfaces(root, WHEELS, venv)
    assert (venv / "share/m/cmake/m.cmake").read_text() == f"set(a {venv}/include)"
    assert (venv / "lib/libm.so").read_text() == "binary"


def test_what_an_earlier_build_installed_and_this_one_does_not_is_gone(root: Path, cache: Path, tmp_path: Path) -> None:
    venv = tmp_path / "venv"
    venv.mkdir()
    old = {"share/m/msg/Old.msg": "", "share/m/msg/Kept.msg": ""}
    _pretend_built(cache, interfaces.interfaces_key(root, WHEELS), old)
    interfaces.install_interfaces(root, WHEELS, venv)
    (root / interfaces.PACKAGE / "msg" / "Part.msg").write_text("string number\n")
    _pretend_built(cache, interfaces.interfaces_key(root, WHEELS), {"share/m/msg/Kept.msg": ""})
    interfaces.install_interfaces(root, WHEELS, venv)
    assert [file.name for file in (venv / "share/m/msg").iterdir()] == ["Kept.msg"]


def test_a_relative_cache_folder_is_ignored() -> None:
    folder = interfaces.cache_folder({"XDG_CACHE_HOME": "relative"})
    assert folder == Path("~/.cache/robot_cells/interfaces").expanduser()
