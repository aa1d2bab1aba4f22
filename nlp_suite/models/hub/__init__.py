"""Models of the Hugging Face Hub: which are known, fetching, its cache, publishing."""
