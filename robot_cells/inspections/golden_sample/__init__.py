"""The inspection of a whole product against its golden sample."""
