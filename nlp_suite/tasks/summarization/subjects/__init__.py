"""What a text is about, in a few words: its key phrases and its title."""
