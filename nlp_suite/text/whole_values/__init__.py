"""Whole values: stretches of a text that mean something only as a whole."""
