"""The one port: health and live events are answered at once, everything else by Django's pages."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

from permanence.faces.ui.watching import look_at_watch
from permanence.runtime.beats import Beat, is_closing
from permanence.runtime.events import Events, Journal
from permanence.runtime.health import Health
from permanence.runtime.pages import Pages, Receive, Scope, Send, WsgiApp

log = logging.getLogger(__name__)

BEAT_EVERY = 0.5
LOOK_EVERY = 4.0
PAGE_THREADS = 8
WATCH = "watch:"  # whether promises are watched


class Door:
    """The ASGI application of the web process."""

    def __init__(
        self, pages: WsgiApp, *, journal: Journal, cookie: str, run: Path, database: str
    ) -> None:
        self.run = run
        self.pages = Pages(pages, threads=PAGE_THREADS)
        self.events = Events(journal, cookie=cookie, is_closing=partial(is_closing, run))
        self.health = Health(run, database)
        self._beating: asyncio.Task[None] | None = None
        self._looking: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send a request where it belongs."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] != "http":
            raise ValueError(scope["type"])
        elif scope["path"] == "/events":
            await self.events(scope, receive, send)
        elif scope["path"] == "/healthz":
            await self._answer_health(send)
        else:
            await self.pages(scope, receive, send)

    async def _answer_health(self, send: Send) -> None:
        status, body = await asyncio.to_thread(self.health.read)
        headers = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        if name := os.environ.get("PERMANENCE_BEAT"):
            self._beating = asyncio.create_task(self._beat(Beat(self.run / "beats", name)))
            self._looking = asyncio.create_task(self._look())
        await send({"type": "lifespan.startup.complete"})
        await receive()
        for task in (self._beating, self._looking):
            if task:
                task.cancel()
        await send({"type": "lifespan.shutdown.complete"})

    async def _beat(self, beat: Callable[[], None]) -> None:
        while True:
            await self.pages.hop()
            beat()
            await asyncio.sleep(BEAT_EVERY)

    async def _look(self) -> None:
        """See every few seconds whether promises are watched: pages show it, and ask nothing.

        When that has turned, the pages that stay open hear of it.
        """
        were_watched: bool | None = None
        while True:
            try:
                are_watched = await asyncio.to_thread(look_at_watch)
                if were_watched not in {None, are_watched}:
                    self.events.tell_all(WATCH)
                were_watched = are_watched
            except Exception as error:
                facts = {"error": str(error).split("\n")[0]}
                log.warning("watch not looked at", extra={"facts": facts})
            await asyncio.sleep(LOOK_EVERY)
