"""What a scheduling problem has to be, one kind of fault a file."""
