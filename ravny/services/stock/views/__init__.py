"""The desk's pages about stock."""
