"""Starts the runner before anything is installed: standard library only.

The project's own `__init__` loads Celery, which is not there yet on a fresh machine, so an empty
package with the same folder stands in for it while the packages are being installed.
"""

import sys
import types
from importlib import import_module
from pathlib import Path

package = types.ModuleType("mentorship")
package.__path__ = [str(Path(__file__).resolve().parent.parent / "mentorship")]
sys.modules["mentorship"] = package

sys.exit(import_module("mentorship.runner.bootstrap").main(sys.argv[1:]))
