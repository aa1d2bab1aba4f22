"""What each task means, whatever the engine."""
