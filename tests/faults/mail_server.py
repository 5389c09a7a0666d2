"""A mail server for one test: takes every mail, and notes its Message-ID and to whom it went."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class MailServer(socketserver.ThreadingTCPServer):
    """What was taken, in the order in which it was confirmed."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.taken: list[tuple[str, str]] = []

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server_address[1])


class _Talk(socketserver.StreamRequestHandler):
    """One conversation, as far as RFC 5321 needs it here."""

    server: MailServer

    def handle(self) -> None:
        with suppress(ConnectionError):  # whoever sent was killed
            self.talk()

    def talk(self) -> None:
        self.say("220 ready")
        to = ""
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"RCPT":
                to = line.decode().partition("<")[2].partition(">")[0]
            if word == b"DATA":
                self.say("354 go on")
                name = self.read_mail()
                if name is None:
                    return
                self.server.taken.append((name, to))
            self.say("221 bye" if word == b"QUIT" else "250 taken")

    def read_mail(self) -> str | None:
        """The Message-ID of a mail that came whole."""
        name = ""
        while line := self.rfile.readline():
            if line == b".\r\n":
                return name
            if line.lower().startswith(b"message-id:"):
                name = line.decode().partition(":")[2].strip()
        return None

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """Running on a thread until the end of the block."""
    with MailServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
