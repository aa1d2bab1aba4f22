"""SQLite store of a job, from which a later run resumes."""
