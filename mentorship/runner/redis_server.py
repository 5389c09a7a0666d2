"""A Redis of Kindred's own on a socket, kept between runs by its append-only file."""

import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from . import lifeline
from .identity import ServerUser
from .postgres import tail
from .talk import Refusal

START_LIMIT = 30.0  # seconds


@dataclass(slots=True)
class Redis:
    """One server: `program` is Redis or Valkey, `data` its folder, `sockets` private to `user`."""

    program: Path
    data: Path
    sockets: Path
    log: Path
    user: ServerUser
    notes: Path
    throwaway: bool = False
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    @property
    def socket(self) -> Path:
        return self.sockets / "redis.sock"

    @property
    def url(self) -> str:
        return f"unix://{self.socket}?db=0"

    def make(self) -> None:
        """Makes the data folder where there is none."""
        self.user.own_folder(self.data)

    def start(self) -> None:
        """Starts the server; `wait` says when it answers. Call it from the main thread."""
        command = [str(self.program), "--port", "0", "--unixsocket", str(self.socket)]
        command += ["--unixsocketperm", "700", "--dir", str(self.data), "--daemonize", "no"]
        command += ["--save", "", "--appendonly", "no" if self.throwaway else "yes"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=lifeline.dying_with_parent(signal.SIGTERM),
                **self.user.popen(),
            )
        lifeline.write_down(self.notes, "redis", self.process.pid)

    def wait(self) -> None:
        """Returns when the server answers; raises Refusal with where to look otherwise."""
        import redis

        client = redis.Redis(unix_socket_path=str(self.socket))
        limit = time.monotonic() + START_LIMIT
        while True:
            try:
                client.ping()
                break
            except redis.RedisError:
                ended = self.process is None or self.process.poll() is not None
                if ended or time.monotonic() > limit:
                    raise Refusal(self.reason()) from None
                time.sleep(0.05)
        client.close()

    def reason(self) -> str:
        """Why it did not start, as far as its log tells."""
        if "No space left on device" in tail(self.log):
            return "Redis did not start: the disk is full. Free some room and start again."
        return (
            f"Redis ({self.program}) did not start. Nothing is running. Its reason is at the end of"
            f" {self.log}. It holds no truth: deleting {self.data} loses nothing."
        )

    def ask_to_stop(self) -> None:
        """Sends the order to write what is left and end."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)

    def stop(self, *, patience: float = 1.0) -> None:
        """Ends the server, by force after `patience` seconds."""
        if self.process is None:
            return
        self.ask_to_stop()
        try:
            self.process.wait(patience)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None
        lifeline.cross_out(self.notes, "redis")
