"""Rigid bodies: poses, shapes, joints, and the mechanisms that they make up; no plant, no simulator."""
