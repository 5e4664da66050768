"""What a plain YAML scalar means, by the core schema of YAML 1.2 (https://yaml.org/spec/1.2.2/, section 10.3.2).

PyYAML follows YAML 1.1, where `no` is false, `1:30` is ninety, and `1e-6` is a text: none of that is what a reader
expects.
"""

from __future__ import annotations

import re

_NULL = re.compile(r"null|Null|NULL|~|")
_TRUE = re.compile(r"true|True|TRUE")
_FALSE = re.compile(r"false|False|FALSE")
_INTEGER = re.compile(r"[-+]?[0-9]+")
_OCTAL = re.compile(r"0o[0-7]+")
_HEXADECIMAL = re.compile(r"0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_INFINITY = re.compile(r"[-+]?\.(inf|Inf|INF)")
_NOT_A_NUMBER = re.compile(r"\.(nan|NaN|NAN)")

_MAX_INTEGER_DIGITS = 300
"""Longer integers become floats: Python refuses to convert very long ones, and no document needs one."""


def plain_scalar(text: str) -> str | int | float | bool | None:
    """The value of a scalar that is written without quotes."""
    if _NULL.fullmatch(text):
        return None
    if _TRUE.fullmatch(text):
        return True
    if _FALSE.fullmatch(text):
        return False
    return _number(text)


def _number(text: str) -> str | int | float:
    if len(text) <= _MAX_INTEGER_DIGITS:
        if _INTEGER.fullmatch(text):
            return int(text)
        if _OCTAL.fullmatch(text):
            return int(text[2:], base=8)
        if _HEXADECIMAL.fullmatch(text):
            return int(text[2:], base=16)
    if _FLOAT.fullmatch(text):
        return float(text)
    if _INFINITY.fullmatch(text) or _NOT_A_NUMBER.fullmatch(text):
        return float(text.replace(".", "", 1))
    return text
