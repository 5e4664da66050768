"""HTML and SVG that cannot be broken by what they show: text is escaped unless it was made here."""

from __future__ import annotations

import html
from collections.abc import Iterable

VOID = frozenset({"meta", "img", "br", "line", "path", "rect", "circle", "polyline", "polygon"})
"""Elements without an end tag, or that may go without one in SVG."""


class Markup(str):
    """Text that is markup already."""

    __slots__ = ()


Content = str | None
"""What may stand in an element: markup as it is, other text escaped, None not at all."""


def text(value: str) -> Markup:
    """Text as markup."""
    return value if isinstance(value, Markup) else Markup(html.escape(value, quote=True))


def together(parts: Iterable[Content]) -> Markup:
    """Parts one after another."""
    return Markup("".join(text(part) for part in parts if part is not None))


def element(name: str, /, *content: Content, **attributes: str | float | None) -> Markup:
    """An element. `class_` is `class`, other underscores are hyphens; an attribute of None is left out."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{html.escape(_written(value), quote=True)}"'
        for key, value in attributes.items()
        if value is not None
    )
    if name in VOID and not content:
        return Markup(f"<{name}{written}/>")
    return Markup(f"<{name}{written}>{together(content)}</{name}>")


def _written(value: str | float) -> str:
    """Numbers with at most two decimals: a hundredth of a unit is nothing that anybody sees."""
    return value if isinstance(value, str) else f"{value:.2f}".rstrip("0").rstrip(".")
