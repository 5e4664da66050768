"""Mistakes side by side on one picture (PNG), to be looked through, sent or hung up."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from robot_cells.errors import InspectionError
from robot_cells.reports.inspections.crop import CALLED, PANE_PX, TRUTH, UNSURE, crop_of, font
from robot_cells.reports.inspections.finding import Finding

ROW_PX, MARGIN_PX, CAPTION_PX, HEAD_PX = 1680, 22, 50, 92
GROUND, INK, FAINT = "#14171B", "#E8EAED", "#A0A8B3"
LEGEND = ((TRUTH, "what is there"), (CALLED, "what was said"), (UNSURE, "said, but below the threshold"))


def write_contact_sheet(path: Path, title: str, findings: Sequence[Finding], total: int) -> None:
    """Draws the findings in their order, under a title; `total` is how many there are. Raises `InspectionError`."""
    from PIL import Image as Pillow
    from PIL import ImageDraw

    crops = [crop_of(item) for item in findings]
    width = max((crop.width for crop in crops), default=PANE_PX)
    columns = max(1, min(ROW_PX // (width + MARGIN_PX), len(crops)))
    rows = -(-len(crops) // columns)
    size = (
        max(MARGIN_PX + columns * (width + MARGIN_PX), 760),
        HEAD_PX + rows * (PANE_PX + CAPTION_PX + MARGIN_PX) + MARGIN_PX,
    )
    sheet = Pillow.new("RGB", size, GROUND)
    pen = ImageDraw.Draw(sheet)
    shown = f"{len(crops)} of {total}" if len(crops) < total else f"{total}"
    pen.text((MARGIN_PX, 18), f"{title}: {shown}", fill=INK, font=font(24))
    x = float(MARGIN_PX)
    for colour, words in LEGEND:
        pen.rectangle((x, 60, x + 14, 74), outline=colour, width=3)
        pen.text((x + 21, 58), words, fill=FAINT, font=font(14))
        x += 21 + font(14).getlength(words) + 28
    for number, (crop, item) in enumerate(zip(crops, findings, strict=True)):
        left = MARGIN_PX + (number % columns) * (width + MARGIN_PX)
        top = HEAD_PX + (number // columns) * (PANE_PX + CAPTION_PX + MARGIN_PX)
        sheet.paste(crop, (left, top))
        pen.text((left, top + PANE_PX + 6), fitted(item.what, width, 15), fill=INK, font=font(15))
        pen.text((left, top + PANE_PX + 28), fitted(item.sample.name, width, 12), fill=FAINT, font=font(12))
    try:
        sheet.save(path, format="PNG", optimize=True)
    except OSError as error:
        raise InspectionError(f"The contact sheet cannot be written: {error.strerror}.", where=str(path)) from error


def fitted(text: str, width_px: int, size_px: int) -> str:
    """The text, with its middle left out where it would be longer than the width."""
    letters = font(size_px)
    keep = len(text)
    short = text
    while letters.getlength(short) > width_px and keep > 8:
        keep -= 2
        short = f"{text[: keep // 2]}…{text[len(text) - keep // 2 :]}"
    return short
