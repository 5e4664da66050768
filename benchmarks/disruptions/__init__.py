"""Disruption traces: what a plan is worth when something happens to it, again and again."""
