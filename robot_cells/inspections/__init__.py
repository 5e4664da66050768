"""What the camera says: models, verdicts, evidence."""
