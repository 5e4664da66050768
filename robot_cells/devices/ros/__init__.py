"""ROS drivers of devices, behind `DeviceClient`."""
