"""Placeables: stretches of a text that a translation copies, or writes in another form."""
