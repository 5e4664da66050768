"""What skills act on: device protocols and drivers."""
