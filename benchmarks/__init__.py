"""What robot_cells costs in time and memory, measured on the machine it runs on: `python -m benchmarks`."""
