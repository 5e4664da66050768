"""Content keys of the set-up's steps, and the stamp file that remembers them.

A step whose key stands in the stamp is up to date. Keys are hashes of contents, so a checkout of
another branch, a new Python or an edited interface is noticed, and a touched file is not.
"""

import hashlib
import json
import os
from collections.abc import Iterable
from pathlib import Path

STAMP_NAME = "set-up.json"


def content_key(files: Iterable[Path], words: Iterable[str]) -> str:
    """Hash the names and contents of ``files`` and the ``words``, in a fixed order."""
    digest = hashlib.sha256()
    for word in words:
        digest.update(word.encode() + b"\0")
    for file in sorted(files, key=lambda path: (path.name, path.parent.name)):
        content = file.read_bytes()
        digest.update(f"{file.parent.name}/{file.name}:{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def read_stamp(venv: Path) -> dict[str, str]:
    """The keys of the steps done in ``venv``; empty where there is none, or it is damaged."""
    try:
        stamp = json.loads((venv / STAMP_NAME).read_text())
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def write_stamp(venv: Path, keys: dict[str, str]) -> None:
    """Replace the stamp of ``venv`` in one move, so that it is never seen half written."""
    fresh = venv / f"{STAMP_NAME}.{os.getpid()}"
    fresh.write_text(json.dumps(keys, indent=2) + "\n")
    fresh.replace(venv / STAMP_NAME)
