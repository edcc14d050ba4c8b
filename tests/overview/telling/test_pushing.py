"""Closed browsers are told by a real push service: sealed, signed, in time, and never too much."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.db import house
from permanence.overview.telling.actions.calling import call_service
from permanence.overview.telling.jobs import push_notices
from permanence.service.tickets.actions import add_note
from permanence.service.tickets.models import Ticket
from permanence.service.tickets.rules.reference import speak_reference
from permanence.world.accounts.models import StaffRole
from permanence.world.attention.actions.notices import (
    choose_channels,
    read_notices,
    watch_subject,
)
from permanence.world.attention.actions.pushing import push_keys
from permanence.world.attention.models import Browser, Notice, Push, PushKey
from permanence.world.attention.rules.channels import FIRST_CHANNELS, Event, Wishes
from tests.cast import World, post
from tests.push_service import Receiver, Service, open_service, write_certificate

ALL = replace(FIRST_CHANNELS, push=frozenset(Event))


@pytest.fixture
def service(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    with open_service(tmp_path) as found:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "push-service.pem"))
        monkeypatch.setattr(settings, "PUSH_HOSTS", frozenset({found.host}))
        yield found


def subscribe(world: World, service: Service, wishes: Wishes = ALL) -> tuple[Any, Receiver]:
    """Let Lena's browser be told."""
    receiver, client = Receiver(), world.log_in(world.lena)
    answer = post(client, "/desk/account/browsers", receiver.said(service.address()))
    assert answer.status_code == 302
    with house():
        choose_channels(world.lena, wishes)
    return client, receiver


def note(world: World, ticket: Ticket, *, by: str = "") -> None:
    """Let Sam leave a note on a ticket that Lena watches."""
    with house():
        watch_subject(f"ticket:{ticket.pk}", [world.lena.pk], at=world.at)
        actor = Actor(by or f"specialist:{world.sam.pk}", "Sam Okoro")
        add_note(ticket, text="The customer's name is secret.", by=actor, at=world.at)


def test_a_browser_reads_what_happened_and_nothing_of_the_customer(
    world: World, service: Service
) -> None:
    ticket = world.ticket()
    _client, receiver = subscribe(world, service)
    note(world, ticket, by=f"specialist:{world.lena.pk}")
    assert push_notices() == 0
    note(world, ticket)

    push_notices()
    push_notices()

    assert service.messages(receiver) == [
        {
            "title": "A colleague left a note",
            "body": speak_reference(ticket.reference),
            "url": f"/desk/tickets/{ticket.reference}",
            "tag": ticket.reference,
        }
    ]
    path, headers, body = service.got[0]
    assert path == "/push/abc"
    assert (headers["Content-Encoding"], headers["Urgency"]) == ("aes128gcm", "normal")
    assert ticket.reference.encode() not in body
    assert service.claims()["aud"] == f"https://{service.host}"
    with house():
        assert Browser.objects.get().told_at is not None
        assert not Push.objects.exists()


def test_many_at_once_become_one_message(world: World, service: Service) -> None:
    _client, receiver = subscribe(world, service)
    for _ in range(5):
        note(world, world.ticket())

    push_notices()

    assert [one["title"] for one in service.messages(receiver)] == ["5 notices"]


def test_nothing_comes_in_quiet_hours_nor_what_was_read_meanwhile(
    world: World, service: Service
) -> None:
    quiet = replace(ALL, quiet_from=time(0, 0), quiet_to=time(23, 59, 59))
    subscribe(world, service, quiet)
    ticket = world.ticket()
    note(world, ticket)

    push_notices()
    assert service.got == []

    with house():
        choose_channels(world.lena, ALL)
        read_notices(world.lena, at=world.at)
    push_notices()
    assert service.got == []


def test_who_may_no_longer_read_it_is_told_nothing(world: World, service: Service) -> None:
    subscribe(world, service)
    note(world, world.ticket())
    with house():
        StaffRole.objects.filter(specialist=world.lena).delete()

    push_notices()

    assert service.got == []


def test_a_browser_that_is_gone_is_forgotten(world: World, service: Service) -> None:
    subscribe(world, service)
    note(world, world.ticket())
    service.status = 410

    push_notices()

    with house():
        assert not Browser.objects.exists()
        assert not Push.objects.exists()


def test_a_busy_service_is_asked_again_later(world: World, service: Service) -> None:
    _client, receiver = subscribe(world, service)
    note(world, world.ticket())
    service.status, service.wait = 503, "300"

    push_notices()
    push_notices()

    assert len(service.got) == 1
    with house():
        waiting = Push.objects.get()
        assert waiting.tries == 1
        assert waiting.due_at - waiting.made_at >= timedelta(minutes=5)
        Push.objects.update(due_at=waiting.made_at)
    service.status, service.wait = 201, ""
    push_notices()
    assert len(service.messages(receiver)) == 2
    with house():
        assert not Push.objects.exists()


def test_nobody_is_called_inside_the_house(world: World, tmp_path: Path) -> None:
    write_certificate(tmp_path)
    with open_service(tmp_path) as inner:
        told = {"headers": {}, "trusted": frozenset()}
        assert call_service(inner.address(), b"x", **told) == (403, "")
        port = inner.host.partition(":")[2]
        # A name of the open network that leads inside is not followed either.
        from permanence.overview.telling.actions.calling import Guarded  # noqa: PLC0415

        with pytest.raises(ConnectionError):
            Guarded("localhost", int(port), is_trusted=False).connect()
        assert inner.got == []


def test_without_a_browser_nothing_waits(world: World) -> None:
    with house():
        choose_channels(world.lena, ALL)
    note(world, world.ticket())

    with house():
        assert not Notice.objects.filter(by_push=True).exists()


def test_the_keys_stay_until_the_installation_has_another_key(
    world: World, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    subscribe(world, service)
    with house():
        first = push_keys(at=world.at)
        assert push_keys(at=world.at) == first
        assert first[0] not in PushKey.objects.get().sealed

    monkeypatch.setattr(settings, "SECRET_KEY", "another key of the installation" * 2)
    with house():
        assert push_keys(at=world.at) != first
        assert not Browser.objects.exists()
