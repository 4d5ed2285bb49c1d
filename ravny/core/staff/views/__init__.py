"""Pages about people who work here."""
