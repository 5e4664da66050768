"""The tables of a journal in SQLite."""

from __future__ import annotations

APPLICATION_ID = 0x52434A31
"""Marks an SQLite file as a journal ("RCJ1")."""
SCHEMA_VERSION = 2
"""Of the tables below; written to the file as `user_version`."""
READABLE_VERSIONS = (1, 2)
"""What this program reads; a file of an older version gets the tables that it lacks when it is opened for writing."""

_LATER_TABLES = f"""
CREATE TABLE head (
    sequence INTEGER NOT NULL,
    checksum BLOB NOT NULL
);
INSERT INTO head SELECT coalesce(max(sequence), 0), coalesce((SELECT checksum FROM records ORDER BY sequence DESC), x'')
    FROM records;
CREATE TABLE snapshots (
    sequence INTEGER PRIMARY KEY,
    now_s REAL NOT NULL,
    head BLOB NOT NULL,
    program TEXT NOT NULL,
    documents TEXT NOT NULL,
    digest TEXT NOT NULL,
    state BLOB NOT NULL,
    checksum BLOB NOT NULL
);
CREATE TABLE archives (
    first_sequence INTEGER PRIMARY KEY,
    last_sequence INTEGER NOT NULL,
    name TEXT NOT NULL,
    head BLOB NOT NULL
);
PRAGMA application_id = {APPLICATION_ID};
PRAGMA user_version = {SCHEMA_VERSION};
"""

TABLES = f"""
BEGIN IMMEDIATE;
CREATE TABLE journal (
    journal_id TEXT NOT NULL
);
CREATE TABLE epochs (
    epoch INTEGER PRIMARY KEY,
    opened_ns INTEGER NOT NULL,
    first_sequence INTEGER NOT NULL
);
CREATE TABLE documents (
    epoch INTEGER NOT NULL REFERENCES epochs (epoch),
    name TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (epoch, name)
);
CREATE TABLE records (
    sequence INTEGER PRIMARY KEY,
    at_s REAL NOT NULL,
    recorded_ns INTEGER NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    data TEXT NOT NULL,
    checksum BLOB NOT NULL
);
{_LATER_TABLES}
"""
"""Makes the tables; the caller adds the journal's id and commits, so that no half-made journal is ever seen."""

UPGRADE = f"BEGIN IMMEDIATE;\n{_LATER_TABLES}\nCOMMIT;"
"""Adds what version 1 lacks: the head, snapshots and the list of archives."""
