"""When and where: problems, schedules, dispatch rules, bounds."""
