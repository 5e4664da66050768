"""Plain shops like those of the public families, drawn anew: how the engine does on what it was not tuned on."""
