"""Executors: where the work items of a job are computed, in this process, in others, or on Ray."""
