"""Charts as drawings (SVG) that stand in a page and take its colours, by day and by night."""

from __future__ import annotations

import io
from collections.abc import Callable

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from robot_cells.reports.markup import Markup

INK, FAINT, RULE = "#010203", "#010204", "#010205"
"""Colours that nobody would choose; in the drawing they become the page's own."""
VARIABLES = {INK: "var(--ink)", FAINT: "var(--faint)", RULE: "var(--rule)"}
COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#8C8C8C", "#8A63D2")
"""One for each class (Okabe and Ito, "Color Universal Design", 2008, without what is not seen on paper)."""
GOOD, BAD = "#009E73", "#D55E00"


def drawing(name: str, draw: Callable[[Axes], None], size_in: tuple[float, float] = (5.2, 4.1)) -> Markup:
    """What `draw` draws on axes of this size in inches; `name` keeps its parts apart from those of other drawings."""
    import matplotlib as mpl

    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": name, "font.size": 10}):
        figure = Figure(figsize=size_in, layout="constrained")
        axes = figure.add_subplot()
        draw(axes)
        _dress(axes)
        file = io.StringIO()
        figure.savefig(file, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    text = file.getvalue()
    for colour, variable in VARIABLES.items():
        text = text.replace(colour, variable)
    return Markup(text[text.index("<svg") :])


def _dress(axes: Axes) -> None:
    for side, spine in axes.spines.items():
        spine.set_visible(side in {"left", "bottom"})
        spine.set_color(FAINT)
    axes.tick_params(colors=FAINT, labelcolor=FAINT)
    for label in (axes.xaxis.label, axes.yaxis.label):
        label.set_color(FAINT)
    legend = axes.get_legend()
    if legend is not None:
        for text in legend.get_texts():
            text.set_color(INK)
