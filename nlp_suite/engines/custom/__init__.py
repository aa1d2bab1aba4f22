"""The custom engine: our own models, from model folders, offline."""
