"""Export of model folders to other runtimes."""
