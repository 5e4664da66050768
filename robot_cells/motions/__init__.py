"""How arms move: kinematics, collisions, plans round obstacles, times, and the room that a move takes. Pure."""
