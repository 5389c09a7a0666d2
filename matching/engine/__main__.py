"""`python -m matching.engine`: suggestions and cohorts from a file.

Compiled functions are kept in a folder of the user's, chosen before the engine is imported. Python
imports it on the way here, so where the environment names no folder, this starts once more.
"""

import os
import sys

from matching.engine.door.cache import NAME, folder
from matching.engine.door.commands import main

if __name__ == "__main__":
    if NAME not in os.environ and (chosen := folder()) is not None:
        os.environ[NAME] = str(chosen)
        os.execv(sys.executable, sys.orig_argv)
    sys.exit(main(sys.argv[1:]))
