"""A made-up organisation: a plan of facts by seed, written through the pages' own operations."""
