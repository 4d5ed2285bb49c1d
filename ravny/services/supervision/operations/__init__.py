"""Handing over, leaving, sessions and trainings."""
