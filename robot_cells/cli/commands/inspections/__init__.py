"""The sub-commands of `robot-cells inspections`, one a file."""
