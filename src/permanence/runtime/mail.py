"""The mail process: listens for letters and has each stored before it is accepted (SPEC C5)."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
import ssl
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connections

from permanence.ground.lib import clock
from permanence.ground.lib.db import house
from permanence.promises.contracts.queries import contract_mailboxes
from permanence.promises.policies.queries import addresses_in_force
from permanence.runtime.letterbox import (
    AddressesUnknown,
    Bounds,
    Delivery,
    GroupCommit,
    Letterbox,
    is_away,
)
from permanence.runtime.loops import Stop, use_one_connection
from permanence.runtime.talk import LocalTalk, Talk
from permanence.service.alerts.queries import alert_addresses
from permanence.service.intake.actions import Arrival, receive_letters
from permanence.world.accounts.models import Desk

log = logging.getLogger(__name__)

PATIENCE = 4.0  # seconds that messages on their way in get when the process is to end
ADDRESSES_LAST = 10.0
ADDRESSES_ASKED_AGAIN = 1.0
TLS_LOOKED_AT = 60.0


@dataclass(frozen=True)
class Doors:
    """Where letters are taken in."""

    host: str
    smtp: int
    lmtp: int | None = None


def run_mail(beat: Callable[[], None]) -> None:
    """Take letters in until asked to end."""
    stop = Stop()
    use_one_connection()
    told = os.environ.get
    lmtp = int(told("PERMANENCE_LMTP_PORT", "0"))
    doors = Doors(
        host=told("PERMANENCE_SMTP_HOST", "127.0.0.1"),
        smtp=int(told("PERMANENCE_SMTP_PORT", "2525")),
        lmtp=lmtp or None,
    )
    asyncio.run(
        serve_mail(
            doors,
            store=store_deliveries,
            find_addresses=read_addresses,
            bounds=Bounds(size=settings.LETTER_LIMIT),
            certificate=Certificate.find(),
            beat=beat,
            is_stopped=stop.is_set,
        )
    )


def store_deliveries(deliveries: Sequence[Delivery]) -> None:
    """Commit letters; where the connection was lost, once more on a fresh one.

    A letter that was committed although its answer was lost is stored once all the same.
    """
    arrivals = [
        Arrival(one.desk, one.raw, one.envelope_from, one.envelope_to) for one in deliveries
    ]
    try:
        _commit_arrivals(arrivals)
    except Exception as error:
        if not is_away(error):
            raise
        connections.close_all()
        _commit_arrivals(arrivals)


def _commit_arrivals(arrivals: list[Arrival]) -> None:
    with house():
        receive_letters(arrivals, at=clock.now())


def read_addresses() -> dict[str, int]:
    """Return the desk behind each address that mail is taken for."""
    try:
        with house():
            desks = dict(Desk.objects.values_list("key", "pk"))
            at = clock.now()
            found = contract_mailboxes(at=at)
            found |= {address: key for address, (key, _) in addresses_in_force(at=at).items()}
            desk_addresses = {address.lower(): desks[key] for address, key in found.items()}
            return alert_addresses() | desk_addresses
    except Exception as error:
        if is_away(error):
            connections.close_all()
        raise


async def serve_mail(
    doors: Doors,
    *,
    store: Callable[[Sequence[Delivery]], None],
    find_addresses: Callable[[], Mapping[str, int]],
    bounds: Bounds,
    certificate: Certificate | None,
    beat: Callable[[], None],
    is_stopped: Callable[[], bool],
) -> None:
    """Serve until `is_stopped`; then let what is on its way in arrive, and close."""
    commits = GroupCommit(store)
    book = AddressBook(commits, find_addresses)
    box = Letterbox(
        commits=commits,
        addresses=book.known,
        refresh=book.ask_again,
        now=clock.now,
        name=os.environ.get("PERMANENCE_MAIL_NAME") or socket.gethostname(),
        bounds=bounds,
        tls=certificate.context if certificate else None,
    )
    committing = asyncio.create_task(commits.run())
    asking = asyncio.create_task(book.ask_again())
    # The first sender is not told to come back only because the addresses are being read.
    await asyncio.wait([asking], timeout=ADDRESSES_LAST)
    servers = await _open_doors(doors, box)
    looked_at = time.monotonic()
    while not is_stopped():
        beat()
        if committing.done():
            committing.result()
        if asking.done() and book.is_old:
            asking = asyncio.create_task(book.ask_again())
        if certificate and time.monotonic() - looked_at > TLS_LOOKED_AT:
            certificate.renew()
            looked_at = time.monotonic()
        await asyncio.sleep(0.1)
    await _close_doors(servers, box)
    committing.cancel()
    with suppress(asyncio.CancelledError):
        await committing
    await commits.call(connections.close_all)
    commits.close()


async def _open_doors(doors: Doors, box: Letterbox) -> list[asyncio.Server]:
    loop = asyncio.get_running_loop()
    servers = [await loop.create_server(lambda: Talk(box), doors.host, doors.smtp, backlog=512)]
    if doors.lmtp is not None:
        servers.append(await loop.create_server(lambda: LocalTalk(box), doors.host, doors.lmtp))
    return servers


async def _close_doors(servers: list[asyncio.Server], box: Letterbox) -> None:
    """Take no more connections; messages half sent get a while to come in."""
    for server in servers:
        server.close()
    ends_at = time.monotonic() + PATIENCE
    while box.send_home() and time.monotonic() < ends_at:
        await asyncio.sleep(0.05)


class AddressBook:
    """The addresses of the desks, asked for again when they grow old or one is missed."""

    def __init__(self, commits: GroupCommit, find: Callable[[], Mapping[str, int]]) -> None:
        self._commits = commits
        self._find = find
        self._found: Mapping[str, int] | None = None
        self._asked_at = float("-inf")
        self._asking = asyncio.Lock()

    def known(self) -> Mapping[str, int]:
        """Return the addresses as last known."""
        if self._found is None:
            raise AddressesUnknown
        return self._found

    @property
    def is_old(self) -> bool:
        """True when the addresses should be asked for again, or were never told."""
        age = time.monotonic() - self._asked_at
        return age > (ADDRESSES_LAST if self._found is not None else ADDRESSES_ASKED_AGAIN)

    async def ask_again(self) -> None:
        """Ask for the addresses, at most once a second; when nobody answers the old ones stay."""
        async with self._asking:  # who comes while somebody asks waits for the same answer
            if time.monotonic() - self._asked_at < ADDRESSES_ASKED_AGAIN:
                return
            try:
                self._found = await self._commits.call(self._find)
            except Exception as error:
                first = str(error).split("\n")[0]
                log.warning(
                    "the desks' addresses cannot be read", extra={"facts": {"error": first}}
                )
            self._asked_at = time.monotonic()


class Certificate:
    """The certificate for STARTTLS, read again when its file was renewed."""

    def __init__(self, chain: Path, key: Path) -> None:
        self.chain, self.key = chain, key
        self.context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self.context.minimum_version = ssl.TLSVersion.TLSv1_2
        self._read_at = 0.0
        self._read()

    @classmethod
    def find(cls) -> Certificate | None:
        """Return the certificate that the environment names, if it does."""
        chain = os.environ.get("PERMANENCE_SMTP_TLS_CERT")
        key = os.environ.get("PERMANENCE_SMTP_TLS_KEY")
        return cls(Path(chain), Path(key)) if chain and key else None

    def renew(self) -> None:
        """Read the files again when they changed; a bad one leaves the old in place."""
        try:
            if self.chain.stat().st_mtime != self._read_at:
                self._read()
        except OSError as error:
            log.warning("the mail certificate cannot be read", extra={"facts": {"error": error}})

    def _read(self) -> None:
        self.context.load_cert_chain(self.chain, self.key)
        self._read_at = self.chain.stat().st_mtime
