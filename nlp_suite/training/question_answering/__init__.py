"""Training of readers: span extractors on questions with answers."""
