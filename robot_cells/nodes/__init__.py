"""ROS 2 nodes, thin."""
