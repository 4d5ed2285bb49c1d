"""What this room hangs on the registries of kit."""
