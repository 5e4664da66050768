"""`robot-cells watch --picture`: the line as a picture."""

from __future__ import annotations

from pathlib import Path

from robot_cells.cli.commands.watch import write_picture
from robot_cells.nodes.line_snapshot import LineSnapshot, LineStatus


def test_the_picture_is_an_svg_that_says_how_the_line_is(tmp_path: Path) -> None:
    file = tmp_path / "line.svg"
    write_picture(LineSnapshot("compute_tray", "j", 1, LineStatus.HELD, 2.5), file)
    text = file.read_text(encoding="utf-8").replace("&#160;", " ")
    assert text.startswith("<svg")
    assert "compute_tray: held" in text
