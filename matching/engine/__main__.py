"""`python -m matching.engine`: suggestions and cohorts from a file."""

import sys

from matching.engine.door.commands import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
