"""Engines give a task its numbers (embeddings, logits, tokens) and know nothing else."""
