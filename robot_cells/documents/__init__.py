"""YAML in, typed data out, every fault named with file, line and key."""
