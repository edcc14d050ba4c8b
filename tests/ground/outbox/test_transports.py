"""What goes over the line to a mail server, and what its answers mean."""

from __future__ import annotations

import pytest

from permanence.ground.outbox.actions import Outcome
from permanence.ground.outbox.lines import write_commands
from permanence.ground.outbox.models import Message
from permanence.ground.outbox.transports import SmtpTransport
from tests.ground.outbox.scripted import ScriptedServer

AT_ONCE = b"250-scripted\r\n250 PIPELINING\r\n"
ONE_BY_ONE = b"250 scripted\r\n"
OK, GO_ON, TAKEN = b"250 ok\r\n", b"354 go on\r\n", b"250 2.0.0 queued as A1\r\n"
NOBODY, MAIL = b"550 5.1.1 no such user\r\n", b"Subject: x\r\n\r\n.hidden\r\n"


def message(*recipients: str) -> Message:
    return Message(pk=7, sender="desk@house.example", recipients=list(recipients))


def send(server: ScriptedServer, *mails: Message) -> list[Outcome]:
    transport = SmtpTransport(f"smtp://127.0.0.1:{server.port}")
    outcomes = [transport.send(one, MAIL) for one in mails]
    transport.close()
    server.end()
    return outcomes


def test_a_server_that_takes_commands_at_once_is_waited_for_twice() -> None:
    server = ScriptedServer(AT_ONCE, OK + OK + GO_ON, TAKEN)

    [outcome] = send(server, message("ada@customer.example"))

    assert (outcome.accepted, outcome.answer) == (True, "250 2.0.0 queued as A1")
    assert server.heard[1:] == [
        b"MAIL FROM:<desk@house.example>\r\nRCPT TO:<ada@customer.example>\r\nDATA\r\n",
        b"Subject: x\r\n\r\n..hidden\r\n.\r\n",
    ]


def test_any_other_server_is_asked_one_by_one() -> None:
    server = ScriptedServer(ONE_BY_ONE, OK, OK, GO_ON, TAKEN)

    [outcome] = send(server, message("ada@customer.example"))

    assert (outcome.accepted, outcome.answer) == (True, "250 2.0.0 queued as A1")
    assert [piece.split()[0].upper() for piece in server.heard[1:4]] == [b"MAIL", b"RCPT", b"DATA"]


def test_who_is_refused_beside_others_is_named() -> None:
    server = ScriptedServer(AT_ONCE, OK + OK + NOBODY + GO_ON, TAKEN)

    [outcome] = send(server, message("ada@customer.example", "gone@customer.example"))

    assert outcome.accepted
    assert outcome.answer == "250 2.0.0 queued as A1; refused: gone@customer.example"


@pytest.mark.parametrize("ready", [GO_ON, b"554 5.5.1 no valid recipients\r\n"])
def test_a_refused_mail_leaves_the_line_fit_for_the_next(ready: bytes) -> None:
    ended = [b"554 5.5.1 no valid recipients\r\n"] if ready == GO_ON else []
    server = ScriptedServer(AT_ONCE, OK + NOBODY + ready, *ended, OK, OK + OK + GO_ON, TAKEN)

    refused, taken = send(server, message("gone@customer.example"), message("ada@customer.example"))

    assert (refused.accepted, refused.permanent) == (False, True)
    assert refused.answer == "550 5.1.1 no such user"
    assert taken.accepted


@pytest.mark.parametrize(
    ("answers", "is_permanent", "words"),
    [
        (b"550 5.7.1 not from you\r\n" + b"503 no\r\n" * 2, True, "550 5.7.1 not from you"),
        (b"550 5.7.1 not from you\r\n", True, "550 5.7.1 not from you"),  # and hung up
        (b"421 4.3.2 going down\r\n", False, "421 4.3.2 going down"),
        (OK + b"421 4.3.2 going down\r\n", False, "421 4.3.2 going down"),
        (OK + OK + b"451 4.3.0 later\r\n", False, "451 4.3.0 later"),
    ],
)
def test_each_refusal_of_the_envelope_is_heard(
    answers: bytes, is_permanent: bool, words: str
) -> None:
    server = ScriptedServer(AT_ONCE, answers)

    [outcome] = send(server, message("ada@customer.example"))

    assert (outcome.accepted, outcome.permanent) == (False, is_permanent)
    assert outcome.answer == words


def test_a_refusal_of_the_mail_itself_is_heard() -> None:
    server = ScriptedServer(AT_ONCE, OK + OK + GO_ON, b"554 5.7.0 spam\r\n")

    [outcome] = send(server, message("ada@customer.example"))

    assert (outcome.permanent, outcome.answer) == (True, "554 5.7.0 spam")


def test_an_address_smuggles_no_command() -> None:
    with pytest.raises(ValueError, match="line break"):
        write_commands(["RCPT TO:<ada@customer.example>\r\nDATA", "DATA"])


def test_an_address_in_another_alphabet_goes_over_the_line_as_it_is_written() -> None:
    server = ScriptedServer(
        AT_ONCE.replace(b"250 P", b"250-SMTPUTF8\r\n250 P"), OK * 2 + GO_ON, TAKEN
    )

    [outcome] = send(server, message("åsa@customer.example"))

    assert outcome.accepted
    assert "<åsa@customer.example>".encode() in server.heard[1]
    assert b" SMTPUTF8\r\n" in server.heard[1]
