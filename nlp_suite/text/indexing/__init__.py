"""Indexing of texts in any language: terms, stems, and the words that are left out."""
