"""Checksums of records, chained: a record that was changed, removed or put elsewhere is noticed."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b

from robot_cells.journals.record import Record

FIRST = b""
"""What the first record is chained to."""


def text_of(record: Record) -> str:
    """Everything in the record as one text, the same for the same record on every machine."""
    return "\x1f".join(
        (
            str(record.sequence),
            float(record.at_s).hex(),
            str(record.recorded_ns),
            record.kind,
            record.subject,
            record.data,
        )
    )


def checksum_of(previous: bytes, record: Record) -> bytes:
    """Eight bytes over the checksum before and everything in the record (BLAKE2b, RFC 7693)."""
    return blake2b(previous + text_of(record).encode(), digest_size=8).digest()


def documents_digest(documents: Mapping[str, str]) -> str:
    """64 hexadecimal digits over names and texts of documents, in any order (BLAKE2b, 256 bits); empty for none."""
    if not documents:
        return ""
    digest = blake2b(digest_size=32)
    for name in sorted(documents):
        digest.update(f"{name}\x1f{documents[name]}\x1e".encode())
    return digest.hexdigest()
