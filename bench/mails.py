"""Mails as customers send them, made beforehand, and a sender that costs little itself."""

from __future__ import annotations

import asyncio
import base64
import time
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from bench.words import find_voice, make_identifier
from bench.world import World

SENDERS = 500
LEAST, MOST = 2_700, 29_000
BOUNDARY = "=_bench_{number}"
HEAD = (
    "From: {name} <{sender}>\r\nTo: <{to}>\r\nSubject: {subject}\r\nDate: {date}\r\n"
    "Message-ID: <{number}.{run}@{domain}>\r\nMIME-Version: 1.0\r\n"
    "Received: from mail.{domain} by relay.example with ESMTPS; {date}\r\n"
    "User-Agent: Bench\r\n"
)
TEXT = (
    "Content-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{body}\r\n"
)
FILE = (
    'Content-Type: application/octet-stream; name="report.bin"\r\n'
    'Content-Disposition: attachment; filename="report.bin"\r\n'
    "Content-Transfer-Encoding: base64\r\n\r\n{body}\r\n"
)


@dataclass(frozen=True)
class Mail:
    """One mail with its envelope, as it goes over the wire."""

    sender: str
    to: str
    content: bytes


@dataclass(frozen=True)
class Sent:
    """What became of a sending: how long it took, each answer's wait, and refusals."""

    seconds: float
    waits: list[float]
    refused: int
    cpu: float


def make_mails(world: World, many: int, *, run: str, date: str) -> list[Mail]:
    """Return mails: 60 % plain, 25 % with HTML too, 15 % with a file, half of them in French."""
    chance = Random(f"mails {run}")
    return [make_mail(world, chance, number, run=run, date=date) for number in range(many)]


def make_mail(world: World, chance: Random, number: int, *, run: str, date: str) -> Mail:
    """Return one mail of one of five hundred customers."""
    person = world.people[chance.randrange(min(SENDERS, len(world.people)))]
    voice = find_voice(chance.choice(("fr", "en")))
    to = chance.choice(world.desks).address
    size = min(max(int(chance.lognormvariate(9.25, 0.55)), LEAST), MOST)
    kind = chance.choices(("plain", "both", "file"), (60, 25, 15))[0]
    text = f"{make_identifier(chance)}\r\n\r\n"
    text += write_text(chance, voice.flow, size if kind == "plain" else size // 3)
    head = HEAD.format(
        name=person.name,
        sender=person.email,
        to=to,
        subject=voice.name_matter(chance).encode("ascii", "replace").decode(),
        date=date,
        number=number,
        run=run,
        domain=person.email.rpartition("@")[2],
    )
    content = head + wrap_body(chance, text, kind=kind, rest=size - len(text), number=number)
    return Mail(person.email, to, content.encode())


def write_text(chance: Random, flow: Sequence[str], size: int) -> str:
    """Return lines of words of about so many bytes."""
    lines, length = [], 0
    while length < size:
        begin = chance.randrange(len(flow) - 12)
        line = " ".join(flow[begin : begin + 11]).replace("\n", " ").lstrip(".")
        lines.append(line)
        length += len(line) + 2
    return "\r\n".join(lines)


def wrap_body(chance: Random, text: str, *, kind: str, rest: int, number: int) -> str:
    """Return the parts of a mail: plain, with the same in HTML, or with a file."""
    if kind == "plain":
        return TEXT.format(kind="plain", body=text)
    boundary = BOUNDARY.format(number=number)
    if kind == "both":
        paragraphs = "".join(f"<p>{line}</p>\r\n" for line in text.split("\r\n"))
        subtype, second = "alternative", TEXT.format(kind="html", body=f"<html>{paragraphs}</html>")
    else:
        encoded = base64.b64encode(chance.randbytes(max(rest * 3 // 4, 300))).decode()
        body = "\r\n".join(encoded[at : at + 76] for at in range(0, len(encoded), 76))
        subtype, second = "mixed", FILE.format(body=body)
    parts = f"--{boundary}\r\n{TEXT.format(kind='plain', body=text)}--{boundary}\r\n{second}"
    head = f'Content-Type: multipart/{subtype}; boundary="{boundary}"\r\n\r\n'
    return f"{head}{parts}--{boundary}--\r\n"


def send_mails(port: int, mails: Sequence[Mail], *, connections: int, patience: float) -> Sent:
    """Send mails over so many connections at once; return when all are answered."""
    cpu, began = time.process_time(), time.monotonic()
    waits: list[float] = []
    refused = asyncio.run(
        asyncio.wait_for(send_shares(port, mails, connections, waits), timeout=patience)
    )
    return Sent(time.monotonic() - began, waits, refused, time.process_time() - cpu)


async def send_shares(
    port: int, mails: Sequence[Mail], connections: int, waits: list[float]
) -> int:
    """Give each connection its share; return how many mails were refused."""
    shares = [mails[start::connections] for start in range(connections)]
    return sum(await asyncio.gather(*(send_share(port, share, waits) for share in shares)))


async def send_share(port: int, mails: Sequence[Mail], waits: list[float]) -> int:
    """Send one mail after the other as relays do, its commands in one packet."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    await read_reply(reader)
    writer.write(b"EHLO bench.example\r\n")
    await read_reply(reader)
    refused = 0
    for mail in mails:
        began = time.monotonic()
        writer.write(f"MAIL FROM:<{mail.sender}>\r\nRCPT TO:<{mail.to}>\r\nDATA\r\n".encode())
        replies = [await read_reply(reader) for _ in range(3)]
        if replies[-1] != 354:
            refused += 1
            continue
        writer.write(mail.content + b".\r\n")
        refused += await read_reply(reader) != 250
        waits.append(time.monotonic() - began)
    writer.write(b"QUIT\r\n")
    writer.close()
    return refused


async def read_reply(reader: asyncio.StreamReader) -> int:
    """Return the code of a reply, which may have several lines."""
    while True:
        line = await reader.readline()
        if not line:
            raise ConnectionError("the listener hung up")
        if line[3:4] != b"-":
            return int(line[:3])
