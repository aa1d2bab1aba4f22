"""Derived forms of a model folder, for other runtimes."""
