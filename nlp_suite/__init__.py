"""Summaries, answers and translations: three tasks, two engines, one call."""

__version__ = "0.1.0"
