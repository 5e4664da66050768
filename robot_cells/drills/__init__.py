"""Deterministic simulation testing: the true orchestrator and cell workers in a world that fails by a seeded plan."""
