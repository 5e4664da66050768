"""The tables of an evaluation's page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from robot_cells.inspections.metrics.evaluation import ClassFigures, DetectionFigures
from robot_cells.inspections.metrics.picture_tally import PictureTally, Share
from robot_cells.reports.markup import Content, Markup, element, together


def class_table(boxes: DetectionFigures) -> Markup:
    """A row for each class, and their mean."""
    rows = [[name, f"{boxes.thresholds[name]:.2f}", *_cells(figures)] for name, figures in boxes.classes.items()]
    rows.append([element("strong", "all"), "", *_cells(boxes.mean)])
    return table(("class", "threshold", *HEADS), rows)


def group_table(groups: Mapping[str, ClassFigures]) -> Markup:
    """A row for each group."""
    return table(("group", *HEADS), [[name or "(none)", *_cells(figures)] for name, figures in groups.items()])


def tally_table(head: str, tallies: Mapping[str, PictureTally]) -> Markup:
    """A row for each group or class of pictures."""
    rows = [
        [
            name or "(none)",
            share_text(item.escapes),
            share_text(item.false_calls),
            share_text(item.undecided_bad),
            share_text(item.undecided_good),
            "-" if item.separation is None else f"{item.separation:.4f}",
        ]
        for name, item in tallies.items()
    ]
    heads = (head, "escapes", "false calls", "undecided, bad", "undecided, good", "separation")
    return table(heads, rows)


def share_text(share: Share) -> str:
    """`2 of 500, 0.11 to 1.45 %`; a dash without trials."""
    if not share.trials:
        return "-"
    low, high = share.interval
    return f"{share.events} of {share.trials}, {100 * low:.2f} to {100 * high:.2f} %"


def table(heads: Sequence[str], rows: Iterable[Sequence[Content]]) -> Markup:
    """The first column is text, the others are numbers."""
    head = element("tr", *(element("th", name, class_="number" if place else None) for place, name in enumerate(heads)))
    body = (
        element("tr", *(element("td", cell, class_="number" if place else None) for place, cell in enumerate(row)))
        for row in rows
    )
    made = element("table", element("thead", head), element("tbody", together(body)))
    return element("div", made, class_="wide")


HEADS = ("AP 0.33", "AP 0.5:0.95", "F", "precision", "recall", "there", "said", "found")


def _cells(figures: ClassFigures) -> list[str]:
    score = figures.score
    return [
        points(figures.ap),
        points(figures.ap_strict),
        points(score.f),
        points(score.precision),
        points(score.recall),
        f"{score.truths}",
        f"{score.detections}",
        f"{score.found}",
    ]


def points(value: float | None) -> str:
    """A share with four digits, or a dash."""
    return "-" if value is None else f"{value:.4f}"
