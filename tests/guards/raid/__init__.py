"""A raid acted out: words typed everywhere, and a search through everything that can be taken."""
