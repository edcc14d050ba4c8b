import asyncio
import smtplib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

from permanence.runtime.letterbox import Bounds, Delivery
from permanence.runtime.mail import Certificate, Doors, serve_mail

MESSAGING, CONTENT = 1, 2
ADDRESSES = {
    "support@messaging.example": MESSAGING,
    "aide@messaging.example": MESSAGING,
    "soutien@contenu.example": CONTENT,
}
LETTER = b"From: claire@client.example\r\nSubject: Fax\r\n\r\nIt fails.\r\n"
# A certificate with its key that nothing but these tests trusts.
LOCALHOST = Path(__file__).parent / "localhost.pem"


class Post:
    """A letterbox on free ports of this machine, and what arrived in it."""

    def __init__(self, bounds: Bounds, certificate: Certificate | None) -> None:
        self.smtp, self.lmtp = find_ports()
        self.arrived: list[Delivery] = []
        self.groups: list[int] = []
        self.addresses: Mapping[str, int] | None = ADDRESSES
        self.store: Callable[[Sequence[Delivery]], None] = self.keep
        self.stopped = False
        self._thread = threading.Thread(target=self._serve, args=(bounds, certificate))

    def keep(self, deliveries: Sequence[Delivery]) -> None:
        self.groups.append(len(deliveries))
        self.arrived += deliveries

    def _find_addresses(self) -> Mapping[str, int]:
        if self.addresses is None:
            raise ConnectionError("no database")
        return self.addresses

    def _serve(self, bounds: Bounds, certificate: Certificate | None) -> None:
        asyncio.run(
            serve_mail(
                Doors("127.0.0.1", self.smtp, self.lmtp),
                store=lambda deliveries: self.store(deliveries),
                find_addresses=self._find_addresses,
                bounds=bounds,
                certificate=certificate,
                beat=lambda: None,
                is_stopped=lambda: self.stopped,
            )
        )

    def start(self) -> None:
        self._thread.start()
        for port in (self.smtp, self.lmtp):
            wait_until(lambda: can_connect(port))  # noqa: B023 -- called at once

    def stop(self) -> None:
        self.stopped = True
        self._thread.join(10)
        assert not self._thread.is_alive()


class Wire:
    """A connection on which we say exactly what we want."""

    def __init__(self, port: int, greeting: bytes = b"EHLO client.example") -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=5)
        self.file = self.socket.makefile("rb")
        assert self.read().startswith(b"220 ")
        self.capabilities = self.say(greeting)

    def read(self) -> bytes:
        lines = [self.file.readline()]
        while lines[-1][3:4] == b"-":
            lines.append(self.file.readline())
        return b"".join(lines)

    def say(self, *lines: bytes) -> bytes:
        self.socket.sendall(b"\r\n".join(lines) + b"\r\n")
        return b"".join(self.read() for _ in lines)

    def open_message(self, *recipients: bytes) -> None:
        self.say(b"MAIL FROM:<claire@client.example>")
        for recipient in recipients or (b"support@messaging.example",):
            assert self.say(b"RCPT TO:<" + recipient + b">").startswith(b"250")
        assert self.say(b"DATA").startswith(b"354")

    def close(self) -> None:
        self.file.close()
        self.socket.close()


def find_ports() -> tuple[int, int]:
    with closing(socket.socket()) as first, closing(socket.socket()) as second:
        first.bind(("127.0.0.1", 0))
        second.bind(("127.0.0.1", 0))
        return first.getsockname()[1], second.getsockname()[1]


