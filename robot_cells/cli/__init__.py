"""The `robot-cells` command. `main.py` is its entry, `commands/` holds one file for each sub-command."""
