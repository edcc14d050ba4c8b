"""A mail server that takes everything and keeps nothing but the count, in a process of its own.

It can be as far away as one likes.
"""

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
ANSWERS = {b"EHLO": b"250-sink\r\n250-PIPELINING\r\n250 8BITMIME\r\n", b"QUIT": b"221 bye\r\n"}


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
def run_sink(*, round_trip: float = 0.0) -> Iterator[Sink]:
    """Run the server while the block runs; what it answers comes `round_trip` seconds later."""
    port, counter = find_port(), multiprocessing.Value("q", 0)
    process = multiprocessing.Process(target=serve, args=(port, counter, round_trip), daemon=True)
    process.start()
    try:
        yield Sink(port, counter)
    finally:
        process.terminate()
        process.join(10)


def serve(port: int, counter: Any, round_trip: float) -> None:
    """Take mails until ended."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # the bench's own way to end is not ours
    asyncio.run(serve_for_ever(port, counter, round_trip))


async def serve_for_ever(port: int, counter: Any, round_trip: float) -> None:
    """Open the port and talk to whoever connects."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        way = Way(writer, round_trip)
        way.answer(b"220 sink ESMTP\r\n")
        while line := await reader.readline():
            verb = line[:4].upper()
            if verb == b"DATA":
                way.answer(b"354 go on\r\n")
                await reader.readuntil(b"\r\n.\r\n")
                counter.value += 1
            way.answer(ANSWERS.get(verb, b"250 2.0.0 taken\r\n"))
            if verb == b"QUIT":
                break
        await way.close()

    server = await asyncio.start_server(talk, "127.0.0.1", port, limit=LARGEST)
    await server.serve_forever()


class Way:
    """The way back to a client: each answer arrives, in its order, so much later."""

    def __init__(self, writer: asyncio.StreamWriter, delay: float) -> None:
        self.writer, self.delay = writer, delay
        self.answers: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        self.walking = asyncio.create_task(self.walk())

    def answer(self, words: bytes) -> None:
        """Let an answer go."""
        self.answers.put_nowait((asyncio.get_running_loop().time() + self.delay, words))

    async def walk(self) -> None:
        """Let each answer arrive."""
        while True:
            due, words = await self.answers.get()
            if (left := due - asyncio.get_running_loop().time()) > 0:
                await asyncio.sleep(left)
            self.writer.write(words)
            self.answers.task_done()

    async def close(self) -> None:
        """Hang up once everything has arrived."""
        await self.answers.join()
        self.walking.cancel()
        self.writer.close()
