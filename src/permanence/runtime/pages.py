"""Pages behind ASGI: Django's WSGI handler in a few threads, reached by one hop.

Synchronous Django under its own ASGI handler changes threads at every layer;
here a request changes once, with its whole body, and an answer that fits in
memory comes back at once (docs/decisions/0004-web-server.md has the figures).
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Iterable, Iterator, MutableMapping
from concurrent.futures import Future, ThreadPoolExecutor
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from permanence.runtime.tidying import Tidying

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Environ = dict[str, Any]
StartResponse = Callable[..., Callable[[bytes], object]]
WsgiApp = Callable[[Environ, StartResponse], Iterable[bytes]]

IN_MEMORY = 1024 * 1024
LARGEST_BODY = 64 * 1024 * 1024
LARGEST_WHOLE_ANSWER = 512 * 1024
SLOWEST_READER = 60.0


class OversizeError(Exception):
    """A request's body is larger than anything the product takes."""


class Pages:
    """An ASGI application around a WSGI one."""

    def __init__(self, app: WsgiApp, *, threads: int) -> None:
        self.app = app
        self.executor = ThreadPoolExecutor(threads, thread_name_prefix="page")
        self.tidy = Tidying()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        try:
            body = await _read_body(receive)
        except OversizeError:
            await _answer(send, 413, [], b"")
            return
        except ConnectionAbortedError:
            return  # a page must never act on half of what was sent
        call = Call(self.app, _build_environ(scope, body), asyncio.get_running_loop(), send)
        with body:
            rest = await asyncio.get_running_loop().run_in_executor(self.executor, call.run)
        if rest is not None:
            await _answer(send, call.status, call.headers, rest)
        self.tidy()

    async def hop(self) -> None:
        """Wait until a page thread is free: how the heartbeat knows that pages are answered."""
        await asyncio.get_running_loop().run_in_executor(self.executor, int)


class Call:
    """One request in its thread."""

    def __init__(
        self, app: WsgiApp, environ: Environ, loop: asyncio.AbstractEventLoop, send: Send
    ) -> None:
        self.app, self.environ, self.loop, self.send = app, environ, loop, send
        self.status = 500
        self.headers: list[tuple[bytes, bytes]] = []

    def run(self) -> bytes | None:
        """Return the whole answer; None when it was long and has been sent piece by piece."""
        answer = self.app(self.environ, self._start)
        try:
            return self._gather(iter(answer))
        finally:
            if close := getattr(answer, "close", None):
                close()

    def _start(
        self, status: str, headers: list[tuple[str, str]], _error: object = None
    ) -> Callable[[bytes], object]:
        self.status = int(status[:3])
        self.headers = [
            (key.lower().encode("latin-1"), text.encode("latin-1")) for key, text in headers
        ]
        return _refuse_write

    def _gather(self, pieces: Iterator[bytes]) -> bytes | None:
        gathered, size = [], 0
        for piece in pieces:
            gathered.append(piece)
            size += len(piece)
            if size > LARGEST_WHOLE_ANSWER:
                self._stream(b"".join(gathered), pieces)
                return None
        return b"".join(gathered)

    def _stream(self, first: bytes, pieces: Iterator[bytes]) -> None:
        self._tell({"type": "http.response.start", "status": self.status, "headers": self.headers})
        self._tell({"type": "http.response.body", "body": first, "more_body": True})
        for piece in pieces:
            self._tell({"type": "http.response.body", "body": piece, "more_body": True})
        self._tell({"type": "http.response.body", "body": b"", "more_body": False})

    def _tell(self, message: Message) -> None:
        told: Future[None] = asyncio.run_coroutine_threadsafe(
            _forward(self.send, message), self.loop
        )
        told.result(SLOWEST_READER)


async def _forward(send: Send, message: Message) -> None:
    await send(message)


def _refuse_write(_piece: bytes) -> object:
    raise NotImplementedError("Pages are returned, never written.")


async def _answer(send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})


async def _read_body(receive: Receive) -> IO[bytes]:
    body = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 -- closed by the caller when the page is made
    size, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            body.close()
            raise ConnectionAbortedError
        piece = message.get("body", b"")
        size += len(piece)
        if size > LARGEST_BODY:
            body.close()
            raise OversizeError
        body.write(piece)
        more = message.get("more_body", False)
    body.seek(0)
    return body


def _build_environ(scope: Scope, body: IO[bytes]) -> Environ:
    server, client = scope.get("server") or ("localhost", 80), scope.get("client") or ("", 0)
    environ: Environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode("utf-8", "surrogateescape").decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1] or 0),
        "REMOTE_ADDR": client[0],
        "REMOTE_PORT": str(client[1]),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, text in _read_headers(scope):
        environ[name] = f"{environ[name]},{text}" if name in environ else text
    environ.setdefault("CONTENT_LENGTH", str(body.seek(0, os.SEEK_END)))
    body.seek(0)
    return environ


def _read_headers(scope: Scope) -> Iterator[tuple[str, str]]:
    for raw, text in scope.get("headers", ()):
        name = raw.decode("latin-1")
        if "_" in name:
            continue  # in this form nobody could tell it from the header with hyphens
        upper = name.upper().replace("-", "_")
        plain = upper in {"CONTENT_LENGTH", "CONTENT_TYPE"}
        yield (upper if plain else f"HTTP_{upper}"), text.decode("latin-1")
