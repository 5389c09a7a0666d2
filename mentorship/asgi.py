"""The ASGI door: what uvicorn serves."""

import os
from importlib import import_module
from threading import Thread

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentorship.settings")

application = get_asgi_application()

# Beside the first requests: most need nothing that is compiled. It is imported only now, because
# it stands on what get_asgi_application() set up.
Thread(target=import_module("matching.warming").warm_up, name="warm-up", daemon=True).start()
