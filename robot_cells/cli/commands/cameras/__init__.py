"""The sub-commands of `robot-cells cameras`."""
