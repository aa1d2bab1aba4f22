"""A comparison as a page of HTML."""
