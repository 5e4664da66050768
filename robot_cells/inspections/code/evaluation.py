"""Measures how well codes are read under trouble, beside the bare libraries.

python -m robot_cells.inspections.code.evaluation --pictures 1000 --seed 1
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
import zxingcpp

from robot_cells.inspections.code.code_reader import CodeReader
from robot_cells.inspections.code.seeded_codes import Trouble, seeded_code
from robot_cells.inspections.code.symbology import Symbology
from robot_cells.inspections.evaluations.evaluation_command import evaluation_parser, print_evaluation

Grey = npt.NDArray[np.uint8]
Read = Callable[[Grey], Sequence[str]]

HEADER = "reader       symbology    pictures    read  wrong  by quarter of the blur       p50 ms  p99 ms"
OURS, ZXING, OPENCV = "robot_cells", "zxing-cpp", "OpenCV"


@dataclass(frozen=True, slots=True)
class CodeRow:
    """What one reader made of the pictures of one symbology.

    `wrong` counts pictures of which anything was read that is not there. `by_blur` is the share read by the blur's
    quarter of its range, from the sharpest; times are of one picture, in milliseconds.
    """

    reader: str
    symbology: str
    pictures: int
    read: int
    wrong: int
    by_blur: tuple[float, ...]
    ms_p50: float
    ms_p99: float

    @property
    def share(self) -> float:
        """Read, of all."""
        return self.read / self.pictures


def evaluate_codes(
    pictures: int, seed: int, *, trouble: Trouble | None = None, symbologies: Sequence[Symbology] = tuple(Symbology)
) -> list[CodeRow]:
    """`pictures` of each symbology, at 4 pixels a module, by each reader; OpenCV reads QR codes only."""
    limits = Trouble() if trouble is None else trouble
    rows = []
    for symbology in symbologies:
        readers: dict[str, Read] = {OURS: _ours(symbology), ZXING: _zxing(symbology)}
        if symbology is Symbology.QR:
            readers[OPENCV] = _opencv()
        rows += _rows(symbology, readers, pictures, seed, limits)
    return rows


def _rows(symbology: Symbology, readers: dict[str, Read], pictures: int, seed: int, trouble: Trouble) -> list[CodeRow]:
    hits: dict[str, list[bool]] = {name: [] for name in readers}
    wrong = dict.fromkeys(readers, 0)
    times: dict[str, list[float]] = {name: [] for name in readers}
    blurs = []
    for number in range(pictures):
        code = seeded_code(symbology, seed, number, trouble=trouble)
        blurs.append(code.blur_px)
        for name, read in readers.items():
            start = time.perf_counter()
            texts = read(code.image)
            times[name].append(1000 * (time.perf_counter() - start))
            hits[name].append(code.text in texts)
            wrong[name] += any(text != code.text for text in texts)
    quarters = np.minimum(3, (4 * np.array(blurs) / max(trouble.blur_px, 1e-9)).astype(int))
    rows = []
    for name in readers:
        found = np.array(hits[name])
        shares = tuple(float(found[quarters == index].mean()) for index in range(4) if (quarters == index).any())
        p50, p99 = np.percentile(times[name], (50, 99))
        counts = (int(found.sum()), wrong[name])
        rows.append(CodeRow(name, symbology.value, pictures, *counts, shares, float(p50), float(p99)))
    return rows


def _ours(symbology: Symbology) -> Read:
    reader = CodeReader((symbology,))
    return lambda picture: [place.texts[0] for place in reader.read(picture) if place.is_sure]


def _zxing(symbology: Symbology) -> Read:
    return lambda picture: [
        str(item.text) for item in zxingcpp.read_barcodes(picture, formats=symbology.zxing_format) if item.valid
    ]


def _opencv() -> Read:
    detector = cv2.QRCodeDetector()

    def read(picture: Grey) -> Sequence[str]:
        """What OpenCV reads."""
        try:
            text, _, _ = detector.detectAndDecode(picture)
        except cv2.error:
            # It raises over some noisy pictures instead of finding nothing.
            return ()
        return (text,) if text else ()

    return read


def main(argv: Sequence[str] | None = None) -> int:
    """The command: a table, or with `--json` the figures."""
    parser = evaluation_parser("robot_cells.inspections.code.evaluation", __doc__)
    parser.add_argument("--pictures", type=int, default=1000, help="pictures of each symbology")
    parser.add_argument("--blur", type=float, default=Trouble().blur_px, help="most blur, standard deviation in px")
    arguments = parser.parse_args(argv)
    trouble = Trouble(blur_px=arguments.blur)
    return print_evaluation(
        lambda: evaluate_codes(arguments.pictures, arguments.seed, trouble=trouble),
        HEADER,
        _line,
        as_json=arguments.json,
    )


def _line(row: CodeRow) -> str:
    quarters = " ".join(f"{share:6.1%}" for share in row.by_blur)
    return (
        f"{row.reader:12} {row.symbology:12} {row.pictures:8} {row.share:7.2%} {row.wrong:6}  {quarters}"
        f"  {row.ms_p50:6.1f}  {row.ms_p99:6.1f}"
    )


if __name__ == "__main__":
    sys.exit(main())
