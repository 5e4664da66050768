"""The digest of a record, and of any plain data: SHA-256 over one canonical form of JSON."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from robot_cells.reports.part_record import PartRecord

DIGEST = "digest"
"""The field of a record that holds it, and that it does not cover."""


def digest_of(record: PartRecord | Mapping[str, object]) -> str:
    """64 hexadecimal digits over everything in the record but the digest itself.

    Canonical: keys sorted, no spaces, UTF-8, numbers as Python's shortest form that reads back the same.
    """
    content = dict(record.to_dict() if isinstance(record, PartRecord) else record)
    content.pop(DIGEST, None)
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()
