"""What Gazebo is told so that its bodies do what the line's devices do."""
