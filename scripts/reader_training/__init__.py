"""Training of the shipped reader in PyTorch: mixture of questions, model, loop, calibration."""
