"""What changed on a line between two moments, as lines of text: the progress of a run without a live view."""

from __future__ import annotations

import shlex

from robot_cells.cli.line_time import time_text
from robot_cells.nodes.line_snapshot import AlarmSnapshot, LineSnapshot, OrderSnapshot, PromptSnapshot


def change_lines(before: LineSnapshot | None, after: LineSnapshot, address: str = "") -> list[str]:
    """One line for each thing that a person would want to know, each with its line time; empty when nothing changed.

    `before` None is a line of which nothing was known. `address` are the options by which a command finds the line.
    What cells do in between is left to the live view.
    """
    lines = []
    if before is None or before.status is not after.status:
        lines.append(f"line {after.status.name.lower()}")
    known_orders = {item.id: item for item in before.orders} if before else {}
    for order in after.orders:
        lines += _order_lines(known_orders.get(order.id), order)
    known_alarms = {item.id: item for item in before.alarms} if before else {}
    for alarm in after.alarms:
        lines += _alarm_lines(known_alarms.get(alarm.id), alarm)
    listed_alarms = {item.id for item in after.alarms}
    lines += [f"alarm {item.id} is over" for item in known_alarms.values() if item.id not in listed_alarms]
    known_prompts = {item.id for item in before.prompts} if before else set()
    lines += [_prompt_line(item, address) for item in after.prompts if item.id not in known_prompts]
    open_prompts = {item.id for item in after.prompts}
    lines += [f"prompt {item} is answered" for item in sorted(known_prompts - open_prompts)]
    return [f"[{time_text(after.now_s)}] {line}" for line in lines]


def _order_lines(before: OrderSnapshot | None, after: OrderSnapshot) -> list[str]:
    if before is not None and _facts(before) == _facts(after):
        return []
    scrapped = f", {after.scrapped} scrapped" if after.scrapped else ""
    return [f"order {after.id} {after.status.name.lower()}: {after.completed}/{after.quantity} done{scrapped}"]


def _facts(order: OrderSnapshot) -> tuple[object, ...]:
    return (order.status, order.completed, order.scrapped)


def _alarm_lines(before: AlarmSnapshot | None, after: AlarmSnapshot) -> list[str]:
    if before is None and not after.active:
        # What it says was true once: told like one that stands it would call people to a line that is well.
        return [f"alarm {after.id} is over and not acknowledged"] if not after.acknowledged else []
    if before is None:
        serial = f" ({after.serial})" if after.serial else ""
        remedy = f" {after.remedy}" if after.remedy else ""
        return [f"{after.severity.name.lower()} {after.id}: {after.source}{serial}: {after.text}{remedy}"]
    return [f"alarm {after.id} is over"] if before.active and not after.active else []


def _prompt_line(prompt: PromptSnapshot, address: str) -> str:
    asks = " ".join(item for item in (prompt.cell, prompt.serial) if item)
    text = f"prompt {prompt.id}: {asks}: {prompt.text} Choices: {', '.join(prompt.choices)}."
    if prompt.timeout_s > 0:
        return f"{text} After {prompt.timeout_s:g} s: {prompt.default_choice}."
    command = f"robot-cells answer {shlex.quote(prompt.serial or prompt.id)} CHOICE {address}".rstrip()
    return f"{text} Answer with: {command}"
