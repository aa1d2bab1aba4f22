"""Questions about texts, with their answers."""
