"""The pretrained engine: checkpoints of the Hugging Face Hub, on PyTorch."""
