"""The ASGI door: what uvicorn serves. The open streams of live pages are held around Django."""

import os
from importlib import import_module
from threading import Thread

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentorship.settings")

django_application = get_asgi_application()
# Imported only now, because it stands on what get_asgi_application() set up.
application = import_module("messaging.live.streams").Streams(django_application)

# Beside the first requests: most need nothing that is compiled.
Thread(target=import_module("matching.warming").warm_up, name="warm-up", daemon=True).start()
