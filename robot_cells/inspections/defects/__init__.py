"""The kind `defects`: a picture against the reference of the same place, judged by two small trained networks."""
