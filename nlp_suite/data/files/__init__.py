"""Reading files safely: text, compressed, line by line, and tables."""
