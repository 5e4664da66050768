"""Scheduling problems from files: public instances of job shops, flexible job shops, and shops with vehicles."""
