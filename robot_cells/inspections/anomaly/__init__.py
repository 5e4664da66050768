"""Models that know good pictures only, and call out what is unlike them."""
