"""Whatever a stranger sends is read or refused, soon, and without a surprise."""

import base64
import random
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from permanence.service.intake.command import describe_mail
from permanence.service.intake.rules import Unreadable, judge_mail, read_letter
from permanence.service.intake.rules.parts import DEPTH_LIMIT, PARTS_LIMIT, read_parts

MAILS = sorted((Path(__file__).parents[3] / "mails").glob("*.eml"))
CORPUS = [path.read_bytes() for path in MAILS]
HEAD = b"From: eve@evil.example\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
FRAGMENTS = [
    b"\r\n",
    b"\r\n\r\n",
    b"\0",
    b"--b\r\n",
    b"--b--",
    b"=?utf-8?B?",
    b"?=",
    b"Content-Type: multipart/mixed; boundary=b\r\n",
    b"Content-Type: text/html; charset=utf-7\r\n",
    b"Content-Transfer-Encoding: base64\r\n",
    b'filename*0*="',
    b"<blockquote><div class=gmail_quote>",
    b"On 1/1/2026 14:03, x wrote:\r\n> ",
    b"\xff\xfe\x80",
    b'"' * 50,
    b"<" * 50,
]


@st.composite
def mutilated(draw: st.DrawFn) -> bytes:
    """Draw a letter of the corpus with pieces cut, doubled, swapped and put in."""
    letter = bytearray(draw(st.sampled_from(CORPUS)))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(letter)))
        length = draw(st.integers(0, 200))
        act = draw(st.sampled_from(["cut", "double", "insert", "noise", "end"]))
        if act == "cut":
            del letter[at : at + length]
        elif act == "double":
            letter[at:at] = letter[at : at + length]
        elif act == "insert":
            letter[at:at] = draw(st.sampled_from(FRAGMENTS))
        elif act == "noise":
            letter[at : at + 4] = draw(st.binary(max_size=6))
        else:
            del letter[at:]
    return bytes(letter)


def read_whole(raw: bytes) -> None:
    """Read a message and all that is worked out later; nothing but Unreadable may come of it."""
    try:
        mail = read_letter(raw)
    except Unreadable as unreadable:
        if unreadable.reason.startswith("unexpected"):
            raise
        return
    judge_mail(mail)
    for text in (mail.subject, mail.text, mail.new_text, mail.quoted, mail.html or ""):
        assert "\0" not in text
        text.encode("utf-8")
    describe_mail(mail, file="x")


@settings(max_examples=400)
@given(mutilated())
def test_a_mutilated_letter_is_read_or_refused(raw: bytes) -> None:
    began = time.process_time()

    read_whole(raw)

    assert time.process_time() - began < 2.0


@settings(max_examples=200)
@given(st.binary(max_size=2_000))
def test_noise_is_read_or_refused(raw: bytes) -> None:
    read_whole(raw)
    read_whole(HEAD + b"\r\n" + raw)
    read_whole(HEAD + raw)


def nested(depth: int) -> bytes:
    opened = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (level, level)
        for level in range(depth)
    )
    return HEAD + opened + b"\r\nat the bottom\r\n"


