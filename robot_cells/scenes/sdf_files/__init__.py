"""SDF in: models and worlds of a user's own, within a documented subset."""
