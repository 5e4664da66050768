"""How tables look: narrow enough for a terminal of 80 columns."""

from __future__ import annotations

from rich import box
from rich.table import Table


def table_of(*columns: str, folded: tuple[str, ...] = ()) -> Table:
    """A table with these columns; those in `folded` hold sentences, the others are never cut or wrapped."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1), show_edge=False)
    for name in columns:
        if name in folded:
            table.add_column(name, overflow="fold", ratio=1)
        else:
            table.add_column(name, no_wrap=True)
    return table
