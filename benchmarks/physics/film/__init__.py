"""An animated picture of the line at work in physics: `python -m benchmarks.physics.film`."""
