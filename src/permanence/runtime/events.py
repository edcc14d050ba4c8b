"""Live pages: a stream of topics, never of content; the page asks again for what it shows.

Only logged-in staff may listen, each for the desks they work on, and to their own. One reader per
process asks the journal once a second what has changed, and only while somebody
listens.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from typing import Protocol

from permanence.runtime.pages import Receive, Scope, Send

log = logging.getLogger(__name__)

EVERY = 1.0
KEEP_ALIVE = 15.0  # seconds of silence after which proxies are shown that the stream lives
CHECK_EVERY = 60.0  # seconds after which a listener's log-in is looked at again
LARGEST_CROWD = 2000

PERSONAL = "notices:"
INSIDER = "insider:"  # what follows is for one specialist: "insider:7:ticket:123"

Change = tuple[int | None, str]


@dataclass(frozen=True)
class Ears:
    """Who listens, and what they may hear of: their desks, and topics that are theirs alone."""

    specialist: int
    desks: frozenset[int]

    def may_hear(self, desk: int | None, topic: str) -> bool:
        """Say whether a change is for these ears."""
        if topic.startswith(INSIDER):
            return topic.startswith(f"{INSIDER}{self.specialist}:")
        if topic.startswith(PERSONAL):
            return topic == f"{PERSONAL}{self.specialist}"
        return desk is None or desk in self.desks


def bare_topic(topic: str) -> str:
    """Return a topic as pages know it, without whom alone it is for."""
    return topic.split(":", 2)[2] if topic.startswith(INSIDER) else topic


class Journal(Protocol):
    """What a stream asks of the database; both run in a thread of their own."""

    def find_ears(self, session: str) -> Ears | None:
        """Return what the logged-in member of staff may hear of; None for anybody else."""

    def read_changes(self, cursor: str | None) -> tuple[str, Sequence[Change]]:
        """Return the next cursor and what has changed since the last; nothing for no cursor."""


@dataclass(eq=False)
class Listener:
    """One open page."""

    ears: Ears
    topics: set[str] = field(default_factory=set)
    woken: asyncio.Event = field(default_factory=asyncio.Event)

    def offer(self, changes: Iterable[Change]) -> None:
        """Take up the topics that this listener may hear of."""
        heard = (topic for desk, topic in changes if self.ears.may_hear(desk, topic))
        self.topics.update(bare_topic(topic) for topic in heard)
        if self.topics:
            self.woken.set()


class Events:
    """The ASGI application behind `/events`."""

    def __init__(self, journal: Journal, *, cookie: str, is_closing: Callable[[], bool]) -> None:
        self.journal = journal
        self.cookie = cookie
        self.is_closing = is_closing
        self.listeners: set[Listener] = set()
        self._reader: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Stream topics to one page until it leaves or may no longer listen."""
        session = self._read_session(scope)
        ears = await asyncio.to_thread(self.journal.find_ears, session) if session else None
        if ears is None or len(self.listeners) >= LARGEST_CROWD:
            await send(
                {
                    "type": "http.response.start",
                    "status": 401 if ears is None else 503,
                    "headers": [],
                }
            )
            await send({"type": "http.response.body", "body": b""})
            return
        listener = Listener(ears)
        self.listeners.add(listener)
        self._start_reader()
        gone = asyncio.create_task(_wait_until_gone(receive))
        try:
            await self._stream(listener, session, gone, send)
        finally:
            self.listeners.discard(listener)
            gone.cancel()

    def tell_all(self, topic: str) -> None:
        """Tell every page that listens of something that no desk owns."""
        for listener in self.listeners:
            listener.offer([(None, topic)])

    def _read_session(self, scope: Scope) -> str:
        jar: SimpleCookie = SimpleCookie()
        for name, text in scope.get("headers", ()):
            if name == b"cookie":
                try:
                    jar.load(text.decode("latin-1"))
                except CookieError:
                    return ""
        return jar[self.cookie].value if self.cookie in jar else ""

    async def _stream(
        self, listener: Listener, session: str, gone: asyncio.Task[None], send: Send
    ) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": STREAM_HEADERS})
        await _write(send, b"retry: 3000\n\n")
        loop = asyncio.get_running_loop()
        checked = spoken = loop.time()
        while not gone.done() and not self.is_closing():
            await _wait_for_news(listener, gone)
            if loop.time() - checked > CHECK_EVERY:
                checked = loop.time()
                if await asyncio.to_thread(self.journal.find_ears, session) != listener.ears:
                    break  # logged out, or on other desks now: the page opens a new stream
            topics, listener.topics = sorted(listener.topics), set()
            listener.woken.clear()
            if topics or loop.time() - spoken > KEEP_ALIVE:
                spoken = loop.time()
                text = (
                    f"event: change\ndata: {' '.join(topics)}\n\n" if topics else ": still here\n\n"
                )
                await _write(send, text.encode("utf-8"))
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    def _start_reader(self) -> None:
        if self._reader is None or self._reader.done():
            self._reader = asyncio.create_task(self._read())

    async def _read(self) -> None:
        cursor: str | None = None
        while self.listeners:
            try:
                cursor, changes = await asyncio.to_thread(self.journal.read_changes, cursor)
            except Exception as error:
                log.warning(
                    "changes not read", extra={"facts": {"error": str(error).split("\n")[0]}}
                )
                changes = ()
            for listener in self.listeners:
                listener.offer(changes)
            await asyncio.sleep(EVERY)


STREAM_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
]


async def _write(send: Send, text: bytes) -> None:
    await send({"type": "http.response.body", "body": text, "more_body": True})


async def _wait_for_news(listener: Listener, gone: asyncio.Task[None]) -> None:
    waiting = asyncio.create_task(listener.woken.wait())
    await asyncio.wait({waiting, gone}, timeout=EVERY, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()


async def _wait_until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
