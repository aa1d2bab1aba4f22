"""Abstractive summarization: parts of long texts, and what of a text supports its summary."""
