"""Text handling that knows nothing of models: sentence splitting and tokenizers."""
