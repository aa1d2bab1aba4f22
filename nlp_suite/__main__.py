"""`python -m nlp_suite`."""

import sys

from nlp_suite.cli import main

if __name__ == "__main__":
    sys.exit(main())
