"""Benchmarks: each measures a ratio in one run, so that a slow machine does not matter."""
