"""Command-line interface, `nlp-suite` or `python -m nlp_suite`: the same calls from a shell."""

from nlp_suite.cli.main import main

__all__ = ["main"]
