"""The line as bodies in space: one scene that physics, Gazebo, motion planning and pictures are made from."""
