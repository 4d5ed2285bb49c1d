"""Promises of a room that stands for any."""

from .makers import promised

__all__ = ["promised"]
