"""Pages and endpoints of the vault."""
