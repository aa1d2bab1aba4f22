"""Pickled arrays of strings, read without running what the pickle asks for."""
