"""What a cell does with an assignment: admission, ledger, execution, reports. Knows no ROS."""
