"""Question answering: windows, span search, scores, sentences."""
