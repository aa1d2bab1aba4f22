"""Engines: model inference for the tasks (embeddings, logits, tokens), and nothing else."""
