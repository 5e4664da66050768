"""The `robot-cells` command."""
