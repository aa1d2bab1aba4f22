"""Conversion of checkpoints: BERT, Marian and KerasHub to and from our models."""
