"""What computes calls on a Ray cluster."""
