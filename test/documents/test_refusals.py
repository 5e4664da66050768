"""Every rule on documents: one row a rule. The mark `# <-` stands at the line that the problem must name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from robot_cells.documents.check import check_paths

MARK = "# <-"
Spoil = Callable[[str, str, str], Path]


class Row(NamedTuple):
    """In `file`, `old` becomes `new`; then a problem with this key, what and remedy stands at the marked line."""

    file: str
    old: str
    new: str
    key: str
    what: str
    remedy: str


LINE = [
    Row("line.yaml", "wip_limit: 3", "wip_limt: 3  # <-", "wip_limt", "unknown key", "did you mean wip_limit?"),
    Row("line.yaml", "wip_limit: 3", "wip_limit: 0  # <-", "wip_limit", "is 0", "at least 1"),
    Row("line.yaml", "wip_limit: 3", "wip_limit: yes  # <-", "wip_limit", 'is "yes"', "write a whole number"),
    Row("line.yaml", "wip_limit: 3", "wip_limit: 2.5  # <-", "wip_limit", "is 2.5", "write a whole number"),
    Row("line.yaml", "line: small", "line: my line  # <-", "line", 'is "my line"', "letters, digits and _"),
    Row("line.yaml", "line: small\n", "line: 7  # <-\n", "line", "is 7", "in quotes"),
    Row(
        "line.yaml",
        "products: [widget.yaml, gadget.yaml]",
        "products: []  # <-",
        "products",
        "empty list",
        "at least 1",
    ),
    Row("line.yaml", "products: [widget.yaml, gadget.yaml]", "products: widget.yaml  # <-", "products", "is", "a list"),
    Row("line.yaml", "gadget.yaml]", "gadgets.yaml]  # <-", "products[1]", "there is no file", "correct it"),
    Row(
        "line.yaml",
        "gadget.yaml]",
        "gadget.yaml, widget.yaml]  # <-",
        "products[2]",
        "the path widget.yaml stands",
        "remove one",
    ),
    Row(
        "line.yaml",
        "processes: processes",
        "processes: skills  # <-",
        "processes",
        "there is no folder",
        "name the folder",
    ),
    Row("line.yaml", "processes: processes\n", "", "", "missing", "add processes"),
    Row(
        "line.yaml",
        "  - id: camera_post",
        "  - id: bench  # <-",
        "cells[1].id",
        "the cell or vehicle bench stands in line 6 already",
        "rename",
    ),
    Row(
        "line.yaml",
        "  - id: cart",
        "  - id: bench  # <-",
        "vehicles[0].id",
        "the cell or vehicle bench stands in line 6 already",
        "rename",
    ),
    Row(
        "line.yaml",
        "  - id: camera_post",
        "  - id: vision  # <-",
        "cells[1].id",
        "a node of every line",
        "another name",
    ),
    Row(
        "line.yaml",
        "    kind: assembly",
        "    kind: assembley  # <-",
        "cells[0].kind",
        'is "assembley"',
        "did you mean assembly?",
    ),
    Row(
        "line.yaml",
        "    kind: assembly",
        "    kind: inspection  # <-",
        "cells[0].kind",
        "without a device of kind camera",
        "change the kind",
    ),
    Row(
        "line.yaml",
        "    pose: {x_m: 4.0, y_m: 0.0}",
        "    pose: {x: 4.0, y_m: 0.0}  # <-",
        "cells[1].pose.x",
        "the unit is missing",
        "did you mean x_m, in m?",
    ),
    Row(
        "line.yaml",
        "    pose: {x_m: 4.0, y_m: 0.0}",
        "    pose: {x_mm: 4000, y_m: 0.0}  # <-",
        "cells[1].pose.x_mm",
        "this unit is not used",
        "x_m, in m?",
    ),
    Row(
        "line.yaml",
        "    pose: {x_m: 4.0, y_m: 0.0}",
        "    pose: [4.0, 0.0]  # <-",
        "cells[1].pose",
        "is a list",
        "a mapping with the keys x_m, y_m, yaw_rad",
    ),
    Row("line.yaml", "capacity: 2}", "capacity: 0}  # <-", "cells[0].input_buffer.capacity", "is 0", "at least 1"),
    Row("line.yaml", "capacity: 2}", "capacity: -2}  # <-", "cells[0].input_buffer.capacity", "is -2", "at least 1"),
    Row(
        "line.yaml",
        "to: gadget, duration_s: 30}",
        "to: gizmo, duration_s: 30}  # <-",
        "cells[0].changeovers[0].to",
        "no product gizmo",
        "there is gadget, widget",
    ),
    Row(
        "line.yaml",
        "to: gadget, duration_s: 30}",
        "to: widget, duration_s: 30}  # <-",
        "cells[0].changeovers[0].to",
        "to itself",
        "another product",
    ),
    Row(
        "line.yaml",
        "to: gadget, duration_s: 30}",
        "to: gadget}  # <-",
        "cells[0].changeovers[0].duration_s",
        "missing",
        "add duration_s (set-up time [s])",
    ),
    Row(
        "line.yaml",
        "      - {from: widget, to: gadget, duration_s: 30}\n",
        "      - {from: widget, to: gadget, duration_s: 30}\n      - {from: widget, to: gadget, duration_s: 3}  # <-\n",
        "cells[0].changeovers[1]",
        "the changeover from widget to gadget stands",
        "remove one",
    ),
    Row(
        "line.yaml",
        "duration_s: 20\n",
        "duration: 20  # <-\n",
        "cells[0].capabilities[0].duration",
        "the unit is missing",
        "did you mean duration_s, in s?",
    ),
    Row(
        "line.yaml",
        "duration_s: 20\n",
        "duration_min: 1  # <-\n",
        "cells[0].capabilities[0].duration_min",
        "this unit is not used",
        "duration_s, in s?",
    ),
    Row(
        "line.yaml",
        "duration_s: 20\n",
        "duration_s: 20 s  # <-\n",
        "cells[0].capabilities[0].duration_s",
        'is "20 s"',
        "without quotes or unit, in s",
    ),
    Row(
        "line.yaml",
        "duration_s: 20\n",
        "duration_s: -1  # <-\n",
        "cells[0].capabilities[0].duration_s",
        "is -1",
        "greater than 0 s",
    ),
    Row(
        "line.yaml",
        "duration_s: 20\n",
        "duration_s: .nan  # <-\n",
        "cells[0].capabilities[0].duration_s",
        "no number",
        "a finite number, in s",
    ),
    Row(
        "line.yaml",
        "duration_s: 20\n",
        "duration_s: .inf  # <-\n",
        "cells[0].capabilities[0].duration_s",
        "no number",
        "a finite number, in s",
    ),
    Row(
        "line.yaml",
        "duration_s: 20\n",
        "duration_s: 2.6e6  # <-\n",
        "cells[0].capabilities[0].duration_s",
        "is 2600000",
        "at most 2592000 s",
    ),
    Row(
        "line.yaml",
        "duration_s: 20\n",
        "duration_s:  # <-\n",
        "cells[0].capabilities[0].duration_s",
        "left empty",
        "a finite number, in s",
    ),
    Row(
        "line.yaml",
        "name: repair, ",
        "name: build, ",
        "cells[0].capabilities[1].name",
        "the capability build stands",
        "rename",
    ),
    Row(
        "line.yaml",
        "      - {name: repair,",
        "      - {name: transport,  # <-\n        ",
        "cells[0].capabilities[1].name",
        "only vehicles transport",
        "under `vehicles`",
    ),
    Row(
        "line.yaml",
        "process: build, ",
        "process: biuld,  # <-\n         ",
        "cells[0].capabilities[1].process",
        "no document of a process biuld",
        "did you mean build?",
    ),
    Row(
        "line.yaml",
        "- name: look\n",
        "- name: lok  # <-\n",
        "cells[1].capabilities[0].name",
        "no document of a process lok",
        "did you mean look?",
    ),
    Row(
        "line.yaml",
        "force_n: 12.0",
        "forse_n: 12.0  # <-",
        "cells[0].capabilities[0].parameters.forse_n",
        "no parameter `forse_n`",
        "did you mean `force_n`?",
    ),
    Row(
        "line.yaml",
        "force_n: 12.0",
        "force_n: 500  # <-",
        "cells[0].capabilities[0].parameters.force_n",
        "at most 100 N",
        "force_n",
    ),
    Row(
        "line.yaml",
        "    devices:\n      - {id: camera, kind: camera}",
        "    devices:\n      - {id: camera, kind: camra}  # <-",
        "cells[1].devices[0].kind",
        'is "camra"',
        "did you mean camera?",
    ),
    Row(
        "line.yaml",
        "{id: camera, kind: camera}",
        "{id: camera, kind: camera}\n      - {id: camera, kind: scanner}  # <-",
        "cells[1].devices[1].id",
        "the device camera stands",
        "rename",
    ),
    Row(
        "line.yaml",
        "{id: camera, kind: camera}",
        "{id: camera, kind: camera}\n      - {id: agv, kind: vehicle}  # <-",
        "cells[1].devices[1].kind",
        "no devices of a cell",
        "under `vehicles`",
    ),
    Row(
        "line.yaml",
        "{id: camera, kind: camera}",
        "{id: camera, kind: camera, parameters: {exposure_s: fast}}  # <-",
        "cells[1].devices[0].parameters.exposure_s",
        'is "fast"',
        "in s",
    ),
    Row(
        "line.yaml",
        "devices:\n      - {id: camera, kind: camera}",
        "devices:  # <-\n      - {id: camera, kind: camera}\n      - {id: arm, kind: arm, parameters: *arm}\n",
        "cells[1].devices",
        "an arm, but no station",
        "add {id: station",
    ),
    Row(
        "line.yaml",
        "model: ur10e",
        "model: ur100  # <-",
        "cells[0].devices[0].parameters.model",
        "no arm model ur100",
        "ur10e",
    ),
    Row("line.yaml", "-1.57, 0]", "-1.57]  # <-", "cells[0].devices[0].parameters.home_rad", "is a list", "6"),
    Row(
        "line.yaml",
        "        parameters:\n          tray: {x_m: 0.4",
        "        parameters:  # <-\n          tary: {x_m: 0.4",
        "cells[0].devices[1].parameters.tray",
        "missing",
        "add tray",
    ),
    Row(
        "line.yaml",
        "tray: {x_m: 0.4",
        "tray: {x_m: 1.4",
        "cells[0].devices[1].parameters.tray",
        "the arm does not reach the corner",
        "bring it nearer",
    ),
    Row(
        "line.yaml",
        "board: {x_m: 0.0, y_m: 0.5, z_m: 0.05}",
        "board: {x_m: 2.0, y_m: 0.5, z_m: 0.05}  # <-",
        "feeders.board",
        "does not reach this feeder",
        "bring it nearer",
    ),
    Row(
        "line.yaml",
        "    home: bench",
        "    home: bensh  # <-",
        "vehicles[0].home",
        "no cell bensh",
        "did you mean bench?",
    ),
    Row(
        "line.yaml",
        "    speed_mps: 1.0",
        "    speed: 1.0  # <-",
        "vehicles[0].speed",
        "the unit is missing",
        "speed_mps, in m/s?",
    ),
    Row(
        "line.yaml",
        "to: camera_post, distance_m: 6}",
        "to: camera, distance_m: 6}  # <-",
        "distances[0].to",
        "no cell camera",
        "did you mean camera_post?",
    ),
    Row(
        "line.yaml",
        "to: camera_post, distance_m: 6}",
        "to: bench, distance_m: 6}  # <-",
        "distances[0].to",
        "to itself",
        "another cell",
    ),
    Row(
        "line.yaml",
        "vehicles:\n  - id: cart\n    home: bench\n    speed_mps: 1.0\ndistances:",
        "distances:  # <-",
        "distances",
        "nothing drives",
        "add `vehicles`",
    ),
]

PRODUCT = [
    Row(
        "widget.yaml",
        "    capability: look",
        "    capability: luk  # <-",
        "operations[1].capability",
        "no cell of the line small can luk, which the operation look of widget needs",
        "there is build, look, repair",
    ),
    Row(
        "widget.yaml",
        "    capability: look",
        "    capability: transport  # <-",
        "operations[1].capability",
        "transports by itself",
        "remove the operation",
    ),
    Row(
        "widget.yaml",
        "    after: [build]",
        "    after: [biuld]  # <-",
        "operations[1].after[0]",
        "no operation biuld",
        "did you mean build?",
    ),
    Row(
        "widget.yaml",
        "    after: [build]",
        "    after: [build, build]  # <-",
        "operations[1].after[1]",
        "the predecessor build stands",
        "remove one",
    ),
    Row(
        "widget.yaml",
        "  - id: build\n    capability: build",
        "  - id: build\n    after: [look]  # <-\n    capability: build",
        "operations[0].after",
        "in a circle: build after look after build",
        "out of `after`",
    ),
    Row(
        "widget.yaml",
        "    after: [build]",
        "    after: [look]  # <-",
        "operations[1].after",
        "in a circle: look after look",
        "out of `after`",
    ),
    Row(
        "gadget.yaml",
        "  - {id: build, capability: build}",
        "  - {id: build, capability: build, after: [look]}\n  - {id: look, capability: look, after: [build]}\n"
        "  - {id: last, capability: look, after: [look]}  # <-",
        "operations[2]",
        "last is never reached",
        "break the circle",
    ),
    Row(
        "gadget.yaml",
        "operations:\n  - {id: build, capability: build}",
        "operations: []  # <-",
        "operations",
        "empty list",
        "at least 1",
    ),
    Row(
        "widget.yaml",
        "  - id: look",
        "  - id: build  # <-",
        "operations[1].id",
        "the operation build stands in line 15",
        "rename",
    ),
    Row(
        "widget.yaml",
        "{id: mend, capability: repair}",
        "{id: look, capability: repair}  # <-",
        "rework_routes.mend.operations[0].id",
        "the operation look stands in line 21",
        "rename",
    ),
    Row(
        "widget.yaml",
        "{id: mend, capability: repair}",
        "{id: mend, capability: repair, after: [look]}  # <-",
        "rework_routes.mend.operations[0].after",
        "follow one another",
        "remove it",
    ),
    Row(
        "widget.yaml",
        "        route: mend",
        "        route: mand  # <-",
        "operations[1].on_failure[0].route",
        "no rework route mand",
        "did you mean mend?",
    ),
    Row(
        "widget.yaml",
        "      - consequence: rework\n        route: mend",
        "      - consequence: rework  # <-",
        "operations[1].on_failure[0].route",
        "missing",
        "name the rework route to take: there is mend",
    ),
    Row(
        "widget.yaml",
        "      - consequence: ask",
        "      - consequence: ask\n        route: mend  # <-",
        "operations[1].on_failure[1].route",
        "ask takes no route",
        "consequence: rework",
    ),
    Row(
        "widget.yaml",
        "      - consequence: ask",
        "      - consequence: ask\n        backoff_s: 5  # <-",
        "operations[1].on_failure[1].backoff_s",
        "only a retry waits",
        "consequence: retry",
    ),
    Row(
        "widget.yaml",
        "      - {consequence: scrap}",
        "      - {consequence: scrap}\n      - {consequence: ask}  # <-",
        "operations[0].on_failure[2]",
        "no failure gets here",
        "before that rule",
    ),
    Row(
        "widget.yaml",
        "      - {consequence: scrap}",
        "      - {consequence: scarp}  # <-",
        "operations[0].on_failure[1].consequence",
        'is "scarp"',
        "did you mean scrap?",
    ),
    Row(
        "widget.yaml",
        "limit: 2, backoff_s: 5",
        "limit: 2, backoff: 5",
        "operations[0].on_failure[0].backoff",
        "the unit is missing",
        "backoff_s, in s?",
    ),
    Row(
        "widget.yaml",
        "limit: 2, backoff_s",
        "limit: 0, backoff_s",
        "operations[0].on_failure[0].limit",
        "is 0",
        "at least 1",
    ),
    Row(
        "widget.yaml",
        "    resume_at: look",
        "    resume_at: luk  # <-",
        "rework_routes.mend.resume_at",
        "no operation luk",
        "there is build, look",
    ),
    Row(
        "widget.yaml",
        "  mend:\n",
        "  other:  # <-\n    operations: [{id: o, capability: repair}]\n    resume_at: look\n  mend:\n",
        "rework_routes.other",
        "no failure rule leads here",
        "or remove it",
    ),
    Row(
        "widget.yaml",
        "parameters: {speed: 0.5}",
        "parameters: {sped: 0.5}  # <-",
        "operations[0].parameters.sped",
        "no parameter `sped`",
        "did you mean `speed`?",
    ),
    Row(
        "widget.yaml",
        "parameters: {speed: 0.5}",
        "parameters: {speed: .nan}  # <-",
        "operations[0].parameters.speed",
        "is nan",
        "a finite number",
    ),
    Row(
        "widget.yaml",
        "parameters: {speed: 0.5}",
        "durations_s: {camera_post: 5}  # <-",
        "operations[0].durations_s.camera_post",
        "camera_post cannot build",
        "there is bench",
    ),
    Row(
        "widget.yaml",
        "parameters: {speed: 0.5}",
        "durations_s: {bensh: 5}  # <-",
        "operations[0].durations_s.bensh",
        "there is no cell bensh",
        "did you mean bench?",
    ),
    Row(
        "widget.yaml",
        "parameters: {speed: 0.5}",
        "durations_s: {bench: 5 s}  # <-",
        "operations[0].durations_s.bench",
        'is "5 s"',
        "without quotes or unit",
    ),
    Row(
        "widget.yaml",
        "parameters: {speed: 0.5}",
        "durations: {bench: 5}  # <-",
        "operations[0].durations",
        "the unit is missing",
        "durations_s, in s?",
    ),
    Row(
        "widget.yaml",
        "{id: s1, holds: m1,",
        "{id: s1, holds: m2,",
        "layout.screws[0].holds",
        "no module m2",
        "there is m1",
    ),
    Row(
        "widget.yaml",
        "{id: c1, x_m: 0.05",
        "{id: s1, x_m: 0.05",
        "layout.couplings[0].id",
        "the part s1 stands",
        "rename",
    ),
    Row(
        "widget.yaml",
        "{id: c1, x_m: 0.05",
        "{id: c1, x_m: 0.45",
        "layout.couplings[0]",
        "sticks out 0.159 m over the edge",
        "0.3 m wide and 0.2 m deep",
    ),
    Row(
        "widget.yaml",
        "x_m: 0.1, y_m: 0.1, width_m: 0.1",
        "x_m: 0.1, y_m: 0.01, width_m: 0.1",
        "layout.modules[0]",
        "sticks out 0.03 m",
        "move it in",
    ),
    Row("widget.yaml", "x2_m: 0.15", "x2_m: 0.35", "layout.cables[0]", "sticks out 0.05 m", "move it in"),
    Row("widget.yaml", "size_m: 0.04}", "size: 0.04}", "layout.code.size", "the unit is missing", "size_m, in m?"),
    Row(
        "gadget.yaml", "product: gadget", "product: widget  # <-", "product", "holds a product widget already", "rename"
    ),
]

PROCESS = [
    Row("processes/build.yaml", "skill: dwell", "skill: dwel", "tree.skill", "dwel", "did you mean"),
    Row(
        "line.yaml",
        "      - name: look\n",
        "      - process: build  # <-\n        parameters: {force_n: 1}\n        name: look\n",
        "cells[1].capabilities[0]",
        "camera_post has no station, which the process build needs (skill dwell)",
        "add {id: station, kind: station} to the devices of camera_post",
    ),
    Row(
        "processes/look.yaml",
        "process: look",
        "process: build  # <-",
        "process",
        "holds a process build already",
        "rename",
    ),
    Row(
        "processes/look.yaml",
        "process: look",
        "recipe: look  # <-",
        "",
        "is no process document",
        "begin it with process:",
    ),
    Row("processes/build.yaml", "tree: {skill", "tree: {skil", "tree", "skil", "did you mean"),
]

ORDERS = [
    Row("orders.yaml", "quantity: 3,", "quantity: 0,", "orders[0].quantity", "is 0", "at least 1"),
    Row("orders.yaml", "quantity: 3,", "quantity: -3,", "orders[0].quantity", "is -3", "at least 1"),
    Row("orders.yaml", "quantity: 3,", "quantity: 100001,", "orders[0].quantity", "is 100001", "at most 100000"),
    Row(
        "orders.yaml", "quantity: 3,", 'quantity: "3",', "orders[0].quantity", 'is "3"', "a whole number without quotes"
    ),
    Row(
        "orders.yaml",
        "product: widget,",
        "product: wigdet,",
        "orders[0].product",
        "no product wigdet",
        "did you mean widget?",
    ),
    Row(
        "orders.yaml",
        "id: WO-2,",
        "id: WO-1,  # <-\n    ",
        "orders[1].id",
        "the work order WO-1 stands in line 2",
        "rename",
    ),
    Row("orders.yaml", "id: WO-2", "id: WO/2", "orders[1].id", 'is "WO/2"', "letters, digits, _, - and ."),
    Row(
        "orders.yaml",
        "release_s: 60, due_s: 900",
        "release_s: 60, due_s: 60",
        "orders[1].due_s",
        "due at 60 s, but released only at 60 s",
        "after its release",
    ),
    Row("orders.yaml", "due_s: 900", "due: 900", "orders[1].due", "the unit is missing", "due_s, in s?"),
    Row("orders.yaml", "due_s: 900", "due_s: -900", "orders[1].due_s", "is -900", "at least 0 s"),
    Row("orders.yaml", "release_s: 60", "release_s: 1e9", "orders[1].release_s", "is 1000000000", "at most 31622400 s"),
    Row("orders.yaml", "priority: 5", "priority: high", "orders[1].priority", 'is "high"', "a whole number"),
    Row(
        "orders.yaml",
        "fault: lost_screw",
        "fault: lost_screws",
        "faults[0].fault",
        'is "lost_screws"',
        "did you mean lost_screw?",
    ),
    Row(
        "orders.yaml",
        "fault: lost_screw, serial: WO-1-002,",
        "serial: WO-1-002,  # <-\n    ",
        "faults[0]",
        "the key fault is missing",
        "which kind",
    ),
    Row(
        "orders.yaml",
        "serial: WO-1-002",
        "serial: WO-1-009",
        "faults[0].serial",
        "no order here makes WO-1-009",
        "WO-1-001 to WO-1-003",
    ),
    Row(
        "orders.yaml",
        "serial: WO-1-002",
        "serial: WO-1-2",
        "faults[0].serial",
        "no order here makes WO-1-2",
        "WO-1-001 to WO-1-003",
    ),
    Row("orders.yaml", "screw: s1", "screw: s2", "faults[0].screw", "widget has no screw s2", "there is s1"),
    Row("orders.yaml", "screw: s1", "module: m1", "faults[0].module", "unknown key", "there is fault, screw, serial"),
    Row(
        "orders.yaml",
        "fault: lost_screw, serial: WO-1-002, screw: s1",
        "fault: missing_module, serial: WO-1-002, module: m7",
        "faults[0].module",
        "widget has no module m7",
        "there is m1",
    ),
    Row(
        "orders.yaml",
        "fault: lost_screw, serial: WO-1-002, screw: s1",
        "fault: missing_part, serial: WO-1-002, part: bord",
        "faults[0].part",
        "no part of the type bord",
        "did you mean board?",
    ),
    Row(
        "orders.yaml",
        "fault: lost_screw, serial: WO-1-002, screw: s1",
        "fault: leaking_coupling, serial: WO-2-001, coupling: c1, leak_pa_m3_s: 1.0e-3",
        "faults[0].coupling",
        "gadget has no coupling c1",
        "there is none",
    ),
    Row("orders.yaml", "vehicle: cart", "vehicle: kart", "faults[1].vehicle", "no vehicle kart", "did you mean cart?"),
    Row("orders.yaml", "factor: 2.0", "factor: 0.5", "faults[1].factor", "is 0.5", "at least 1"),
    Row("orders.yaml", "orders:\n", "order:\n", "order", "no kind of document", "did you mean orders?"),
]


def marked_line(text: str, row: Row) -> int:
    """The line with the mark; without one, the first line that differs from the right document."""
    for number, line in enumerate(text.splitlines(), start=1):
        if MARK in line:
            return number
    place = text.find(row.new) if row.new else 0
    return text[:place].count("\n") + 1


@pytest.mark.parametrize("row", LINE + PRODUCT + PROCESS + ORDERS, ids=lambda row: f"{row.file}: {row.new[:40]!r}")
def test_a_fault_is_told_at_its_line_with_its_remedy(plant_folder: Path, spoil: Spoil, row: Row) -> None:
    path = spoil(row.file, row.old, row.new)
    problems = check_paths([plant_folder])
    here = [item for item in problems if item.file == str(path) and row.what in item.what]
    assert here, "\n".join(str(item) for item in problems) or "nothing is told"
    assert row.remedy in here[0].remedy
    assert row.key in here[0].key
    assert here[0].line == marked_line(path.read_text(), row)


def test_the_small_plant_is_right(plant_folder: Path) -> None:
    assert check_paths([plant_folder]) == []


def test_a_parameter_that_the_process_needs_and_nobody_gives_is_told_at_the_operation(
    plant_folder: Path, spoil: Spoil
) -> None:
    spoil("processes/build.yaml", "speed: {type: number, default: 1.0}", "speed: {type: number}")
    (problem,) = check_paths([plant_folder / "line.yaml", plant_folder / "gadget.yaml"])[:1]
    assert (Path(problem.file).name, problem.line, problem.key) == ("gadget.yaml", 3, "operations[0].parameters.speed")
    assert problem.remedy == "give speed here, or to the capability build of bench"


def test_a_line_with_vehicles_needs_the_process_that_they_carry_out(plant_folder: Path) -> None:
    (plant_folder / "processes" / "transport.yaml").unlink()
    (problem,) = check_paths([plant_folder])
    assert (problem.line, problem.key) == (39, "vehicles")
    assert problem.what == "there is no document of the process transport in processes, which vehicles carry out"
    assert problem.remedy == "add it, with the parameters from, to, distance_m, approach_m"


def test_a_rework_route_must_not_lead_past_the_operation_that_failed(plant_folder: Path, spoil: Spoil) -> None:
    spoil("widget.yaml", "consequence: scrap}", "consequence: rework, route: mend}")
    (problem,) = check_paths([plant_folder])
    assert (problem.line, problem.key) == (20, "operations[0].on_failure[1].route")
    assert problem.what == "mend goes on at look, but build, which failed, is still to be done"
    assert problem.remedy == "let the route resume at build or before it"


def test_one_wrong_key_is_one_problem(plant_folder: Path, spoil: Spoil) -> None:
    spoil("line.yaml", "duration_s: 20\n", "duration: 20\n")
    assert len(check_paths([plant_folder])) == 1


def test_all_faults_of_all_documents_are_told_at_once(plant_folder: Path, spoil: Spoil) -> None:
    spoil("line.yaml", "wip_limit: 3", "wip_limit: 0")
    spoil("line.yaml", "home: bench", "home: 5")
    spoil("widget.yaml", "after: [build]", "after: [biuld]")
    spoil("widget.yaml", "holds: m1", "holds: m2")
    spoil("orders.yaml", "quantity: 3,", "quantity: 0,")
    problems = check_paths([plant_folder])
    assert [(Path(item.file).name, item.key) for item in problems] == [
        ("line.yaml", "wip_limit"),
        ("line.yaml", "vehicles[0].home"),
        ("orders.yaml", "orders[0].quantity"),
        ("widget.yaml", "layout.screws[0].holds"),
        ("widget.yaml", "operations[1].after[0]"),
    ]
