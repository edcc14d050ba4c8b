"""Letters through the listener into a real database."""

import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, connections

from permanence.ground.lib import clock
from permanence.ground.lib.db import house as enter_house
from permanence.runtime.letterbox import Bounds
from permanence.runtime.mail import read_addresses, store_deliveries
from permanence.service.intake.actions import read_raw
from permanence.service.intake.models import Letter
from permanence.world.accounts.models import Desk
from tests.runtime.test_mail import ADDRESSES, LETTER, Post, Wire, send

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def post(db: None) -> Iterator[Post]:
    with enter_house():
        desks = {
            number: Desk.objects.create(key=f"desk-{number}", name="Desk", default_language="en").pk
            for number in sorted(set(ADDRESSES.values()))
        }
    post = Post(Bounds(), None)
    post.addresses = {address: desks[number] for address, number in ADDRESSES.items()}
    post.store = store_deliveries
    post.start()
    try:
        yield post
    finally:
        post.stop()


def letters() -> list[Letter]:
    with enter_house():
        return list(Letter.objects.order_by("pk"))


def test_an_accepted_letter_is_in_the_database(post: Post) -> None:
    began = clock.now()

    send(post)

    (letter,) = letters()
    assert letter.state == Letter.State.RECEIVED
    assert letter.envelope_to == "support@messaging.example"
    assert bytes(letter.raw or b"").endswith(LETTER)
    assert began <= letter.received_at <= clock.now()


@pytest.mark.parametrize("sender", [b"\xff\xfe@client.example", b"a\0b@client.example"])
def test_an_envelope_of_odd_bytes_does_not_keep_a_letter_out(post: Post, sender: bytes) -> None:
    with closing(Wire(post.smtp)) as wire:
        wire.say(b"MAIL FROM:<" + sender + b">", b"RCPT TO:<support@messaging.example>", b"DATA")
        assert wire.say(LETTER + b".").startswith(b"250")

    assert letters()[0].envelope_from.endswith("b@client.example"[1:])


def test_a_letter_sent_again_is_accepted_and_makes_nothing_new(post: Post) -> None:
    send(post)
    send(post)

    assert len(letters()) == 1


def test_a_letter_to_two_desks_is_in_the_database_twice(post: Post) -> None:
    send(post, "support@messaging.example", "soutien@contenu.example")

    assert len({letter.desk_id for letter in letters()}) == 2


def test_a_large_letter_is_on_disk_before_it_is_accepted(post: Post) -> None:
    large = LETTER + b"x" * 78 + b"\r\n" + (b"y" * 78 + b"\r\n") * 15_000

    send(post, letter=large)

    (letter,) = letters()
    assert letter.raw is None
    assert (Path(settings.DATA) / "letters" / letter.path).is_file()
    assert read_raw(letter).endswith(large)


def hang_up_on_others() -> None:
    with enter_house(), connection.cursor() as cursor:
        cursor.execute("reset role")
        cursor.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = current_database() and usename = current_user"
            " and pid <> pg_backend_pid()"
        )


def test_a_lost_connection_to_the_database_loses_and_delays_no_letter(post: Post) -> None:
    with closing(Wire(post.smtp)) as wire:
        for number in range(3):
            wire.open_message()
            assert wire.say(b"Subject: %d\r\n\r\nx\r\n." % number).startswith(b"250")
            hang_up_on_others()

    assert len(letters()) == 3


def test_while_the_database_is_away_a_sender_keeps_the_letter(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(Wire(post.smtp)) as wire:
        with monkeypatch.context() as patch:
            patch.setitem(connections.settings["default"], "HOST", "/nowhere")
            hang_up_on_others()
            wire.open_message()
            assert wire.say(LETTER + b".").startswith(b"451 4.3.0")
        wire.open_message()
        assert wire.say(LETTER + b".").startswith(b"250")

    assert len(letters()) == 1


def test_five_hundred_letters_from_eight_senders_are_all_there(post: Post) -> None:
    def write(sender: int) -> None:
        wire = Wire(post.smtp)
        for number in range(63):
            wire.open_message()
            letter = b"Message-ID: <same@client.example>\r\nSubject: %d of %d\r\n\r\nx\r\n."
            assert wire.say(letter % (number, sender)).startswith(b"250")
        wire.close()

    threads = [threading.Thread(target=write, args=(sender,)) for sender in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert len(letters()) == 8 * 63


def test_without_a_policy_no_address_is_ours(db: None) -> None:
    assert read_addresses() == {}
