"""What the physics can do, and how fast: `python -m benchmarks.physics`."""
