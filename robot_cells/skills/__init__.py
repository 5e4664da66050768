"""The leaves of a process: one file per skill."""
