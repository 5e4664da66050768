"""The tables of a record's page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from robot_cells.reports.markup import Markup, element, together
from robot_cells.reports.part_record import PartRecord, StepRecord
from robot_cells.reports.time_text import time_text

SHORT = 12
"""So many digits of a hash are shown: enough to tell documents apart; the data has all of them."""


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Markup:
    """A table; a head that begins with `#` is that of a column of numbers."""
    numeric = [head.startswith("#") for head in heads]
    styles = ["number" if is_number else None for is_number in numeric]
    first = element(
        "tr", *(element("th", head.lstrip("#"), class_=style) for head, style in zip(heads, styles, strict=True))
    )
    body = (
        element("tr", *(element("td", cell, class_=style) for cell, style in zip(row, styles, strict=True)))
        for row in rows
    )
    return element("div", element("table", element("thead", first), element("tbody", *body)), class_="wide")


def step_table(record: PartRecord) -> Markup:
    """Every attempt, journeys in short."""
    heads = ("#from", "#for", "step", "cell and devices", "program", "outcome", "found")
    witnesses = {item.attempt: item.operator for item in record.decisions if item.kind == "attestation"}
    return table(heads, (_step(step, witnesses.get(step.attempt, "")) for step in record.steps))


def _step(step: StepRecord, witness: str) -> Sequence[str]:
    began, ended = step.began.at_s, step.ended
    duration = "" if ended is None else f"{ended.at_s - began:.0f} s"
    return (
        time_text(began),
        duration,
        _name(step),
        _where(step),
        _program(step),
        _outcome(step, witness),
        _found(step),
    )


def _outcome(step: StepRecord, witness: str) -> Markup:
    """How it ended; `witness` is who said that it is done, where its cell did not."""
    by = element("div", f"by {witness}", class_="faint") if witness else None
    return together([element("span", step.outcome, class_=f"step-outcome {step.outcome}"), by])


def _name(step: StepRecord) -> Markup:
    if step.target:
        return element("span", f"{step.origin} → {step.target}", class_="faint")
    tags = [
        element("span", f"visit {step.visit}", class_="tag") if step.visit > 1 else None,
        element("span", f"try {step.number}", class_="tag") if step.number > 1 else None,
        element("span", "rework", class_="tag") if step.is_rework else None,
    ]
    return together([element("b", step.operation), *tags])


def _where(step: StepRecord) -> Markup:
    devices = ", ".join(step.devices)
    return together([step.cell, element("br") if devices else None, element("span", devices, class_="faint")])


def _program(step: StepRecord) -> Markup:
    if step.program is None:
        return Markup("")
    style = "faint" if step.program.is_documented else "warn"
    known = None if step.program.is_documented else " is not the one that the journal keeps"
    return together(
        [step.program.process, element("br"), element("code", step.program.hash[:SHORT], class_=style), known]
    )


def _found(step: StepRecord) -> Markup:
    good = sum(item.verdict == "pass" for item in step.measurements)
    failed = [item.name for item in step.measurements if item.verdict == "fail"]
    lines: list[Markup] = []
    if step.failure is not None:
        lines.append(element("div", element("b", step.failure.code), f": {step.failure.message}", class_="bad"))
    elif step.verdict:
        lines.append(element("div", f"verdict {step.verdict}", class_=step.verdict))
    for defect in step.defects:
        name = f"{defect.get('code', '')} {defect.get('subject', '')}".strip()
        if step.failure is not None and name in step.failure.message:
            continue
        lines.append(element("div", f"defect {name}", class_="bad"))
    if step.measurements:
        bad = f"; outside: {', '.join(failed)}" if failed else ""
        lines.append(element("div", f"{good} of {len(step.measurements)} measurements within limits{bad}"))
    for answer in step.answers:
        lines.append(element("div", f"{answer.get('question', '')} {answer.get('choice', '')}"))
    return together(lines)


def decision_table(record: PartRecord) -> Markup:
    """What was decided, by whom."""
    rows = (
        (
            time_text(item.moment.at_s),
            item.kind,
            item.text,
            item.operator,
            str(item.moment.sequence),
        )
        for item in record.decisions
    )
    return table(("#at", "what", "", "by", "#record"), rows)


def part_table(record: PartRecord) -> Markup:
    """What went into the piece."""
    steps = {step.attempt: step for step in record.steps}
    rows = (
        (item.part, str(item.quantity), item.serial or "-", item.lot or "-", steps[item.attempt].operation)
        for item in record.parts
    )
    return table(("part", "#quantity", "serial number", "lot", "put in by"), rows)


def document_table(record: PartRecord) -> Markup:
    """The documents of every orchestrator that had to do with the piece; of processes, those that ran."""
    ran = {step.program.process for step in record.steps if step.program is not None}
    rows = [
        (
            str(epoch.epoch),
            epoch.began.utc[:19].replace("T", " "),
            item.kind,
            item.name,
            element("code", item.hash or "unreadable"),
        )
        for epoch in record.epochs
        for item in epoch.documents
        if not item.process or item.process in ran or not ran
    ]
    note = element("p", "Hashes are over what a document says, not over how it is written.", class_="faint")
    return together(
        [note, table(("#epoch", "orchestrator since (UTC)", "kind", "document", "SHA-256 of the content"), rows)]
    )


def entry_table(record: PartRecord) -> Markup:
    """What the record rests on."""
    rows = (
        (str(item.sequence), time_text(item.at_s), item.utc, item.kind, item.subject, element("code", item.checksum))
        for item in record.entries
    )
    heads = ("#record", "#line time", "recorded (UTC)", "kind", "subject", "checksum")
    summary = element("summary", f"{len(record.entries)} records, each chained to all before it by its checksum")
    return element("details", summary, table(heads, rows))
