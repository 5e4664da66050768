"""Which operations of a public instance are done at one piece, one after the other.

In a public instance whose jobs are graphs, two operations neither of which waits for the other may be done at the same
time; a job of a `Problem` is one piece, and no two of its tasks overlap. So a job whose branches come together again
becomes several pieces that are joined. Where a branch goes apart, the operations stay at one piece: such a schedule is
one of the instance, too, and may be longer than need be.
"""

from __future__ import annotations

from dataclasses import dataclass

from robot_cells.schedules.readers.shop import Shop

Graph = tuple[tuple[int, ...], ...]
"""For each operation of a job the places of those that come before it."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some operations of a job, by their places in it. `joins` says where other pieces of the job, by number, go in."""

    operations: tuple[int, ...]
    joins: dict[int, tuple[int, ...]]


def pieces_of(shop: Shop, job: int, *, single: bool) -> tuple[Piece, ...]:
    """The pieces of a job; `single`: every operation is a piece of its own."""
    count = len(shop.jobs[job])
    graph = shop.after[job] if shop.after else tuple((place - 1,) if place else () for place in range(count))
    return _joined(graph, single=single) if single or is_in_tree(graph) else (Piece(tuple(range(count)), {}),)


def is_in_tree(graph: Graph) -> bool:
    """Whether no operation is waited for by two."""
    waited_for = [before for item in graph for before in item]
    return len(waited_for) == len(set(waited_for))


def _joined(graph: Graph, *, single: bool) -> tuple[Piece, ...]:
    """Each piece is worked on as long as there is one operation after the other; the rest is joined where it is due."""
    piece_of: list[int] = []
    pieces: list[Piece] = []
    members: list[list[int]] = []
    for place, before in enumerate(graph):
        own = None if single or not before else piece_of[before[0]]
        if own is None:
            own = len(pieces)
            members.append([])
            pieces.append(Piece((), {}))
        others = tuple(piece_of[one] for one in before if piece_of[one] != own)
        if others:
            pieces[own].joins[place] = others
        members[own].append(place)
        piece_of.append(own)
    return tuple(Piece(tuple(places), piece.joins) for places, piece in zip(members, pieces, strict=True))