HOSTILE = {
    "deep parts": nested(5_000),
    "many parts": HEAD
    + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
    + b"--b\r\n\r\nx\r\n" * 200_000,
    "the same boundary at every depth": HEAD
    + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
    + b"--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" * 50_000,
    "a header of many fields": HEAD + b"X-A: b\r\n" * 300_000 + b"\r\nx",
    "a header of one field": HEAD + b"X-A: " + b"a " * 2_000_000 + b"\r\n\r\nx",
    "a folded header of spaces": HEAD + b"Subject: a" + b"\r\n " * 200_000 + b"\r\n\r\nx",
    "spaces only": HEAD + b"X: " + b" " * 3_000_000,
    "many addresses": HEAD + b"To: " + b"a@b.example, " * 50_000 + b"\r\n\r\nx",
    "open quotes and brackets": HEAD + b"To: " + b'"<(' * 20_000 + b"\r\n\r\nx",
    "many references": HEAD + b"References: " + b"<a@b.example> " * 20_000 + b"\r\n\r\nx",
    "many encoded words": HEAD + b"Subject: " + b"=?utf-8?q?a?= " * 20_000 + b"\r\n\r\nx",
    "unfinished encoded words": HEAD + b"Subject: " + b"=?utf-8?q?" * 20_000 + b"\r\n\r\nx",
    "many parameters": HEAD + b"Content-Type: text/plain" + b"; a*0*=b" * 8_000 + b"\r\n\r\nx",
    "deep HTML": HEAD + b"Content-Type: text/html\r\n\r\n" + b"<div>" * 150_000,
    "deep HTML that closes what it never opened": HEAD
    + b"Content-Type: text/html\r\n\r\n"
    + b"<div></p>" * 100_000,
    "bold HTML": HEAD + b"Content-Type: text/html\r\n\r\n" + b"<p><b>" * 100_000,
    "tables in tables": HEAD + b"Content-Type: text/html\r\n\r\n" + b"<table><tr><td>" * 50_000,
    "open tags": HEAD + b"Content-Type: text/html\r\n\r\n" + b"<a href=" * 100_000,
    "a quotation a line": HEAD + b"\r\n" + b"> a\r\nb\r\n" * 100_000,
    "attributions": HEAD + b"\r\n" + b"On 1/1/2026 14:03 a@b.example wrote:\r\n\r\nx\r\n" * 50_000,
    "labels": HEAD + b"\r\n" + b"From: a@b.example\r\n" * 100_000,
    "marks": HEAD + b"\r\n" + b"##-" * 300_000,
    "one long line": HEAD + b"\r\n" + b"a" * 5_000_000,
    "one long flowed paragraph": HEAD
    + b"Content-Type: text/plain; format=flowed\r\n\r\n"
    + b"word \r\n" * 300_000,
    "a report on many": HEAD
    + b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n"
    + b"Content-Type: message/delivery-status\r\n\r\n"
    + b"Final-Recipient: rfc822; a@b.example\r\nAction: failed\r\n\r\n" * 20_000,
    "a server's own words on many": b"Return-Path: <>\r\nSubject: failure notice\r\n\r\n"
    + b"<a@b.example>: 550 no\r\n" * 50_000,
    "a charset of quadratic time": HEAD
    + b"Content-Type: text/plain; charset=punycode\r\n\r\n"
    + b"a-" * 100_000
    + b"\xff",
    "an escape charset": HEAD
    + b"Content-Type: text/plain; charset=utf-7\r\n\r\n"
    + b"+AAA" * 100_000,
    "bytes of no charset": HEAD + b"\r\n" + random.Random(1).randbytes(500_000),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_letter_is_read_in_bounded_time(name: str) -> None:
    began = time.process_time()

    read_whole(HOSTILE[name])

    assert time.process_time() - began < 6.0


def test_depth_and_number_of_parts_are_bounded() -> None:
    deep = read_parts(HOSTILE["deep parts"])
    many = read_parts(HOSTILE["many parts"])

    depth, part = 0, deep
    while part.children:
        depth, part = depth + 1, part.children[0]
    assert depth == DEPTH_LIMIT
    assert sum(1 for _ in many.walk()) <= PARTS_LIMIT


def test_a_letter_of_forty_megabytes_is_read_whole() -> None:
    content = random.Random(2).randbytes(29_000_000)
    raw = (
        HEAD
        + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nSee the file.\r\n--b\r\n"
        + b"Content-Type: application/zip; name=a.zip\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + base64.encodebytes(content).replace(b"\n", b"\r\n")
        + b"--b--\r\n"
    )
    began = time.process_time()

    mail = read_letter(raw)

    assert mail.text == "See the file."
    assert mail.attachments[0].content == content
    assert time.process_time() - began < 3.0


def test_text_too_long_to_show_is_kept_as_a_file() -> None:
    mail = read_letter(HEAD + b"\r\n" + b"line of a log\r\n" * 100_000)

    assert len(mail.text) < 1_100_000
    assert mail.attachments[0].size == 1_500_000
