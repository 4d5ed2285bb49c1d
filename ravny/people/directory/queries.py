"""Questions about the directory; answers are plain values."""

from .infections import infection_choices, infection_label, infections

__all__ = ["infection_choices", "infection_label", "infections"]
