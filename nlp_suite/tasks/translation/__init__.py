"""Translation: long texts cut into sentences, translated, and put together again."""
