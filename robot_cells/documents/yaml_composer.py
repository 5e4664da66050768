"""From YAML text to data with places, within bounds.

The tree is put together from the parser's events, without recursion, so that neither deep nesting nor aliases that
multiply (the "billion laughs") can exhaust the stack or the memory: every node knows how large and how deep it is once
its aliases are written out, and what grows too large is refused before anything is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

import yaml

from robot_cells.documents.document import KeyPath, Place
from robot_cells.documents.yaml_scalars import plain_scalar

MAX_VALUES = 200_000
"""A document may hold this many values once its aliases are written out."""
MAX_DEPTH = 40
"""So deep may mappings and lists be nested."""

Scalar: TypeAlias = str | int | float | bool | None

_LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class ComposeError(Exception):
    """The text is no acceptable YAML document; `line` is counted from 1."""

    def __init__(self, line: int, what: str, remedy: str) -> None:
        self.line = line
        self.what = what
        self.remedy = remedy
        super().__init__(f"{line}: {what}; {remedy}")


@dataclass(slots=True)
class Node:
    """One value; `size` and `height` count what lies below it, aliases written out."""

    place: Place
    scalar: Scalar = None
    items: list[Node] | None = None
    entries: dict[str, tuple[Place, Node]] | None = None
    size: int = 1
    height: int = 1
    anchor: str | None = None

    def grow(self, child: Node) -> None:
        """Count a child in."""
        self.size += child.size
        self.height = max(self.height, child.height + 1)


@dataclass(slots=True)
class _Open:
    """A collection whose end has not come yet; `key` is the key that waits for its value."""

    node: Node
    key: tuple[str, Place] | None = None


@dataclass(slots=True)
class _Composer:
    stack: list[_Open] = field(default_factory=list)
    anchors: dict[str, Node] = field(default_factory=dict)
    root: Node | None = None
    documents: int = 0

    def take(self, event: yaml.Event) -> None:
        """Take in the next event of the parser; raises `ComposeError` for what these documents do not have."""
        mark = event.start_mark
        place = Place(mark.line + 1, mark.column + 1) if mark is not None else Place(1, 1)
        tag = getattr(event, "tag", None)
        if tag is not None:
            raise ComposeError(place.line, f"the tag {tag} is not used in these documents", "remove it")
        match event:
            case yaml.DocumentStartEvent():
                self.documents += 1
                if self.documents > 1:
                    raise ComposeError(
                        place.line, "a second document begins here", "put each document into a file of its own"
                    )
            case yaml.MappingStartEvent():
                self._begin(Node(place, entries={}, anchor=event.anchor))
            case yaml.SequenceStartEvent():
                self._begin(Node(place, items=[], anchor=event.anchor))
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self._add(self.stack.pop().node)
            case yaml.ScalarEvent():
                self._scalar(event, place)
            case yaml.AliasEvent():
                self._alias(event, place)

    def _begin(self, node: Node) -> None:
        self._refuse_as_key(node.place)
        if len(self.stack) >= MAX_DEPTH:
            raise ComposeError(node.place.line, f"nested deeper than {MAX_DEPTH} levels", "write it flatter")
        self.stack.append(_Open(node))

    def _scalar(self, event: yaml.ScalarEvent, place: Place) -> None:
        plain = event.style is None or event.style == ""
        if self._waits_for_key():
            self._key(event.value, place)
            return
        node = Node(place, scalar=plain_scalar(event.value) if plain else event.value, anchor=event.anchor)
        self._add(node)

    def _key(self, key: str, place: Place) -> None:
        top = self.stack[-1]
        assert top.node.entries is not None
        earlier = top.node.entries.get(key)
        if earlier is not None:
            raise ComposeError(
                place.line,
                f"the key {key} stands here a second time, first in line {earlier[0].line}",
                "remove or rename one of the two",
            )
        top.key = (key, place)

    def _alias(self, event: yaml.AliasEvent, place: Place) -> None:
        self._refuse_as_key(place)
        target = self.anchors.get(event.anchor or "")
        if target is None:
            raise ComposeError(
                place.line,
                f"the alias *{event.anchor} stands for nothing that ends before it",
                f"put the anchor &{event.anchor} at an earlier value, outside of which the alias stands",
            )
        if len(self.stack) + target.height > MAX_DEPTH:
            raise ComposeError(
                place.line, f"with its aliases nested deeper than {MAX_DEPTH} levels", "write it flatter"
            )
        copy = Node(place, target.scalar, target.items, target.entries, target.size, target.height)
        self._add(copy)

    def _add(self, node: Node) -> None:
        if node.anchor is not None:
            self.anchors[node.anchor] = node
        if not self.stack:
            self.root = node
            return
        top = self.stack[-1]
        if top.node.items is not None:
            top.node.items.append(node)
        elif top.key is not None and top.node.entries is not None:
            key, key_place = top.key
            top.node.entries[key] = (key_place, node)
            top.key = None
        top.node.grow(node)
        if top.node.size > MAX_VALUES:
            raise ComposeError(
                node.place.line,
                f"the document has more than {MAX_VALUES} values, its aliases written out",
                "use fewer aliases, or split it",
            )

    def _waits_for_key(self) -> bool:
        return bool(self.stack) and self.stack[-1].node.entries is not None and self.stack[-1].key is None

    def _refuse_as_key(self, place: Place) -> None:
        if self._waits_for_key():
            raise ComposeError(place.line, "a key that is not a plain word", "use a word as the key")


def compose(text: str) -> Node:
    """The tree of a text; raises `ComposeError`, or `yaml.YAMLError` where the text is no YAML."""
    composer = _Composer()
    for event in _events(text):
        composer.take(event)
    if composer.root is None or (
        composer.root.items is None and composer.root.scalar is None and composer.root.entries is None
    ):
        raise ComposeError(1, "the document is empty", "begin with line:, product:, orders: or process:")
    return composer.root


def _events(text: str) -> Iterator[yaml.Event]:
    yield from yaml.parse(text, Loader=_LOADER)


def expand(node: Node) -> tuple[object, dict[KeyPath, Place], dict[KeyPath, Place]]:
    """Data of a tree, the places of its keys, and the places of its values."""
    keys: dict[KeyPath, Place] = {}
    values: dict[KeyPath, Place] = {}
    return _expand(node, (), keys, values), keys, values


def _expand(node: Node, path: KeyPath, keys: dict[KeyPath, Place], values: dict[KeyPath, Place]) -> object:
    values[path] = node.place
    if node.items is not None:
        return [_expand(item, (*path, index), keys, values) for index, item in enumerate(node.items)]
    if node.entries is not None:
        result: dict[str, object] = {}
        for key, (place, value) in node.entries.items():
            keys[(*path, key)] = place
            result[key] = _expand(value, (*path, key), keys, values)
        return result
    return node.scalar
