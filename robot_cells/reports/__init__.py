"""What came out of a run: figures, chart, trace."""
