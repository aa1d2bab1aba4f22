"""Parsers of document formats: from the bytes of a file to text, rows or lines."""
