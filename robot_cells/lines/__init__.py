"""What the plant is: line, cells, capabilities, devices, buffers, vehicles."""
