"""Repairs after breakdowns, and first schedules: how long until there is one."""
