"""Training of translators on parallel text."""
