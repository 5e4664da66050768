"""What a schedule has to keep, one kind of constraint a file. Nothing here is shared with what makes schedules."""
