"""What the trainings of the shipped models in PyTorch have in common."""
