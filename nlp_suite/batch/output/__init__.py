"""The files that a job writes: rows, errors and a report."""
