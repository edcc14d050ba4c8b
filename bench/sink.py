"""A mail server that takes everything and keeps nothing but the count, in a process of its own."""

from __future__ import annotations

import asyncio
import multiprocessing
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from tests.installation import find_port

LARGEST = 2**20
ANSWERS = {b"EHLO": b"250-sink\r\n250 8BITMIME\r\n", b"QUIT": b"221 bye\r\n"}


@dataclass(frozen=True)
class Sink:
    """The running server."""

    port: int
    counter: Any

    @property
    def taken(self) -> int:
        """How many mails it has taken."""
        return int(self.counter.value)


@contextmanager
def run_sink() -> Iterator[Sink]:
    """Run the server while the block runs."""
    port, counter = find_port(), multiprocessing.Value("q", 0)
    process = multiprocessing.Process(target=serve, args=(port, counter), daemon=True)
    process.start()
    try:
        yield Sink(port, counter)
    finally:
        process.terminate()
        process.join(10)


def serve(port: int, counter: Any) -> None:
    """Take mails until ended."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # the bench's own way to end is not ours
    asyncio.run(serve_for_ever(port, counter))


async def serve_for_ever(port: int, counter: Any) -> None:
    """Open the port and talk to whoever connects."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 sink ESMTP\r\n")
        while line := await reader.readline():
            verb = line[:4].upper()
            if verb == b"DATA":
                writer.write(b"354 go on\r\n")
                await reader.readuntil(b"\r\n.\r\n")
                counter.value += 1
            writer.write(ANSWERS.get(verb, b"250 2.0.0 taken\r\n"))
            if verb == b"QUIT":
                break
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", port, limit=LARGEST)
    await server.serve_forever()
