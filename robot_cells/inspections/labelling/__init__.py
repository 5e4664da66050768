"""Pictures labelled by a person: a page in a browser on the same machine, saved at once in the plain layout."""
