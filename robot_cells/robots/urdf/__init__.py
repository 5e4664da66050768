"""URDF, the robot description format of ROS: a user's own robot in, any mechanism out."""
