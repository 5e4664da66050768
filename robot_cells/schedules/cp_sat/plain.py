"""Which problems the plain CP-SAT model has everything of; told without loading the solver."""

from __future__ import annotations

from robot_cells.schedules.problem import Problem


def missing_from_plain_model(problem: Problem) -> list[str]:
    """What the problem has and the plain model has not; empty for a problem that it can solve."""
    tasks = [task for job in problem.jobs for task in job.tasks]
    chained = all(
        task.after == ((place - 1,) if place else ()) for job in problem.jobs for place, task in enumerate(job.tasks)
    )
    extras = {
        "change-overs": bool(problem.changeovers_s),
        "calendars": any(calendar.closures for calendar in problem.calendars.values()),
        "resources": any(task.needs for task in tasks),
        "finite buffers": bool(problem.buffers),
        "fixed tasks": bool(problem.fixed or problem.frozen),
        "cells that are not free yet": any(problem.ready_s.values()),
        "assembly": any(task.joins for task in tasks),
        "recipes that are no chains": not chained,
        "vehicles that differ": len(set(problem.vehicles)) > 1,
        "vehicles and alternative cells": bool(problem.vehicles) and any(len(task.durations_s) > 1 for task in tasks),
    }
    return [name for name, is_there in extras.items() if is_there]
