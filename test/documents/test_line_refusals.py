"""Every rule on line documents: one row a rule.

A row is: file, text in it, what stands there instead; key, what, remedy of the problem that must be told. The mark
`# <-` stands at the line that it must name; without a mark, it is the line of the new text.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

Row = tuple[str, str, str, str, str, str]

LOOK = """\
        duration_s: 5
    devices:
      - {id: camera, kind: camera}
vehicles:"""
"""The last capability with what follows it; below it there is room for zones."""


def look(locks: str, zones: str) -> str:
    """The same with locks and zones."""
    return LOOK.replace("5", f"5\n        locks: {locks}").replace("vehicles:", f"zones: {zones}\nvehicles:")


def closed(calendar: str, mark: str = "") -> str:
    """The same with a calendar."""
    return LOOK.replace("5\n", f"5{mark}\n    calendar: {calendar}\n")


STATION = "      - id: station\n"


def gripper(parameters: str) -> str:
    """A gripper before the station."""
    return f"      - {{id: gripper, kind: gripper, parameters: {{{parameters}}}}}  # <-\n{STATION}"


def camera(parameters: str) -> str:
    """A camera before the station."""
    return f"      - {{id: eye, kind: camera, parameters: {{{parameters}}}}}  # <-\n{STATION}"


CALENDAR_ROWS: list[Row] = [
    (
        "line.yaml",
        LOOK,
        closed("{closed: [{from_s: 10, to_s: 10}]}  # <-"),
        "cells[1].calendar.closed[0].to_s",
        "10 is not after 10",
        "close it for some time",
    ),
    (
        "line.yaml",
        LOOK,
        closed("{daily: [{from_s: 79200, to_s: 108000}]}  # <-"),
        "cells[1].calendar.daily[0].to_s",
        "108000 is after the end of the day, which is 86400",
        "make it two times",
    ),
    (
        "line.yaml",
        LOOK,
        closed("{daily: [{from_s: 0, to_s: 40000}, {from_s: 40004, to_s: 86400}]}", "  # <-"),
        "cells[1].capabilities[0].duration_s",
        "takes 5 s, and camera_post is never open for longer than 4 s a day",
        "open it for longer",
    ),
    (
        "line.yaml",
        LOOK,
        closed("{closed: [{from_s: 10}]}  # <-"),
        "cells[1].calendar.closed[0].to_s",
        "missing",
        "add to_s (open again from then on [s])",
    ),
]
ZONE_ROWS: list[Row] = [
    (
        "line.yaml",
        LOOK,
        look("[{zone: hand_over}]  # <-", "[{id: handover}]"),
        "cells[1].capabilities[0].locks[0].zone",
        "there is no zone hand_over",
        "did you mean handover?",
    ),
    (
        "line.yaml",
        LOOK,
        look("[{zone: handover}, {zone: handover, mode: shared}]  # <-", "[{id: handover}]"),
        "cells[1].capabilities[0].locks[1].zone",
        "the lock on handover stands",
        "remove one",
    ),
    (
        "line.yaml",
        LOOK,
        look("[{zone: handover, mode: sharde}]  # <-", "[{id: handover}]"),
        "cells[1].capabilities[0].locks[0].mode",
        'is "sharde"',
        "did you mean shared?",
    ),
    (
        "line.yaml",
        LOOK,
        look("[{zone: handover}]  # <-", "[{id: handover, cells: [bench]}]"),
        "cells[1].capabilities[0].locks[0].zone",
        "camera_post is not among the cells that reach into handover",
        "add it to the `cells` of the zone",
    ),
    (
        "line.yaml",
        LOOK,
        look("[{zone: handover}]", "[{id: handover, cells: [camera_post, bench]}]  # <-"),
        "zones[0].cells[1]",
        "bench reaches into handover, but none of its capabilities locks it",
        "give a capability the lock",
    ),
    (
        "line.yaml",
        LOOK,
        look("[{zone: handover}]", "[{id: handover, cells: [camera_pots]}]  # <-"),
        "zones[0].cells[0]",
        "there is no cell camera_pots",
        "did you mean camera_post?",
    ),
    (
        "line.yaml",
        LOOK,
        look("[{zone: handover}]", "[{id: handover}, {id: handover}]  # <-"),
        "zones[1].id",
        "the zone handover stands",
        "rename",
    ),
]

ROWS: list[Row] = [
    *ZONE_ROWS,
    *CALENDAR_ROWS,
    ("line.yaml", "wip_limit: 3", "wip_limt: 3  # <-", "wip_limt", "unknown key", "did you mean wip_limit?"),
    ("line.yaml", "wip_limit: 3", "wip_limit: 0  # <-", "wip_limit", "is 0", "at least 1"),
    ("line.yaml", "wip_limit: 3", "wip_limit: yes  # <-", "wip_limit", 'is "yes"', "write a whole number"),
    ("line.yaml", "wip_limit: 3", "wip_limit: 2.5  # <-", "wip_limit", "is 2.5", "write a whole number"),
    ("line.yaml", "line: small", "line: my line  # <-", "line", 'is "my line"', "letters, digits and _"),
    ("line.yaml", "line: small\n", "line: 7  # <-\n", "line", "is 7", "in quotes"),
    (
        "line.yaml",
        "products: [widget.yaml, gadget.yaml]",
        "products: []  # <-",
        "products",
        "empty list",
        "at least 1",
    ),
    ("line.yaml", "products: [widget.yaml, gadget.yaml]", "products: widget.yaml  # <-", "products", "is", "a list"),
    ("line.yaml", "gadget.yaml]", "gadgets.yaml]  # <-", "products[1]", "there is no file", "correct it"),
    (
        "line.yaml",
        "gadget.yaml]",
        "gadget.yaml, widget.yaml]  # <-",
        "products[2]",
        "the path widget.yaml stands",
        "remove one",
    ),
    (
        "line.yaml",
        "processes: processes",
        "processes: skills  # <-",
        "processes",
        "there is no folder",
        "name the folder",
    ),
    ("line.yaml", "processes: processes\n", "", "", "missing", "add processes"),
    (
        "line.yaml",
        "  - id: camera_post",
        "  - id: bench  # <-",
        "cells[1].id",
        "the cell or vehicle bench stands in line 6 already",
        "rename",
    ),
    (
        "line.yaml",
        "  - id: cart",
        "  - id: bench  # <-",
        "vehicles[0].id",
        "the cell or vehicle bench stands in line 6 already",
        "rename",
    ),
    (
        "line.yaml",
        "  - id: camera_post",
        "  - id: vision  # <-",
        "cells[1].id",
        "a node of every line",
        "another name",
    ),
    (
        "line.yaml",
        "    kind: assembly",
        "    kind: assembley  # <-",
        "cells[0].kind",
        'is "assembley"',
        "did you mean assembly?",
    ),
    (
        "line.yaml",
        "    kind: assembly",
        "    kind: inspection  # <-",
        "cells[0].kind",
        "without a device of kind camera",
        "change the kind",
    ),
    (
        "line.yaml",
        "    pose: {x_m: 4.0, y_m: 0.0}",
        "    pose: {x: 4.0, y_m: 0.0}  # <-",
        "cells[1].pose.x",
        "the unit is missing",
        "did you mean x_m, in m?",
    ),
    (
        "line.yaml",
        "    pose: {x_m: 4.0, y_m: 0.0}",
        "    pose: {x_mm: 4000, y_m: 0.0}  # <-",
        "cells[1].pose.x_mm",
        "this unit is not used",
        "x_m, in m?",
    ),
    (
        "line.yaml",
        "    pose: {x_m: 4.0, y_m: 0.0}",
        "    pose: [4.0, 0.0]  # <-",
        "cells[1].pose",
        "is a list",
        "a mapping with the keys x_m, y_m, yaw_rad",
    ),
    ("line.yaml", "capacity: 2}", "capacity: 0}  # <-", "cells[0].input_buffer.capacity", "is 0", "at least 1"),
    ("line.yaml", "capacity: 2}", "capacity: -2}  # <-", "cells[0].input_buffer.capacity", "is -2", "at least 1"),
    (
        "line.yaml",
        "to: gadget, duration_s: 30}",
        "to: gizmo, duration_s: 30}  # <-",
        "cells[0].changeovers[0].to",
        "no product gizmo",
        "there is gadget, widget",
    ),
    (
        "line.yaml",
        "to: gadget, duration_s: 30}",
        "to: widget, duration_s: 30}  # <-",
        "cells[0].changeovers[0].to",
        "to itself",
        "another product",
    ),
    (
        "line.yaml",
        "to: gadget, duration_s: 30}",
        "to: gadget}  # <-",
        "cells[0].changeovers[0].duration_s",
        "missing",
        "add duration_s (set-up time [s])",
    ),
    (
        "line.yaml",
        "      - {from: widget, to: gadget, duration_s: 30}\n",
        "      - {from: widget, to: gadget, duration_s: 30}\n      - {from: widget, to: gadget, duration_s: 3}  # <-\n",
        "cells[0].changeovers[1]",
        "the changeover from widget to gadget stands",
        "remove one",
    ),
    (
        "line.yaml",
        "duration_s: 20\n",
        "duration: 20  # <-\n",
        "cells[0].capabilities[0].duration",
        "the unit is missing",
        "did you mean duration_s, in s?",
    ),
    (
        "line.yaml",
        "duration_s: 20\n",
        "duration_min: 1  # <-\n",
        "cells[0].capabilities[0].duration_min",
        "this unit is not used",
        "duration_s, in s?",
    ),
    (
        "line.yaml",
        "duration_s: 20\n",
        "duration_s: 20 s  # <-\n",
        "cells[0].capabilities[0].duration_s",
        'is "20 s"',
        "without quotes or unit, in s",
    ),
    (
        "line.yaml",
        "duration_s: 20\n",
        "duration_s: -1  # <-\n",
        "cells[0].capabilities[0].duration_s",
        "is -1",
        "greater than 0 s",
    ),
    (
        "line.yaml",
        "duration_s: 20\n",
        "duration_s: .nan  # <-\n",
        "cells[0].capabilities[0].duration_s",
        "no number",
        "a finite number, in s",
    ),
    (
        "line.yaml",
        "duration_s: 20\n",
        "duration_s: .inf  # <-\n",
        "cells[0].capabilities[0].duration_s",
        "no number",
        "a finite number, in s",
    ),
    (
        "line.yaml",
        "duration_s: 20\n",
        "duration_s: 2.6e6  # <-\n",
        "cells[0].capabilities[0].duration_s",
        "is 2600000",
        "at most 2592000 s",
    ),
    (
        "line.yaml",
        "duration_s: 20\n",
        "duration_s:  # <-\n",
        "cells[0].capabilities[0].duration_s",
        "left empty",
        "a finite number, in s",
    ),
    (
        "line.yaml",
        "name: repair, ",
        "name: build, ",
        "cells[0].capabilities[1].name",
        "the capability build stands",
        "rename",
    ),
    (
        "line.yaml",
        "      - {name: repair,",
        "      - {name: transport,  # <-\n        ",
        "cells[0].capabilities[1].name",
        "only vehicles transport",
        "under `vehicles`",
    ),
    (
        "line.yaml",
        "process: build, ",
        "process: biuld,  # <-\n         ",
        "cells[0].capabilities[1].process",
        "no document of a process biuld",
        "did you mean build?",
    ),
    (
        "line.yaml",
        "- name: look\n",
        "- name: lok  # <-\n",
        "cells[1].capabilities[0].name",
        "no document of a process lok",
        "did you mean look?",
    ),
    (
        "line.yaml",
        "force_n: 12.0",
        "forse_n: 12.0  # <-",
        "cells[0].capabilities[0].parameters.forse_n",
        "no parameter `forse_n`",
        "did you mean `force_n`?",
    ),
    (
        "line.yaml",
        "force_n: 12.0",
        "force_n: 500  # <-",
        "cells[0].capabilities[0].parameters.force_n",
        "at most 100 N",
        "force_n",
    ),
    (
        "line.yaml",
        "    devices:\n      - {id: camera, kind: camera}",
        "    devices:\n      - {id: camera, kind: camra}  # <-",
        "cells[1].devices[0].kind",
        'is "camra"',
        "did you mean camera?",
    ),
    (
        "line.yaml",
        "{id: camera, kind: camera}",
        "{id: camera, kind: camera}\n      - {id: camera, kind: scanner}  # <-",
        "cells[1].devices[1].id",
        "the device camera stands",
        "rename",
    ),
    (
        "line.yaml",
        "{id: camera, kind: camera}",
        "{id: camera, kind: camera}\n      - {id: agv, kind: vehicle}  # <-",
        "cells[1].devices[1].kind",
        "no devices of a cell",
        "under `vehicles`",
    ),
    (
        "line.yaml",
        "{id: camera, kind: camera}",
        "{id: camera, kind: camera}\n      - {id: eye, kind: scanner, parameters: {exposure_s: fast}}  # <-",
        "cells[1].devices[1].parameters.exposure_s",
        'is "fast"',
        "in s",
    ),
    (
        "line.yaml",
        "devices:\n      - {id: camera, kind: camera}",
        "devices:  # <-\n      - {id: camera, kind: camera}\n      - {id: arm, kind: arm, parameters: *arm}\n",
        "cells[1].devices",
        "an arm, but no station",
        "add {id: station",
    ),
    (
        "line.yaml",
        STATION,
        gripper("model: two_fingers"),
        "cells[0].devices[1].parameters.model",
        "no gripper model two_fingers",
        "two_finger",
    ),
    (
        "line.yaml",
        STATION,
        gripper("model: suction, opening_m: 0.1"),
        "cells[0].devices[1].parameters.opening_m",
        "does not open",
        "leave it out",
    ),
    ("line.yaml", STATION, camera("above_m: 1100"), "cells[0].devices[1].parameters.above_m", "1100", "10"),
    ("line.yaml", STATION, camera("width_px: 99.5"), "cells[0].devices[1].parameters.width_px", "99.5", "whole number"),
    ("line.yaml", STATION, camera("margin: 1"), "cells[0].devices[1].parameters.margin", "", "margin_m"),
    ("line.yaml", STATION, gripper("opening_m: 140"), "cells[0].devices[1].parameters.opening_m", "140", "0.3"),
    (
        "line.yaml",
        STATION,
        f"      - {{id: scanner, kind: scanner, driver: moveit_move_group}}  # <-\n{STATION}",
        "cells[0].devices[1].driver",
        "moveit_move_group drives arms",
        "name the driver topics",
    ),
    (
        "line.yaml",
        STATION,
        "      - {id: other, kind: arm, driver: follow_joint_trajectory, parameters: {model: ur10e, home_rad: "
        f"[0, 0, 0, 0, 0, 0], goal_tolerance_rad: 0}}}}  # <-\n{STATION}",
        "cells[0].devices[1].parameters.goal_tolerance_rad",
        "goal_tolerance_rad is 0",
        "a number above 0",
    ),
    ("line.yaml", STATION, gripper("force_n: -1"), "cells[0].devices[1].parameters.force_n", "-1", "greater than 0"),
    ("line.yaml", STATION, gripper("force: 40"), "cells[0].devices[1].parameters.force", "", "force_n"),
    (
        "line.yaml",
        "model: ur10e",
        "model: ur100  # <-",
        "cells[0].devices[0].parameters.model",
        "no arm model ur100",
        "ur10e",
    ),
    ("line.yaml", "-1.57, 0]", "-1.57]  # <-", "cells[0].devices[0].parameters.home_rad", "is a list", "6"),
    (
        "line.yaml",
        "        parameters:\n          tray: {x_m: 0.4",
        "        parameters:  # <-\n          tary: {x_m: 0.4",
        "cells[0].devices[1].parameters.tray",
        "missing",
        "add tray",
    ),
    (
        "line.yaml",
        "tray: {x_m: 0.4",
        "tray: {x_m: 1.4",
        "cells[0].devices[1].parameters.tray",
        "the arm does not reach the corner",
        "bring it nearer",
    ),
    (
        "line.yaml",
        "board: {x_m: 0.0, y_m: 0.5, z_m: 0.05}",
        "board: {x_m: 2.0, y_m: 0.5, z_m: 0.05}  # <-",
        "feeders.board",
        "does not reach this feeder",
        "bring it nearer",
    ),
    (
        "line.yaml",
        "    home: bench",
        "    home: bensh  # <-",
        "vehicles[0].home",
        "no cell bensh",
        "did you mean bench?",
    ),
    (
        "line.yaml",
        "    speed_mps: 1.0",
        "    speed: 1.0  # <-",
        "vehicles[0].speed",
        "the unit is missing",
        "speed_mps, in m/s?",
    ),
    (
        "line.yaml",
        "to: camera_post, distance_m: 6}",
        "to: camera, distance_m: 6}  # <-",
        "distances[0].to",
        "no cell camera",
        "did you mean camera_post?",
    ),
    (
        "line.yaml",
        "to: camera_post, distance_m: 6}",
        "to: bench, distance_m: 6}  # <-",
        "distances[0].to",
        "to itself",
        "another cell",
    ),
    (
        "line.yaml",
        "vehicles:\n  - id: cart\n    home: bench\n    speed_mps: 1.0\ndistances:",
        "distances:  # <-",
        "distances",
        "nothing drives",
        "add `vehicles`",
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]}: {row[2][:40]!r}")
def test_a_fault_is_told_at_its_line_with_its_remedy(refused: Callable[[Row], None], row: Row) -> None:
    refused(row)
