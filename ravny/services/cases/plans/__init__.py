"""Templates of plans: data, and how it is read."""