def can_connect(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def wait_until(condition: Callable[[], bool]) -> None:
    ends_at = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < ends_at, "it did not happen within five seconds"
        time.sleep(0.01)


@contextmanager
def open_post(
    bounds: Bounds | None = None, certificate: Certificate | None = None
) -> Iterator[Post]:
    post = Post(bounds or Bounds(size=100_000, idle=5.0), certificate)
    post.start()
    try:
        yield post
    finally:
        post.stop()


@pytest.fixture
def post() -> Iterator[Post]:
    with open_post() as post:
        yield post


@pytest.fixture
def wire(post: Post) -> Iterator[Wire]:
    with closing(Wire(post.smtp)) as wire:
        yield wire


def send(post: Post, *recipients: str, letter: bytes = LETTER, sender: str = "c@client.example"):
    with smtplib.SMTP("127.0.0.1", post.smtp, timeout=5) as client:
        return client.sendmail(sender, recipients or ("support@messaging.example",), letter)


def test_a_letter_is_kept_before_it_is_accepted(post: Post) -> None:
    send(post)

    (delivery,) = post.arrived
    assert delivery.desk == MESSAGING
    assert delivery.envelope_from == "c@client.example"
    assert delivery.envelope_to == "support@messaging.example"
    assert delivery.raw.endswith(LETTER)
    assert delivery.raw.startswith(b"Return-Path: <c@client.example>\r\n")
    assert b"Received: from" in delivery.raw
    assert b"for <support@messaging.example>" in delivery.raw


def test_the_letterbox_says_what_it_can(wire: Wire) -> None:
    assert b"SIZE 100000" in wire.capabilities
    assert b"8BITMIME" in wire.capabilities
    assert b"SMTPUTF8" in wire.capabilities
    assert b"PIPELINING" in wire.capabilities
    assert b"AUTH" not in wire.capabilities
    assert b"STARTTLS" not in wire.capabilities


@pytest.mark.parametrize(
    "address",
    [
        "SUPPORT@Messaging.Example",
        "support+1234567890-abcdefgh@messaging.example",
        "aide@messaging.example",
    ],
)
def test_mail_is_taken_for_the_desks_addresses(post: Post, address: str) -> None:
    send(post, address)

    assert post.arrived[0].envelope_to == address


@pytest.mark.parametrize(
    "address", ["nobody@messaging.example", "support@other.example", "support", "x@y@z.example"]
)
def test_mail_for_others_is_refused(wire: Wire, post: Post, address: str) -> None:
    wire.say(b"MAIL FROM:<claire@client.example>")

    assert wire.say(f"RCPT TO:<{address}>".encode())[:3] in (b"550", b"553")
    assert wire.say(b"DATA").startswith(b"503")
    assert post.arrived == []


def test_an_address_that_came_with_a_new_policy_is_found(post: Post) -> None:
    time.sleep(1.1)
    post.addresses = {**ADDRESSES, "new@messaging.example": MESSAGING}

    send(post, "new@messaging.example")

    assert len(post.arrived) == 1


def test_a_letter_to_two_desks_is_kept_once_a_desk(post: Post) -> None:
    send(post, "support@messaging.example", "aide@messaging.example", "soutien@contenu.example")

    assert [delivery.desk for delivery in post.arrived] == [MESSAGING, CONTENT]
    assert post.groups == [2]


def test_a_letter_without_a_sender_is_taken(wire: Wire, post: Post) -> None:
    assert wire.say(b"MAIL FROM:<>").startswith(b"250")
    wire.say(b"RCPT TO:<support@messaging.example>", b"DATA")
    wire.say(b"Subject: Undeliverable\r\n\r\nback\r\n.")

    assert post.arrived[0].envelope_from == ""
    assert post.arrived[0].raw.startswith(b"Return-Path: <>\r\n")


def test_a_letter_announced_as_too_large_is_refused_at_once(wire: Wire) -> None:
    assert wire.say(b"MAIL FROM:<c@client.example> SIZE=100001").startswith(b"552")


def test_a_letter_that_grows_too_large_is_refused_and_the_next_is_taken(
    wire: Wire, post: Post
) -> None:
    wire.open_message()
    wire.socket.sendall(b"x" * 70_000 + b"\r\n" + b"y" * 70_000 + b"\r\n")
    assert wire.say(b".").startswith(b"552 5.3.4")

    wire.open_message()
    assert wire.say(b"Subject: small\r\n\r\nfits\r\n.").startswith(b"250")
    assert len(post.arrived) == 1


def test_a_letter_of_the_largest_size_is_taken(wire: Wire, post: Post) -> None:
    letter = b"Subject: large\r\n\r\n" + b"x" * (100_000 - 20)
    wire.open_message()

    assert wire.say(letter + b"\r\n.").startswith(b"250")
    assert post.arrived[0].raw.endswith(letter + b"\r\n")


def test_a_single_line_of_any_length_is_taken(post: Post) -> None:
    send(post, letter=b"Subject: long\r\n\r\n" + b"z" * 90_000 + b"\r\n")

    assert b"z" * 90_000 in post.arrived[0].raw


@pytest.mark.parametrize("end", [b"\n.\n", b"\n.\r\n", b"\r\n.\n", b"\r.\r", b"\r\n.\r"])
def test_nothing_but_the_true_end_ends_a_letter(wire: Wire, post: Post, end: bytes) -> None:
    wire.open_message()
    wire.socket.sendall(
        b"Subject: first\r\n\r\nhello"
        + end
        + b"MAIL FROM:<eve@evil.example>\r\nRCPT TO:<support@messaging.example>\r\nDATA\r\n"
        + b"Subject: smuggled\r\n\r\nboo\r\n.\r\n"
    )

    assert wire.read().startswith(b"250 2.0.0")
    assert wire.say(b"NOOP").startswith(b"250")
    assert len(post.arrived) == 1


def test_dots_at_the_start_of_lines_come_through(post: Post) -> None:
    letter = b"Subject: dots\r\n\r\n.\r\n..\r\n.hidden\r\nend.\r\n"

    send(post, letter=letter)

    assert post.arrived[0].raw.endswith(letter)


def test_an_empty_letter_is_taken(wire: Wire, post: Post) -> None:
    wire.open_message()

    assert wire.say(b".").startswith(b"250")
    assert len(post.arrived) == 1


def test_commands_sent_ahead_are_answered_in_order(wire: Wire, post: Post) -> None:
    wire.socket.sendall(
        b"MAIL FROM:<c@client.example>\r\nRCPT TO:<support@messaging.example>\r\nDATA\r\n"
    )
    assert [wire.read()[:3] for _ in range(3)] == [b"250", b"250", b"354"]
    wire.socket.sendall(
        b"Subject: one\r\n\r\n1\r\n.\r\nMAIL FROM:<c@client.example>\r\n"
        b"RCPT TO:<nobody@messaging.example>\r\nQUIT\r\n"
    )

    assert [wire.read()[:3] for _ in range(4)] == [b"250", b"250", b"550", b"221"]
    assert len(post.arrived) == 1


def test_addresses_outside_ascii_are_taken(wire: Wire, post: Post) -> None:
    assert wire.say("MAIL FROM:<zoë@client.example> SMTPUTF8".encode()).startswith(b"250")
    wire.say(b"RCPT TO:<support@messaging.example>", b"DATA")
    wire.say("Subject: é\r\n\r\ntexte\r\n.".encode())

    assert post.arrived[0].envelope_from == "zoë@client.example"


def test_lmtp_answers_for_each_recipient(post: Post) -> None:
    with closing(Wire(post.lmtp, b"LHLO relay.example")) as wire:
        wire.open_message(b"support@messaging.example", b"soutien@contenu.example")
        wire.socket.sendall(LETTER + b".\r\n")

        assert [wire.read()[:3] for _ in range(2)] == [b"250", b"250"]
        assert wire.say(b"EHLO relay.example").startswith(b"500")
    assert len(post.arrived) == 2


def test_a_letter_that_cannot_be_kept_is_to_come_again(wire: Wire, post: Post) -> None:
    def fail(deliveries: Sequence[Delivery]) -> None:
        raise ConnectionError("the database is away")

    post.store = fail
    wire.open_message()
    assert wire.say(LETTER + b".").startswith(b"451 4.3.0")

    post.store = post.keep
    wire.open_message()
    assert wire.say(LETTER + b".").startswith(b"250")


def test_one_letter_that_cannot_be_kept_does_not_take_the_others_with_it(post: Post) -> None:
    gathered = threading.Event()
    answers: list[bytes] = []

    def store(deliveries: Sequence[Delivery]) -> None:
        gathered.wait(5)
        if any(b"poison" in delivery.raw for delivery in deliveries):
            raise ValueError("this one is bad")
        post.keep(deliveries)

    def write(subject: bytes) -> None:
        with closing(Wire(post.smtp)) as wire:
            wire.open_message()
            answers.append(wire.say(b"Subject: " + subject + b"\r\n\r\n\r\n.")[:3])

    post.store = store
    threads = [
        threading.Thread(target=write, args=(subject,))
        for subject in (b"first", b"good", b"poison", b"fine")
    ]
    for thread in threads:
        thread.start()
        time.sleep(0.1)
    gathered.set()
    for thread in threads:
        thread.join(5)

    assert sorted(answers) == [b"250", b"250", b"250", b"451"]
    assert len(post.arrived) == 3


def test_letters_that_come_together_are_committed_together(post: Post) -> None:
    def store(deliveries: Sequence[Delivery]) -> None:
        time.sleep(0.2)
        post.keep(deliveries)

    post.store = store
    threads = [threading.Thread(target=send, args=(post,)) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(5)

    assert len(post.arrived) == 12
    assert len(post.groups) <= 4


def test_before_the_addresses_are_known_a_sender_is_asked_to_come_again() -> None:
    post = Post(Bounds(), None)
    post.addresses = None
    post.start()
    try:
        with closing(Wire(post.smtp)) as wire:
            wire.say(b"MAIL FROM:<c@client.example>")
            assert wire.say(b"RCPT TO:<support@messaging.example>").startswith(b"451 4.3.0")
            post.addresses = ADDRESSES
            wait_until(lambda: wire.say(b"RCPT TO:<support@messaging.example>").startswith(b"250"))
    finally:
        post.stop()


def test_a_silent_connection_is_closed() -> None:
    with open_post(Bounds(idle=0.3)) as post, closing(Wire(post.smtp)) as wire:
        began = time.monotonic()

        assert wire.file.read() == b""
        assert time.monotonic() - began < 3


def drip(wire: Wire) -> None:
    with suppress(OSError):
        for _ in range(60):
            wire.socket.sendall(b"x.\r\n")
            time.sleep(0.1)


def test_a_letter_that_drips_is_given_up_after_a_while() -> None:
    with open_post(Bounds(idle=0.5, message=1.0)) as post, closing(Wire(post.smtp)) as wire:
        wire.open_message()
        threading.Thread(target=drip, args=(wire,), daemon=True).start()
        began = time.monotonic()

        assert wire.file.read() == b""
        assert 0.5 < time.monotonic() - began < 4
        assert post.arrived == []


def test_too_many_connections_are_turned_away() -> None:
    bounds = Bounds(connections_each=2)
    with open_post(bounds) as post, closing(Wire(post.smtp)), closing(Wire(post.smtp)):
        third = socket.create_connection(("127.0.0.1", post.smtp), timeout=5)
        with closing(third):
            assert third.recv(100).startswith(b"421 4.7.0")


def test_too_many_recipients_are_turned_away() -> None:
    with open_post(Bounds(recipients=1)) as post, closing(Wire(post.smtp)) as wire:
        wire.say(b"MAIL FROM:<c@client.example>", b"RCPT TO:<support@messaging.example>")

        assert wire.say(b"RCPT TO:<aide@messaging.example>").startswith(b"452 4.5.3")


def test_when_too_much_is_on_its_way_a_sender_is_asked_to_come_again() -> None:
    with open_post(Bounds(buffered=50_000)) as post, closing(Wire(post.smtp)) as wire:
        wire.open_message()
        assert wire.say(b"x" * 60_000 + b"\r\n.").startswith(b"452 4.3.1")

        wire.open_message()
        assert wire.say(LETTER + b".").startswith(b"250")


def test_a_letter_on_its_way_still_arrives_when_the_letterbox_closes() -> None:
    with open_post() as post, closing(Wire(post.smtp)) as idle, closing(Wire(post.smtp)) as busy:
        busy.open_message()
        busy.socket.sendall(b"Subject: last\r\n\r\n")
        time.sleep(0.1)

        post.stopped = True
        assert idle.read().startswith(b"421 4.3.2")
        assert busy.say(b"made it\r\n.").startswith(b"250")

        assert busy.read().startswith(b"421 4.3.2")
        assert len(post.arrived) == 1


def test_a_conversation_can_be_sealed() -> None:
    with open_post(certificate=Certificate(LOCALHOST, LOCALHOST)) as post:
        trust = ssl.create_default_context(cafile=str(LOCALHOST))
        with smtplib.SMTP("localhost", post.smtp, timeout=5) as client:
            client.starttls(context=trust)
            client.sendmail("c@client.example", ["support@messaging.example"], LETTER)

        assert b"ESMTPS" in post.arrived[0].raw


def test_what_was_said_before_the_seal_does_not_count() -> None:
    certificate = Certificate(LOCALHOST, LOCALHOST)
    with open_post(certificate=certificate) as post, closing(Wire(post.smtp)) as wire:
        assert b"STARTTLS" in wire.capabilities
        wire.socket.sendall(b"STARTTLS\r\nMAIL FROM:<eve@evil.example>\r\n")
        assert wire.read().startswith(b"220")
        trust = ssl.create_default_context(cafile=str(LOCALHOST))
        with trust.wrap_socket(wire.socket, server_hostname="localhost") as sealed:
            sealed.settimeout(5)
            sealed.sendall(b"NOOP\r\n")
            assert sealed.recv(200).startswith(b"250")
            sealed.sendall(b"RCPT TO:<support@messaging.example>\r\n")
            assert sealed.recv(200).startswith(b"503")
