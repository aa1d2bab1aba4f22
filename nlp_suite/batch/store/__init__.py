"""The SQLite store of a job: what is known already, for a later run to go on from."""
