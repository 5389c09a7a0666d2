"""What people's browsers do while a server is away."""

import http.client
import json
import secrets
import socket
import threading
import uuid
from contextlib import suppress
from urllib.parse import urlsplit

import requests

from .outages import Outages

PATIENCE = 45.0
NOT_ANSWERED = 0


class Browser:
    """What one person's browser sends; each answer is a status."""

    def __init__(self, stack: Outages, who: str = "") -> None:
        self.stack, self.who, self.session = stack, who, requests.Session()
        self.token = secrets.token_hex(16)
        self.session.cookies.set("csrf", self.token)
        if who:
            self.session.cookies.set("session", stack.people[who])

    def get(self, path: str) -> int:
        """A page."""
        return self._ask("GET", path, {})

    def post(self, path: str, **form: object) -> int:
        """A form."""
        return self._ask("POST", path, {"csrfmiddlewaretoken": self.token} | form)

    def say(self, text: str, client_id: str) -> int:
        """One message to the other."""
        return self.post(f"{self.place('talk')}send/", text=text, client_id=client_id)

    def edit(self, text: str, key: str, *, version: int) -> int:
        """Other words for the first message."""
        return self.post(self.place("edit"), text=text, idempotency_key=key, version=version)

    def look(self) -> int:
        """A page of one's own that is quickly made."""
        return self.get("/settings/messages/")

    def ask(self, whom: str) -> int:
        """Ask somebody for mentorship."""
        return self.post(
            self.stack.places[f"{whom} ask"],
            conflict="no",
            kind="mentorship",
            why="Your answer about failing boards once made me write.",
            idempotency_key=str(uuid.uuid4()),
        )

    def place(self, what: str) -> str:
        """Where this person finds their conversation, or the form for their first message."""
        return self.stack.places[f"{self.who} {what}"]

    def _ask(self, method: str, path: str, form: dict[str, object]) -> int:
        try:
            answer = self.session.request(
                method,
                f"{self.stack.url}{path}",
                data=form,
                allow_redirects=False,
                timeout=PATIENCE,
            )
        except requests.ConnectionError:
            return NOT_ANSWERED
        return answer.status_code


class OpenPage:
    """A page of a conversation that stays open: what its stream tells it, in order."""

    def __init__(self, stack: Outages, who: str) -> None:
        self.lines: list[str] = []  # what names each line on the page
        self.names: list[str] = []  # of all events
        where = urlsplit(stack.url)
        line = http.client.HTTPConnection(str(where.hostname), where.port)
        line.connect()
        self._socket: socket.socket = line.sock
        path = f"{stack.places[f'{who} talk']}live/"
        line.request("GET", path, headers={"Cookie": f"session={stack.people[who]}"})
        self._answer = line.getresponse()
        assert self._answer.status == 200
        self._listening = threading.Thread(target=self._listen, daemon=True)
        self._listening.start()

    def close(self) -> None:
        """The page is left."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._listening.join()
        self._answer.close()
        self._socket.close()

    def _listen(self) -> None:
        name = ""
        with suppress(OSError, http.client.HTTPException):
            while row := self._answer.readline().decode():
                word, _, rest = row.rstrip().partition(": ")
                if word == "event":
                    name = rest
                    self.names.append(name)
                elif word == "data" and name == "line":
                    self.lines.append(str(json.loads(rest)["id"]))
