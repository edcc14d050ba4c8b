"""The conversation with a mail server that brings a letter, by SMTP or LMTP."""

from __future__ import annotations

import asyncio
import logging
import re
from typing import Any

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, syntax

from permanence.runtime.letterbox import CLOSING, AddressesUnknown, Letterbox, is_away

log = logging.getLogger(__name__)
# The library tells every command of every sender, addresses included.
logging.getLogger("mail.log").setLevel(logging.ERROR)

TRY_LATER = "451 4.3.0 We cannot keep your message just now; try again later"
NOT_HERE = "550 5.1.1 No such address here"
TOO_LARGE = "552 5.3.4 The message is larger than we take"
TOO_BUSY = "452 4.3.1 We are taking too much at once; try again later"
TOO_MANY = "421 4.7.0 Too many connections"
TAIL = len(b"\r\n.\r\n")
_NOT_A_NAME = re.compile(r"[^\w.:\[\]-]")


class Talk(SMTP):
    """One SMTP connection.

    Reads a message in large pieces up to CRLF.CRLF, the only end it knows: a bare line feed
    ends nothing, so no second message can be smuggled in a first.
    """

    line_length_limit = 262_144
    local = False

    def __init__(self, box: Letterbox) -> None:
        self.box = box
        self.busy = False
        self.peer = ""
        super().__init__(
            self,
            data_size_limit=box.bounds.size,
            enable_SMTPUTF8=True,
            hostname=box.name,
            ident="Permanence",
            tls_context=box.tls,
            timeout=box.bounds.idle,
            loop=asyncio.get_running_loop(),
        )

    def connection_made(self, transport: Any) -> None:
        """Take the connection, unless there are too many."""
        if self.transport is None:
            self.peer = str((transport.get_extra_info("peername") or ("local",))[0])
            self.box.by_peer[self.peer] += 1
            self.box.sessions.add(self)
        super().connection_made(transport)
        bounds = self.box.bounds
        crowded = len(self.box.sessions) > bounds.connections
        if crowded or self.box.by_peer[self.peer] > bounds.connections_each or self.box.closing:
            self.dismiss(CLOSING if self.box.closing else TOO_MANY)

    def connection_lost(self, error: Exception | None) -> None:
        """Forget the connection."""
        if self in self.box.sessions:
            self.box.sessions.discard(self)
            self.box.by_peer[self.peer] -= 1
            if not self.box.by_peer[self.peer]:
                del self.box.by_peer[self.peer]
        super().connection_lost(error)

    def dismiss(self, reply: str) -> None:
        """Say why and hang up."""
        transport: Any = self.transport
        if transport is not None:
            transport.write(reply.encode("ascii") + b"\r\n")
            transport.close()
            if self._handler_coroutine is not None:
                self._handler_coroutine.cancel()

    async def handle_EHLO(  # noqa: N802 -- the library calls it by this name
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        """Announce what we do, and nothing of logging in, which we do not."""
        session.host_name = hostname
        kept = [line for line in responses if "AUTH" not in line and "HELP" not in line]
        return [*kept, "250 PIPELINING"]

    async def handle_RCPT(  # noqa: N802 -- the library calls it by this name
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        """Take a recipient whose address is a desk's."""
        if len(envelope.rcpt_tos) >= self.box.bounds.recipients:
            return "452 4.5.3 Too many recipients"
        try:
            desk = await self.box.find_desk(address)
        except AddressesUnknown:
            return TRY_LATER
        if desk is None:
            return NOT_HERE
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.append(desk)
        return "250 2.1.5 OK"

    async def handle_exception(self, error: Exception) -> str:
        """Answer for a fault of ours: the sender keeps the message and comes again."""
        log.exception("a mail connection failed", exc_info=error)
        return TRY_LATER

    @syntax("DATA")
    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 -- the library's name
        """Read a message, have it committed, and only then say that we have it."""
        if await self.check_helo_needed():
            return
        envelope: Any = self.envelope
        if not envelope.rcpt_tos:
            await self.push("503 5.5.1 Error: need RCPT command")
            return
        if arg:
            await self.push("501 5.5.4 Syntax: DATA")
            return
        self.busy = True
        try:
            reply = await self._take_message()
        finally:
            self.busy = False
        copies = len(envelope.rcpt_tos) if self.local else 1
        self.envelope = self._create_envelope()
        await self.push("\r\n".join([reply] * copies))
        if self.box.closing:
            self.dismiss(CLOSING)

    async def _take_message(self) -> str:
        await self.push("354 End data with <CR><LF>.<CR><LF>")
        data = bytearray()
        try:
            refused = await self._read_message(data)
            if refused:
                return refused
            raw = bytes(data[:-3]).replace(b"\r\n.", b"\r\n").removeprefix(b".")
            return await self._store(raw)
        finally:
            self.box.buffered -= len(data)
            self._reset_timeout()

    async def _read_message(self, data: bytearray) -> str | None:
        """Read up to the final dot; return the refusal when the message is not to be had."""
        loop = asyncio.get_running_loop()
        ends_at = loop.time() + self.box.bounds.message
        refused: str | None = None
        while True:
            try:
                piece = await self._reader.readuntil(b".\r\n")
            except asyncio.LimitOverrunError as overrun:
                piece = await self._reader.read(overrun.consumed)
            data += piece
            self.box.buffered += len(piece)
            refused = refused or self._refuse_more(len(data) - len(b".\r\n"))
            if data.endswith(b"\r\n.\r\n") or data == b".\r\n":
                return refused
            if refused and len(data) > TAIL:
                self.box.buffered -= len(data) - TAIL
                del data[:-TAIL]
            self._reset_timeout(min(self.box.bounds.idle, max(0.01, ends_at - loop.time())))

    def _refuse_more(self, size: int) -> str | None:
        if size > self.box.bounds.size:
            return TOO_LARGE
        return TOO_BUSY if self.box.buffered > self.box.bounds.buffered else None

    async def _store(self, raw: bytes) -> str:
        session: Any = self.session
        envelope: Any = self.envelope
        recipients = list(zip(envelope.rcpt_tos, envelope.rcpt_options, strict=True))
        sender = (envelope.mail_from or "").strip("<>")
        kind = "LMTP" if self.local else "ESMTP" if session.extended_smtp else "SMTP"
        told = _NOT_A_NAME.sub("", str(session.host_name)[:255]) or "unknown"
        trace = f"from {told} ([{self.peer}]) with {kind}{'S' if session.ssl else ''}"
        deliveries = self.box.sort_message(raw, sender=sender, recipients=recipients, trace=trace)
        try:
            await self.box.commits.add(deliveries)
        except Exception as error:
            trace_of = None if is_away(error) else error
            log.error(
                "a message could not be kept; its sender was told to try again",
                exc_info=trace_of,
                extra={"facts": {"error": str(error).split("\n")[0]}},
            )
            return TRY_LATER
        return "250 2.0.0 We have it"


class LocalTalk(Talk, LMTP):
    """One LMTP connection: as many answers to a message as it has recipients."""

    local = True
