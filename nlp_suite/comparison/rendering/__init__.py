"""Renderings of a comparison: tables of text, a page of HTML."""
