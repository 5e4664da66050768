"""How good the schedules are, measured on public instances against the best values that anybody has found."""
