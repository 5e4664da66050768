"""How a cell does it: process documents, behaviour trees, checker, runner."""
