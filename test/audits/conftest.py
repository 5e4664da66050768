"""A plant for the auditor's tests, and a writer of journals that need not be true."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from robot_cells.audits.audited_plant import AuditedPlant
from robot_cells.audits.motion import Motion
from robot_cells.ids import CellId, LineId, OperationId, ProductId, ZoneId
from robot_cells.journals.record import Record
from robot_cells.lines.buffer import Buffer
from robot_cells.lines.capability import Capability
from robot_cells.lines.cell import Cell
from robot_cells.lines.cell_kind import CellKind
from robot_cells.lines.line import Line
from robot_cells.lines.vehicle import Vehicle
from robot_cells.lines.zone import Lock, Zone
from robot_cells.orders.operation import Consequence, FailureRule, Operation
from robot_cells.orders.product import Product
from robot_cells.orders.recipe import Recipe, ReworkRoute

JOURNAL = "9f2c41aa"


@dataclass
class Story:
    """A journal, written record by record. `tries` counts the attempts at each task, `visits` the visits."""

    records: list[Record] = field(default_factory=list)
    motions: list[Motion] = field(default_factory=list)
    tries: dict[str, int] = field(default_factory=dict)
    cells: dict[str, str] = field(default_factory=dict)
    time_s: float = 0.0

    def write(self, kind: str, subject: str = "", **data: Any) -> int:
        self.time_s += 1.0
        sequence = len(self.records) + 1
        text = json.dumps({"version": 1, **data})
        self.records.append(Record(sequence, self.time_s, 0, kind, subject, text))
        return sequence

    def start(self, *cells: str) -> None:
        self.write("orchestrator_started", epoch=1)
        for cell in cells:
            self.write("cell_appeared", cell, cell=cell, host=f"host_{cell}", incarnation="1")

    def submit(self, order: str = "WO-1", product: str = "plate", quantity: int = 1) -> None:
        self.write("order_submitted", order, order={"id": order, "product": product, "quantity": quantity})

    def release(self, job: str = "WO-1/001", cell: str = "a") -> None:
        self.write("job_released", job, job=job, cell=cell)

    def dispatch(
        self, operation: str, cell: str, job: str = "WO-1/001", *, visit: int = 1, trip: Any = None, **more: Any
    ) -> str:
        task = f"{job}/{operation}.{visit}"
        number = self.tries[task] = self.tries.get(task, 0) + 1
        attempt = f"{JOURNAL}:{task}#{number}"
        self.cells[attempt] = cell
        data: dict[str, Any] = {
            "attempt": attempt,
            "task": task,
            "job": job,
            "operation": operation,
            "visit": visit,
            "number": number,
            "cell": cell,
            "trip": trip,
            "because": 1,
        }
        self.write("attempt_dispatched", attempt, **{**data, **more})
        return attempt

    def carry(self, vehicle: str, origin: tuple[str, str], target: tuple[str, str], visit: int = 1) -> str:
        places = {"origin": _place(origin), "target": _place(target)}
        return self.dispatch("transport", vehicle, visit=visit, trip=places)

    def move(self, attempt: str, command: str = "dwell", command_id: str = "", *, succeeded: bool = True) -> None:
        """The equipment of the cell carries a command out, and counts it."""
        began_s = self.time_s = self.time_s + 1.0
        name = command_id or f"{attempt}@{len(self.motions)}"
        cell = self.cells[attempt]
        self.motions.append(
            Motion(attempt, "WO-1-001", cell, "station", command, name, began_s, "", began_s + 0.5, succeeded)
        )

    def end(self, attempt: str, outcome: str = "succeeded", code: str = "", *, moves: bool = True, **more: Any) -> None:
        self.write("attempt_started", attempt, attempt=attempt)
        if moves:
            self.move(attempt, succeeded=outcome == "succeeded")
        failure = {"code": code, "message": "", "remedy": ""} if code else None
        data = {"attempt": attempt, "cell": self.cells[attempt], "outcome": outcome, "failure": failure, "result": {}}
        self.write("attempt_ended", attempt, **{**data, **more})

    def do(self, operation: str, cell: str, job: str = "WO-1/001", **more: Any) -> str:
        attempt = self.dispatch(operation, cell, job, **more)
        self.end(attempt)
        return attempt

    def retry(self, attempt: str, rule: int, job: str = "WO-1/001") -> None:
        task = attempt.partition(":")[2].rpartition("#")[0]
        self.write("retry_planned", job, job=job, task=task, not_before_s=0.0, rule=rule)

    def ask(self, attempt: str, job: str = "WO-1/001") -> str:
        prompt = {"id": f"{attempt}?", "choices": ["retry", "done", "good", "scrap"], "attempt_id": ""}
        self.write("prompt_raised", prompt["id"], prompt=prompt, job=job)
        return str(prompt["id"])

    def answer(self, prompt: str, choice: str = "retry") -> None:
        self.write("prompt_answered", prompt, prompt=prompt, choice=choice, operator_name="ann")

    def attest(self, attempt: str, **more: Any) -> None:
        data = {"attempt": attempt, "cell": self.cells[attempt], "operator_name": "ann", "reason": ""}
        self.write("task_attested", attempt, **{**data, "prompt": f"{attempt}?", **more})

    def adopt(self, *tasks: tuple[str, str, float], by_hand: bool = False) -> None:
        """A schedule: task, cell and start of each, after now; each takes 10 s."""
        begun_s = self.time_s + 1.0
        times = [(task, cell, begun_s + start_s) for task, cell, start_s in tasks]
        found = [{"task": task, "cell": cell, "start_s": at_s, "end_s": at_s + 10.0} for task, cell, at_s in times]
        self.write("schedule_adopted", schedule={"tasks": found}, gives_way=not by_hand)

    def complete(self, job: str = "WO-1/001") -> None:
        self.write("job_completed", job, job=job)

    def scrap(self, job: str = "WO-1/001") -> None:
        self.write("job_scrapped", job, job=job, code="x", reason="x")

    def finish(self, end: str = "completed", order: str = "WO-1") -> None:
        self.write("order_ended", order, order=order, end=end)


def _place(spot: tuple[str, str]) -> Mapping[str, str]:
    return {"cell": spot[0], "kind": spot[1]}


def _cell(name: str, capability: str, process: str, output: int | None = None) -> Cell:
    return Cell(
        CellId(name),
        CellKind.ASSEMBLY,
        (Capability(capability, 10.0, process, gives_verdict=capability == "look"),),
        input_buffer=Buffer(1),
        output_buffer=Buffer(output),
    )


def _product() -> Product:
    rules = (
        FailureRule(Consequence.RETRY, ("drill.slip", "attempt.interrupted"), limit=2),
        FailureRule(Consequence.REWORK, ("drill.off",), route="mend"),
        FailureRule(Consequence.RETRY),
    )
    reviews = (FailureRule(Consequence.ASK, ("inspect.undecided",), review=True),)
    operations = (
        Operation(OperationId("cut"), "cut"),
        Operation(OperationId("drill"), "drill", after=(OperationId("cut"),), on_failure=rules),
        Operation(OperationId("look"), "look", after=(OperationId("drill"),), on_failure=reviews),
    )
    mend = ReworkRoute("mend", (Operation(OperationId("mend"), "cut"),), OperationId("drill"))
    return Product(ProductId("plate"), Recipe(operations, {"mend": mend}))


@pytest.fixture(scope="session")
def bench_plant() -> AuditedPlant:
    """Three cells without vehicles, two pieces at most."""
    cells = (_cell("a", "cut", "cut"), _cell("b", "drill", "drill", 1), _cell("c", "look", "look"))
    return AuditedPlant(Line(LineId("bench"), cells, wip_limit=2), {"plate": _product()}, frozenset({"look"}))


@pytest.fixture(scope="session")
def carried_plant() -> AuditedPlant:
    """The same with one vehicle."""
    cells = (_cell("a", "cut", "cut"), _cell("b", "drill", "drill", 1), _cell("c", "look", "look"))
    line = Line(LineId("bench"), cells, (Vehicle(CellId("amr"), CellId("a")),))
    return AuditedPlant(line, {"plate": _product()}, frozenset({"look"}))


@pytest.fixture(scope="session")
def zoned_plant() -> AuditedPlant:
    """Two cells that reach into one zone to cut, without vehicles."""
    lock = (Lock(ZoneId("table")),)
    cut = Capability("cut", 10.0, "cut", locks=lock)
    cells = (
        Cell(CellId("a"), CellKind.ASSEMBLY, (cut,)),
        _cell("b", "drill", "drill"),
        Cell(CellId("c"), CellKind.ASSEMBLY, (cut, Capability("look", 10.0, "look"))),
    )
    line = Line(LineId("bench"), cells, zones=(Zone(ZoneId("table")),))
    return AuditedPlant(line, {"plate": _product()})


@pytest.fixture
def story() -> Story:
    """An empty one."""
    return Story()
