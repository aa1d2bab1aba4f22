"""Training of the shipped translators in PyTorch: corpus, augmentation, model, batches, loop."""
