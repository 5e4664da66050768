"""The rolling horizon: when a running line is scheduled anew, what that may move, and whether it is worth it."""
