"""An independent look at a journal: reads what was recorded and what was physically done, and names what is wrong."""
