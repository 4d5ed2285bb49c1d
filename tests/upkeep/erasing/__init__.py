"""Erasure at a client's wish."""
