"""`robot-cells scene` writes files that can be read, and says what it does not know."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner

from robot_cells.cli.main import application

LINE = str(Path(__file__).parents[2] / "config" / "lines" / "compute_tray.yaml")


@pytest.mark.parametrize(("written_as", "name"), [("sdf", "compute_tray.sdf"), ("mjcf", "compute_tray.xml")])
def test_a_cell_is_written_with_a_tray(written_as: str, name: str, tmp_path: Path) -> None:
    words = ["scene", LINE, "--format", written_as, "--cell", "assembly_1", "--tray", "tray_a"]
    result = CliRunner().invoke(application, [*words, "--out", str(tmp_path / "new")])
    assert result.exit_code == 0, result.output
    beside = ["compute_tray.bridge.yaml"] if written_as == "sdf" else []
    assert result.output.split() == [str(tmp_path / "new" / file) for file in (name, *beside)]
    text = (tmp_path / "new" / name).read_text(encoding="utf-8")
    assert "tray_a-assembly_1/tray" in text
    assert "assembly_2" not in text
    ElementTree.fromstring(text)


def test_urdf_is_a_file_for_each_arm(tmp_path: Path) -> None:
    result = CliRunner().invoke(application, ["scene", LINE, "--format", "urdf", "--out", str(tmp_path)])
    assert result.exit_code == 0, result.output
    assert sorted(path.name for path in tmp_path.iterdir()) == ["assembly_1_arm.urdf", "assembly_2_arm.urdf"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--format", "obj"], "choose from sdf, mjcf, glb, urdf"),
        (["--gazebo", "classic"], "choose from fortress, harmonic"),
        (["--cell", "assembly_3"], "There is no cell assembly_3"),
        (["--tray", "tray_c"], "There is no product tray_c"),
    ],
)
def test_what_is_not_there_is_refused_by_name(words: list[str], message: str, tmp_path: Path) -> None:
    result = CliRunner().invoke(
        application, ["scene", LINE, "--out", str(tmp_path), *words], env={"COLUMNS": "200", "TERM": "dumb"}
    )
    assert result.exit_code == 2
    assert message in result.output
    assert list(tmp_path.iterdir()) == []
