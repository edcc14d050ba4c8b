"""A gateway for SMS, a chat server and a phone provider, each over real HTTP on this machine."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl


@dataclass
class Outside:
    """Somebody outside who is asked over HTTP. `status` 0 lets the line hang for a while."""

    status: int = 200
    delay: float = 0.0
    answer: dict[str, Any] = field(default_factory=dict)
    heard: list[tuple[str, dict[str, Any], dict[str, str]]] = field(default_factory=list)
    port: int = 0

    @property
    def host(self) -> str:
        """The host with its port, as the operator vouches for it."""
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        """Where it is asked."""
        return f"http://{self.host}"

    def note(self, path: str, body: bytes, headers: dict[str, str]) -> None:
        """Keep what was asked."""
        try:
            told = json.loads(body)
        except ValueError:
            told = dict(parse_qsl(body.decode(), keep_blank_values=True))
        self.heard.append((path, told, headers))


@contextmanager
def outside(**told: Any) -> Iterator[Outside]:
    """Run somebody who answers over HTTP while the block runs."""
    fake = Outside(**told)

    class Asked(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            fake.note(self.path, body, dict(self.headers.items()))
            time.sleep(fake.delay)
            number = f"m-{len(fake.heard)}"
            written = json.dumps({"id": number, "sid": number} | fake.answer).encode()
            self.send_response(fake.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(written)))
            self.end_headers()
            self.wfile.write(written)

        def do_GET(self) -> None:
            self.do_POST()

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Asked)
    server.daemon_threads = True
    fake.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()


def free_port() -> int:
    """Return a port at which nobody answers."""
    with outside() as fake:
        return fake.port
