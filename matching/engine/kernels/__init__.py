"""Compiled loops: arrays in, arrays filled. What they mean is said where they are called."""
