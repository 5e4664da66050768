"""Children of a tree that nothing ever comes to."""

from __future__ import annotations

from collections.abc import Iterator

from robot_cells.processes.fault import Fault, KeyPath
from robot_cells.processes.process_model import (
    AlwaysNode,
    AnyNode,
    FailNode,
    FallbackNode,
    RetryNode,
    SequenceNode,
    SetNode,
    TimeoutNode,
)


def unreachable_children(node: SequenceNode | FallbackNode, path: KeyPath) -> Iterator[Fault]:
    """The first child after one that always fails (in a sequence) or never fails (in a fallback)."""
    if isinstance(node, SequenceNode):
        children, key, stops, reason = node.sequence, "sequence", always_fails, "the step before it always fails"
    else:
        children, key, stops, reason = node.fallback, "fallback", never_fails, "the one before it never fails"
    for index, child in enumerate(children[:-1]):
        if stops(child):
            yield Fault((*path, key, index + 1), f"nothing ever comes here: {reason}", "remove it, or the one before")
            return


def always_fails(node: AnyNode) -> bool:
    """Whether a node can end in no other way."""
    match node:
        case SequenceNode(sequence=children):
            return any(always_fails(child) for child in children)
        case FallbackNode(fallback=children):
            return all(always_fails(child) for child in children)
        case TimeoutNode(timeout=body) | RetryNode(retry=body):
            return always_fails(body.do)
        case AlwaysNode(finally_=body):
            return always_fails(body.do) or always_fails(body.always)
    return isinstance(node, FailNode)


def never_fails(node: AnyNode) -> bool:
    """Whether a node can only succeed."""
    match node:
        case SequenceNode(sequence=children):
            return all(never_fails(child) for child in children)
        case FallbackNode(fallback=children):
            return any(never_fails(child) for child in children)
    return isinstance(node, SetNode)
