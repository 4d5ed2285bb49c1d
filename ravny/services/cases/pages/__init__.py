"""Part of the room; see the package's modules."""
