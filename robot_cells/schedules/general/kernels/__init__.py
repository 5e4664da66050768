"""The compiled part: arrays in, arrays changed; no objects, no clock, random numbers from a seed handed in."""
