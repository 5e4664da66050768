"""Values of documents that hold expressions: `${screw.id}` alone keeps its type, within a text it becomes text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from robot_cells.errors import ProcessError
from robot_cells.processes.expression import MAX_TEXT, Expression, parse_expression


@dataclass(frozen=True, slots=True)
class Template:
    """A text cut into plain parts and expressions, in order."""

    parts: tuple[str | Expression, ...]

    @property
    def sole(self) -> Expression | None:
        """The expression, where the text is nothing else."""
        if len(self.parts) == 1 and isinstance(self.parts[0], Expression):
            return self.parts[0]
        return None

    def value(self, names: Mapping[str, object]) -> object:
        """Its value; raises `ProcessError`."""
        if self.sole is not None:
            return self.sole.evaluate(names)
        text = "".join(part if isinstance(part, str) else _text(part.evaluate(names)) for part in self.parts)
        return text[:MAX_TEXT]


def parse_template(text: str) -> Template:
    """Cut a text at its `${...}`; raises `ProcessError` when a brace is not closed or an expression is wrong."""
    parts: list[str | Expression] = []
    position = 0
    while True:
        start = text.find("${", position)
        if start < 0:
            break
        end = _closing(text, start + 2)
        if start > position:
            parts.append(text[position:start])
        parts.append(parse_expression(text[start + 2 : end]))
        position = end + 1
    if position < len(text) or not parts:
        parts.append(text[position:])
    return Template(tuple(parts))


def resolve(value: object, names: Mapping[str, object]) -> object:
    """A value of a document with every expression in it replaced by what it comes to; raises `ProcessError`."""
    if isinstance(value, str):
        return parse_template(value).value(names) if "${" in value else value
    if isinstance(value, Mapping):
        return {key: resolve(item, names) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [resolve(item, names) for item in value]
    return value


def expressions_of(value: object) -> Iterator[Expression]:
    """Every expression within a value of a document; raises `ProcessError` for one that cannot be read."""
    if isinstance(value, str) and "${" in value:
        yield from (part for part in parse_template(value).parts if isinstance(part, Expression))
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from expressions_of(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from expressions_of(item)


def _closing(text: str, start: int) -> int:
    quote = ""
    for index in range(start, len(text)):
        character = text[index]
        if quote:
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote = character
        elif character == "}":
            return index
    raise ProcessError("`${` is not closed by `}`.", where=f"text `{text[:80]}`")


def _text(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
