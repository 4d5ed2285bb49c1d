"""The boxes of this room."""
