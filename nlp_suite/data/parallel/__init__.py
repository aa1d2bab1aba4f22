"""Parallel text: pairs of sentences in two languages."""
