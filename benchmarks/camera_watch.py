"""How often a watch over a camera finds something where nothing is wrong, and how soon where something is.

Every product has another code, and a share of them a defect, which must not be taken for one of the camera.

python -m benchmarks.camera_watch --product config/products/tray_a.yaml --good 2000 --runs 10
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from time import process_time

import numpy as np
import numpy.typing as npt

from robot_cells.documents.plant import read_product
from robot_cells.documents.problem import refuse
from robot_cells.documents.product_builder import build_product
from robot_cells.ids import SerialNumber
from robot_cells.inspections.cameras.camera_watch import LEARNED_FROM, CameraWatch
from robot_cells.inspections.golden_sample.seeded_defects import SEEDERS, seeded_tray
from robot_cells.simulations.camera_conditions import TYPICAL, CameraConditions
from robot_cells.simulations.camera_faults import LensSpot, knocked, with_spots
from robot_cells.simulations.golden_pictures import perfect_tray
from robot_cells.simulations.tray_picture import ForeignObject, render

Picture = npt.NDArray[np.uint8]
Take = Callable[[int, CameraConditions], Picture]
PATIENCE = 60
BEFORE = 20
"""Good pictures before something goes wrong."""


def _troubles(width_px: int) -> dict[str, tuple[str, Callable[[Take, int], Picture]]]:
    """What goes wrong, by description: the code that it should get, and how a picture is then."""
    unit = width_px / 960

    def spots(radius: float, opacity: float) -> Callable[[Take, int], Picture]:
        """Spots on the lens."""
        return lambda take, seed: with_spots(take(seed, TYPICAL), [LensSpot(0.31, 0.42, radius, opacity)])

    def knock(dx: float, degrees: float) -> Callable[[Take, int], Picture]:
        """A camera that was knocked."""
        return lambda take, seed: knocked(take(seed, TYPICAL), dx * unit, 0.0, math.radians(degrees))

    def seen(**conditions: float) -> Callable[[Take, int], Picture]:
        """Other conditions."""
        return lambda take, seed: take(seed, replace(TYPICAL, **conditions))

    return {
        "40 % of the light": ("camera.dark", seen(exposure=0.4)),
        "2.5 times the light": ("camera.overexposed", seen(exposure=2.5)),
        "blur of 1.4 px (0.7 is usual)": ("camera.out_of_focus", seen(blur_px=1.4)),
        "blur of 2 px": ("camera.out_of_focus", seen(blur_px=2.0)),
        "moved by 8 px, 4 mm": ("camera.moved", knock(8.0, 0.0)),
        "moved by 30 px": ("camera.moved", knock(30.0, 0.0)),
        "turned by 1 degree": ("camera.moved", knock(0.0, 1.0)),
        "the same picture": ("camera.frozen", lambda take, _: take(7, TYPICAL)),
        "a spot of 11 px that takes 15 %": ("camera.dirty", spots(0.012, 0.15)),
        "a spot of 11 px that takes 25 %": ("camera.dirty", spots(0.012, 0.25)),
        "a spot of 29 px that takes 10 %": ("camera.dirty", spots(0.03, 0.10)),
    }


def main(argv: Sequence[str] | None = None) -> int:
    """Prints the table; other codes than the expected ones are counted as false."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.camera_watch", description=__doc__)
    parser.add_argument("--product", type=Path, required=True)
    parser.add_argument("--good", type=int, default=2000, help="good pictures")
    parser.add_argument("--runs", type=int, default=10, help="of each trouble")
    parser.add_argument("--faulty", type=float, default=0.1, help="share of the products with a defect")
    parser.add_argument("--width", type=int, default=960, help="of the pictures, in pixels")
    arguments = parser.parse_args(argv)
    read, problems = read_product(arguments.product)
    refuse(problems)
    assert read is not None
    product = build_product(read[1])
    layout = product.layout
    assert layout is not None
    faults = [kind for kind in SEEDERS if arguments.faulty > 0]

    def take(seed: int, conditions: CameraConditions) -> Picture:
        """The picture of a tray, faulty as often as was asked for."""
        random = np.random.default_rng((seed, 3))
        tray = perfect_tray(layout, product.id, SerialNumber(f"WO-1-{seed:05}"))
        foreign: tuple[ForeignObject, ...] = ()
        if random.random() < arguments.faulty:
            seeded = seeded_tray(layout, str(random.choice(faults)), random)
            tray, foreign = seeded.tray, tuple(seeded.foreign)
        return render(layout, tray, seed, width_px=arguments.width, conditions=conditions, foreign=foreign).image

    watch, spent_s, false = _learned(take, 0), 0.0, 0
    for number in range(arguments.good):
        picture = take(10_000 + number, TYPICAL)
        before = {finding.code for finding in watch.findings}
        begun_s = process_time()
        found = watch.observe(picture, 1000.0 + number)
        spent_s += process_time() - begun_s
        false += bool({finding.code for finding in found} - before)
    print(f"{arguments.good} good pictures: {false} false findings, {1000 * spent_s / arguments.good:.1f} ms a picture")
    for name, (code, spoil) in _troubles(arguments.width).items():
        delays, others = zip(*(_delay(take, spoil, code, run) for run in range(arguments.runs)), strict=True)
        seen = sorted(delay for delay in delays if delay)
        text = f"after {seen[len(seen) // 2]} pictures (at most {seen[-1]})" if seen else ""
        print(f"{name:32} {code:20} {len(seen)} of {arguments.runs} {text}, {sum(others)} with another code too")
    return 0


def _learned(take: Take, run: int) -> CameraWatch:
    watch = CameraWatch()
    for number in range(LEARNED_FROM):
        watch.observe(take(100 * run + number, TYPICAL), float(number))
    return watch


def _delay(take: Take, spoil: Callable[[Take, int], Picture], code: str, run: int) -> tuple[int, bool]:
    """After how many pictures the code was found (0: not at all), and whether another one was found too."""
    watch, others = _learned(take, run), False
    for number in range(BEFORE):
        watch.observe(take(50_000 + 100 * run + number, TYPICAL), 100.0 + number)
    for number in range(1, PATIENCE + 1):
        found = {item.code for item in watch.observe(spoil(take, 60_000 + 100 * run + number), 200.0 + number)}
        others = others or bool(found - {code})
        if code in found:
            return number, others
    return 0, others


if __name__ == "__main__":
    raise SystemExit(main())
