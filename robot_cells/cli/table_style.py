"""How tables look: narrow enough for a terminal of 80 columns."""

from __future__ import annotations

from rich import box
from rich.table import Table


def table_of(*columns: str, folded: tuple[str, ...] = (), ids: tuple[str, ...] = ()) -> Table:
    """A table with these columns; nothing is cut off.

    Those in `folded` hold sentences and take what room there is; `ids` are folded only where there is too little.
    """
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), show_edge=False)
    for name in columns:
        if name in folded:
            table.add_column(name, overflow="fold", ratio=1)
        elif name in ids:
            table.add_column(name, overflow="fold")
        else:
            table.add_column(name, overflow="fold", no_wrap=True)
    return table
