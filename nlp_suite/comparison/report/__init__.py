"""Rendering of a comparison: metrics table, plain text and HTML."""
