"""The record of a part as one page (HTML) that needs nothing else: no network, no scripts, no other file."""

from __future__ import annotations

from pathlib import Path

from robot_cells.reports.markup import Markup, element, together
from robot_cells.reports.page_findings import findings
from robot_cells.reports.page_style import STYLE
from robot_cells.reports.page_tables import (
    decision_table,
    document_table,
    entry_table,
    part_table,
    step_table,
)
from robot_cells.reports.part_record import Moment, PartRecord
from robot_cells.reports.record_evidence import embedded, evidence_file
from robot_cells.reports.route_chart import route_chart
from robot_cells.reports.time_text import time_text


def record_page(record: PartRecord, evidence: Path) -> str:
    """The page; pictures come from the evidence folder, and one that is not there is named."""
    title = f"{record.serial}: record of the part"
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("title", title),
        element("style", Markup(STYLE)),
    )
    body = element(
        "body",
        _head(record),
        _facts(record),
        _section("Way through the line", element("div", route_chart(record), class_="wide")),
        _section("Steps", step_table(record)),
        _section("Decisions, questions and answers", decision_table(record)) if record.decisions else None,
        _section("Pictures", _pictures(record, evidence)) if any(step.picture for step in record.steps) else None,
        _section("What was measured", findings(record)) if any(step.measurements for step in record.steps) else None,
        _section("Parts", part_table(record)) if record.parts else None,
        _section("Programs and documents", document_table(record)),
        _section("Records of the journal", entry_table(record)),
        _foot(record),
    )
    return f"<!DOCTYPE html>\n{element('html', head, body, lang='en')}\n"


def _section(title: str, content: Markup) -> Markup:
    return element("section", element("h2", title), content)


def _head(record: PartRecord) -> Markup:
    style = {"on the floor": "floor"}.get(record.state, record.state)
    order = record.order
    what = f"{record.product}, piece {order.unit} of {order.quantity} of order {order.id}"
    return element(
        "header",
        element("div", element("h1", record.serial), element("p", what, class_="faint")),
        element("span", record.state, class_=f"badge {style}"),
        element("p", record.reason, class_="bad") if record.reason else None,
    )


def _facts(record: PartRecord) -> Markup:
    steps = [step for step in record.steps if not step.target]
    reworked = sum(step.is_rework for step in steps)
    failed = sum(step.outcome not in ("succeeded", "open", "attested") for step in steps)
    attested = sum(step.outcome == "attested" for step in record.steps)
    by_word = f", {attested} attested by a person" if attested else ""
    measured = [item for step in steps for item in step.measurements]
    passed = sum(item.verdict == "pass" for item in measured)
    operators = ", ".join(dict.fromkeys(item.operator for item in record.decisions if item.operator)) or "nobody"
    due = "none" if record.order.due_at_s is None else time_text(record.order.due_at_s)
    facts = [
        ("Entered the line", _moment(record.released)),
        ("Left the line", _moment(record.ended) if record.ended else Markup("not yet")),
        ("Due (line time)", Markup(due)),
        ("Line", element("span", record.journal.line or "not known")),
        ("Steps", Markup(f"{len(steps)}, of these {reworked} of rework, {failed} not successful{by_word}")),
        ("Measurements", Markup(f"{passed} of {len(measured)} within their limits")),
        ("Operators", element("span", operators)),
        ("Recipe", element("code", "not kept" if record.recipe is None else record.recipe.hash[:16])),
    ]
    return element(
        "dl", *(element("div", element("dt", name), element("dd", value)) for name, value in facts), class_="facts"
    )


def _moment(moment: Moment) -> Markup:
    day, _, clock = moment.utc.partition("T")
    return together(
        [
            element("span", f"{day} {clock[:8]} UTC"),
            element("br"),
            element("span", f"line time {time_text(moment.at_s)}", class_="faint"),
        ]
    )


def _pictures(record: PartRecord, evidence: Path) -> Markup:
    figures = []
    for step in record.steps:
        if step.picture is None:
            continue
        path = evidence_file(evidence, step.picture)
        address = None if path is None else embedded(path)
        name = f"{step.operation}.{step.visit}" if step.visit > 1 else step.operation
        picture = (
            element("p", f"The picture {step.picture.path} is not in the evidence folder.", class_="warn")
            if address is None
            else element("img", src=address, alt=f"Annotated picture of {record.serial}, {name}: {step.verdict}")
        )
        found = "; ".join(f"{item.get('code', '')} {item.get('subject', '')}".strip() for item in step.defects)
        caption = element(
            "figcaption",
            element("span", step.verdict or step.outcome, class_=f"step-outcome {step.verdict}"),
            f" {name} at {time_text(step.began.at_s)}, {step.cell}, model {step.picture.model or 'not named'}. ",
            f"{found}. " if found else "No defect found. " if step.verdict == "pass" else None,
            element("code", f"SHA-256 {step.picture.hash}", class_="faint"),
        )
        figures.append(element("figure", picture, caption))
    return element("div", *figures, class_="pictures")


def _foot(record: PartRecord) -> Markup:
    extent = record.journal
    return element(
        "footer",
        element("p", f"Made from the journal {extent.id} up to record {extent.sequence}."),
        element("p", "Head of the journal then: ", element("code", extent.head)),
        element("p", "Digest of this record: ", element("code", record.digest)),
        element(
            "p",
            "The record as data proves itself against its journal with ",
            element("code", "robot-cells trace --verify RECORD.json"),
            "; the journal proves itself against the head with ",
            element("code", "robot-cells verify JOURNAL --head HEAD"),
            ".",
            class_="faint",
        ),
    )
