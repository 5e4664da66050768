"""Robots as mechanisms: six-axis arms, what is bolted to their flange, and URDF in and out."""
