"""The sub-commands, one file each; `robot_cells.cli.command_table` lists them."""
