"""Where letters are taken in: nobody is told 250 before the letter is committed."""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from itertools import count
from typing import Any, Protocol

from permanence.service.intake.rules.charsets import clean_text
from permanence.service.tickets.rules.reply_address import base_address

log = logging.getLogger(__name__)

CLOSING = "421 4.3.2 Closing; try again in a moment"


class AddressesUnknown(Exception):  # noqa: N818 -- a state of affairs, which the sender is told
    """Nobody can say at the moment which addresses are ours."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message for one desk, as it came over the wire."""

    desk: int
    raw: bytes
    envelope_from: str
    envelope_to: str


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much one letterbox takes."""

    size: int = 40 * 1024 * 1024
    buffered: int = 256 * 1024 * 1024
    connections: int = 500
    connections_each: int = 100
    recipients: int = 100
    idle: float = 300.0
    message: float = 1800.0


class GroupCommit:
    """Brings what arrives at the same time into one transaction.

    While one commit waits for the disk the next messages gather, so that a slow disk makes
    larger groups in place of longer queues.
    """

    def __init__(self, store: Callable[[Sequence[Delivery]], None], *, most: int = 64) -> None:
        self._store = store
        self._most = most
        self._waiting: list[tuple[list[Delivery], asyncio.Future[None]]] = []
        self._arrived = asyncio.Event()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="store")

    async def add(self, deliveries: list[Delivery]) -> None:
        """Return when these are committed; raise what prevented it."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((deliveries, done))
        self._arrived.set()
        await done

    async def run(self) -> None:
        """Commit what arrives, group by group, until cancelled."""
        while True:
            await self._arrived.wait()
            group, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
            if not self._waiting:
                self._arrived.clear()
            await self._commit(group)

    async def call(self, function: Callable[[], Any]) -> Any:
        """Run a function in the thread that has the database connection."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, function)

    def close(self) -> None:
        """Let the thread go."""
        self._thread.shutdown(wait=True)

    async def _commit(self, group: list[tuple[list[Delivery], asyncio.Future[None]]]) -> None:
        """Commit a group; one that fails is tried message by message."""
        together = [delivery for deliveries, _ in group for delivery in deliveries]
        try:
            await self.call(lambda: self._store(together))
        except Exception as error:
            if len(group) > 1 and not is_away(error):
                for one in group:
                    await self._commit([one])
                return
            for _, done in group:
                if not done.done():
                    done.set_exception(error)
            return
        for _, done in group:
            if not done.done():
                done.set_result(None)


def is_away(error: Exception) -> bool:
    """Say whether the database could not be reached: then trying each message is no use."""
    return type(error).__name__ in ("OperationalError", "InterfaceError", "PoolTimeout")


class Session(Protocol):
    """A connection, as far as the letterbox has to know."""

    busy: bool

    def dismiss(self, reply: str) -> None:
        """Say why and hang up."""


@dataclass(eq=False)
class Letterbox:
    """Who is connected, for whom we take mail, and where it goes.

    `addresses` gives the desk behind each address of ours, or raises AddressesUnknown.
    """

    commits: GroupCommit
    addresses: Callable[[], Mapping[str, int]]
    now: Callable[[], datetime]
    name: str
    bounds: Bounds = field(default_factory=Bounds)
    tls: ssl.SSLContext | None = None
    refresh: Callable[[], Any] | None = None
    sessions: set[Session] = field(default_factory=set)
    by_peer: Counter[str] = field(default_factory=Counter)
    buffered: int = 0
    closing: bool = False
    _numbers: count[int] = field(default_factory=lambda: count(1))

    async def find_desk(self, address: str) -> int | None:
        """Return the desk that an address belongs to; an unknown one is looked up afresh."""
        wanted = base_address(address)
        try:
            found = self.addresses().get(wanted)
        except AddressesUnknown:
            found = None
        if found is None and self.refresh:
            await self.refresh()
            found = self.addresses().get(wanted)
        return found

    def sort_message(
        self, raw: bytes, *, sender: str, recipients: list[tuple[str, int]], trace: str
    ) -> list[Delivery]:
        """Return one delivery for each desk among the recipients, with its trace fields."""
        first: dict[int, str] = {}
        for address, desk in recipients:
            first.setdefault(desk, address)
        number = next(self._numbers)
        deliveries = []
        for desk, address in first.items():
            only = f"\r\n\tfor <{address}>" if len(recipients) == 1 else ""
            at = self.now()
            head = (
                f"Return-Path: <{sender}>\r\nDelivered-To: {address}\r\n"
                f"Received: {trace}\r\n\tby {self.name} id {at:%Y%m%d%H%M%S}.{number}{only};"
                f"\r\n\t{format_datetime(at)}\r\n"
            )
            content = head.encode("utf-8", "surrogateescape") + raw
            deliveries.append(Delivery(desk, content, clean_text(sender), clean_text(address)))
        return deliveries

    def send_home(self) -> int:
        """Close the connections that are not in the middle of a message; return how many are."""
        self.closing = True
        for session in list(self.sessions):
            if not session.busy:
                session.dismiss(CLOSING)
        return len(self.sessions)
