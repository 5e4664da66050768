"""Models that read codes and compare them with the serial number that they should say."""
