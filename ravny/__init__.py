"""Ravny: prevention and care where a client never gives a name."""

__version__ = "0.1.0"
