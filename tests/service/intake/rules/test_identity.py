import pytest

from permanence.service.intake.rules import identity_of

LETTER = (
    b"From: claire@client.example\r\nTo: support@desk.example\r\nSubject: Fax\r\n"
    b"Message-ID: <1@client.example>\r\n\r\nIt fails.\r\n"
)


@pytest.mark.parametrize(
    "again",
    [
        b"Received: from a by b; Thu, 12 Nov 2026 14:03:00 +0100\r\n" + LETTER,
        b"Received: from a\r\n\tby b;\r\n\tThu, 12 Nov 2026 14:03:00 +0100\r\n" + LETTER,
        b"Return-Path: <claire@client.example>\r\nDelivered-To: support@desk.example\r\n" + LETTER,
        b"DKIM-Signature: v=1; t=1;\r\n b=abc\r\n" + LETTER,
        b"ARC-Seal: i=1\r\nX-Spam-Score: 1\r\nAuthentication-Results: mx; spf=pass\r\n" + LETTER,
        LETTER.replace(b"\r\n", b"\n"),
        LETTER.replace(b"Subject: Fax", b"Subject:\r\n Fax").replace(b":\r\n Fax", b": Fax"),
        LETTER + b"\r\n\r\n",
    ],
)
def test_a_letter_delivered_again_is_the_same(again: bytes) -> None:
    assert identity_of(again) == identity_of(LETTER)


@pytest.mark.parametrize(
    "other",
    [
        LETTER.replace(b"fails", b"works"),
        LETTER.replace(b"Subject: Fax", b"Subject: Portal"),
        LETTER.replace(b"claire@", b"paul@"),
        LETTER.replace(b"It fails.", b"It fails.\r\nReceived: yesterday"),
        b"X-Job: 1\r\n" + LETTER,
    ],
)
def test_a_message_id_used_twice_is_two_letters(other: bytes) -> None:
    assert identity_of(other) != identity_of(LETTER)


@pytest.mark.parametrize("odd", [b"", b"\r\n", b"no header", b"\0" * 10, b": :\r\n\r\n"])
def test_any_bytes_have_an_identity(odd: bytes) -> None:
    assert len(identity_of(odd)) == 64
