"""The tables of a journal in SQLite."""

from __future__ import annotations

APPLICATION_ID = 0x52434A31
"""Marks an SQLite file as a journal ("RCJ1")."""
SCHEMA_VERSION = 1
"""Of the tables below; written to the file as `user_version`."""

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
PRAGMA application_id = {APPLICATION_ID};
PRAGMA user_version = {SCHEMA_VERSION};
"""
"""Makes the tables; the caller adds the journal's id and commits, so that no half-made journal is ever seen."""
