"""How well and how fast motions are computed: `python -m benchmarks.motion`."""
