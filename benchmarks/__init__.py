"""Measurements of speed, memory and robustness; never part of the tests, since machines differ."""
