"""The pages of the reports."""

from .linkage import linkage
from .monthly import monthly
from .positivity import positivity

__all__ = ["linkage", "monthly", "positivity"]
