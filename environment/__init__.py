"""Sets up the virtual environment that everything in this checkout runs in.

``python3 -m environment`` turns a bare machine into one that runs ROS 2 nodes: it installs the
locked wheels, builds ``robot_cells_msgs`` and installs ``robot_cells`` in development mode. Where
a ROS 2 distribution is sourced, that one is used instead of wheels. Standard library only: it
runs before anything is installed.
"""
