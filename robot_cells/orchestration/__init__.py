"""What happens next: state, events, decisions. Pure: no ROS, no clock, no randomness of its own."""
