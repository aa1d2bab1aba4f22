"""Task adapters of batch jobs: one module a task."""
