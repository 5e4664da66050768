"""Models measured on labelled samples: judged in one process or several, and compared."""
