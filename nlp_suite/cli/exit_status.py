"""The exit statuses of the commands besides 0."""

# A file could not be read.
INCOMPLETE = 1
BAD_INPUT = 2
# As shells have it for SIGINT.
INTERRUPTED = 130
