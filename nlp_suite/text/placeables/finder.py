"""Finding placeables in a source, and those that a target lacks."""
