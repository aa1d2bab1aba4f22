"""Tasks: translation, summarization and question answering, on any engine."""
