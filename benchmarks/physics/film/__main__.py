"""`python -m benchmarks.physics.film`: runs the line in physics, and makes an animated picture of what it did."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import cv2
import typer

from benchmarks.physics.film.recording import RecordingWorlds
from benchmarks.physics.film.shots import SHOTS, stretch
from benchmarks.physics.film.stage import Picture, Stage
from robot_cells.documents.plant import load_plant
from robot_cells.documents.process_library import processes_of
from robot_cells.errors import RobotCellsError, TwinError
from robot_cells.ids import OrderId, ProductId
from robot_cells.orders.work_order import WorkOrder
from robot_cells.simulations.physics.physics_equipment import PHYSICS
from robot_cells.simulations.simulated_equipment import SimulatedEquipment
from robot_cells.twins.virtual_line import VirtualLine

LINE = Path("config/lines/compute_tray.yaml")
OUT = Path("docs/images/line.webp")


def film(
    out: Annotated[Path, typer.Option("--out", help="The animated picture (webp, gif, png).")] = OUT,
    frames: Annotated[Path | None, typer.Option("--frames", help="Folder for the single pictures.")] = None,
    seconds: Annotated[float, typer.Option("--seconds", help="Line time that is run.")] = 420.0,
    trays: Annotated[int, typer.Option("--trays", min=1, help="So many trays are ordered.")] = 3,
    width: Annotated[int, typer.Option("--width", min=64, help="Of the picture, pixels.")] = 640,
    height: Annotated[int, typer.Option("--height", min=64, help="Of the picture, pixels.")] = 360,
    rate: Annotated[float, typer.Option("--rate", min=1.0, help="Pictures a second.")] = 10.0,
    quality: Annotated[int, typer.Option("--quality", min=1, max=100, help="Of WebP.")] = 80,
) -> None:
    """Arms place, a screwdriver fastens, vehicles drive, a door closes."""
    try:
        worlds = _recorded(trays, seconds)
    except RobotCellsError as error:
        typer.echo(f"benchmarks.physics.film: {error}", err=True)
        raise typer.Exit(error.exit_code) from None
    typer.echo(f"{len(worlds.moments)} moments", err=True)
    stage = Stage(worlds.scene, width, height)
    pictures: list[Picture] = []
    for shot in SHOTS:
        moments = stretch(worlds.moments, shot, rate)
        typer.echo(f"{shot.name}: from {moments[0].at_s:.1f} s to {moments[-1].at_s:.1f} s", err=True)
        pictures += [stage.picture(moment, shot.eye) for moment in moments]
    stage.close()
    if frames is not None:
        frames.mkdir(parents=True, exist_ok=True)
        for number, picture in enumerate(pictures):
            cv2.imwrite(str(frames / f"{number:03d}.png"), cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))
    write_animation(out, pictures, rate, quality)
    typer.echo(f"{out}: {len(pictures)} pictures, {out.stat().st_size / 2**20:.2f} MiB")


def write_animation(out: Path, pictures: list[Picture], rate_hz: float, quality: int) -> None:
    """Pictures (red, green, blue) that follow each other for ever."""
    animation = cv2.Animation()
    animation.frames = [cv2.cvtColor(picture, cv2.COLOR_RGB2BGR) for picture in pictures]
    animation.durations = [round(1000.0 / rate_hz)] * len(pictures)
    animation.loop_count = 0
    out.parent.mkdir(parents=True, exist_ok=True)
    options = [cv2.IMWRITE_WEBP_QUALITY, quality] if out.suffix == ".webp" else []
    if not cv2.imwriteanimation(str(out), animation, options):
        raise TwinError("The animated picture cannot be written.", where=str(out), remedy="Name a .webp, .gif or .png.")


def _recorded(trays: int, seconds: float) -> RecordingWorlds:
    """The line at work on an order of so many trays, for so long."""
    plant = load_plant(LINE)
    found: list[RecordingWorlds] = []

    def worlds(made: object) -> RecordingWorlds:
        """Kept, to look at it afterwards."""
        found.append(RecordingWorlds(made))  # type: ignore[arg-type]  # the plant of the equipment
        return found[-1]

    line = VirtualLine(plant, processes_of(plant), (), 1, kinds=replace(PHYSICS, worlds=worlds))
    assert isinstance(line.equipment, SimulatedEquipment)
    try:
        line.run([WorkOrder(OrderId("WO-1"), ProductId("tray_a"), trays)], until_s=seconds)
    except TwinError:
        typer.echo(f"The order has not ended after {seconds:g} s, which is long enough for a film.", err=True)
    return found[0]


if __name__ == "__main__":
    typer.run(film)
