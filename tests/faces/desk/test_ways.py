"""Administrators set up who carries SMS, chat and phone calls, and see whether it arrives."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings

from permanence.ground.journal.models import Act
from permanence.ground.lib.db import house
from permanence.ground.ways.actions.sealing import open_secrets, token_of
from permanence.ground.ways.jobs import deliver_texts
from permanence.ground.ways.models import Provider
from tests.cast import World, post
from tests.ground.ways.fakes import Outside, outside

NEW = "/desk/ways/new?way=sms&kind=gateway"
FORM = {
    "name": "Acme Texts",
    "rank": "1",
    "per_minute": "60",
    "form": "json",
    "sender": "Permanence",
    "receipt_seconds": "90",
    "authorization": "Bearer of-the-tests",
    "to_field": "to",
    "text_field": "text",
}


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> Iterator[Outside]:
    """A gateway for SMS on this machine, for which the operator vouches."""
    with outside() as fake:
        monkeypatch.setattr(settings, "WAY_HOSTS", frozenset({fake.host}))
        yield fake


def administrator(world: World, *desks: str) -> Any:
    """Return the browser of somebody who administers these desks."""
    named = [getattr(world, desk) for desk in desks]
    return world.log_in(world.hire("Root", "administrator", desks=named))


def kept() -> Provider:
    """Return the one provider that was written down."""
    with house():
        return Provider.objects.get()


def test_a_gateway_is_written_down_and_its_secret_never_shown_again(
    world: World, gateway: Outside
) -> None:
    client = administrator(world, "messaging", "content")

    answer = post(client, NEW, FORM | {"url": gateway.url})

    made = kept()
    assert answer.headers["Location"] == f"/desk/ways/{made.pk}"
    assert (made.name, made.way, made.kind, made.per_minute) == ("Acme Texts", "sms", "gateway", 60)
    assert made.receipt_within is not None
    assert made.receipt_within.total_seconds() == 90
    assert open_secrets(made) == {"authorization": "Bearer of-the-tests"}
    assert "of-the-tests" not in made.sealed + str(made.settings)
    page = client.get(f"/desk/ways/{made.pk}").content.decode()
    assert "of-the-tests" not in page
    assert f"/api/ways/{made.pk}/{token_of(made)}/receipt" in page
    assert "Acme Texts" in client.get("/desk/ways").content.decode()
    with house():
        act = Act.objects.get(act="way.added")
    assert "of-the-tests" not in str(act.facts)


def test_a_secret_that_is_not_typed_stays_and_the_change_is_recorded(
    world: World, gateway: Outside
) -> None:
    client = administrator(world, "messaging", "content")
    post(client, NEW, FORM | {"url": gateway.url})
    made = kept()

    post(
        client,
        f"/desk/ways/{made.pk}",
        FORM | {"url": gateway.url, "rank": "2", "authorization": ""},
    )

    changed = kept()
    assert changed.rank == 2
    assert open_secrets(changed) == {"authorization": "Bearer of-the-tests"}
    with house():
        assert Act.objects.get(act="way.changed").facts["changes"] == {"rank": [1, 2]}


def test_a_test_is_sent_and_what_becomes_of_it_is_shown(world: World, gateway: Outside) -> None:
    client = administrator(world, "messaging", "content")
    post(client, NEW, FORM | {"url": gateway.url})
    page = f"/desk/ways/{kept().pk}"

    post(client, f"{page}/try", {"address": "+44 1632 960001"})
    assert "every 2s" in client.get(page).content.decode()
    deliver_texts()

    part = client.get(f"{page}?part=trials").content.decode()
    assert "m-1" in part
    assert gateway.heard[0][1]["to"] == "+441632960001"
    wrong = post(client, f"{page}/try", {"address": "call me"})
    assert wrong.status_code == 422


@pytest.mark.parametrize(
    ("place", "typed"),
    [
        (NEW, {"url": "http://169.254.169.254/latest"}),
        (NEW, {"url": "https://localhost/send"}),
        ("/desk/ways/new?way=chat&kind=apprise", {"address": "mmost://10.0.0.1/token"}),
        ("/desk/ways/new?way=chat&kind=apprise", {"address": "json://chat.example.com/"}),
        ("/desk/ways/new?way=chat&kind=apprise", {"address": ""}),
        ("/desk/ways/new?way=voice&kind=sip", {"domain": "127.0.0.1:5060", "user": "desk"}),
    ],
)
def test_nothing_inside_and_no_odd_service_can_be_written_down(
    world: World, place: str, typed: dict[str, str]
) -> None:
    client = administrator(world, "messaging", "content")

    answer = post(client, place, FORM | {"transport": "udp"} | typed)

    assert answer.status_code == 422
    with house():
        assert not Provider.objects.exists()


def test_who_administers_one_desk_alone_changes_nothing(world: World) -> None:
    client = administrator(world, "messaging")

    assert client.get("/desk/ways").status_code == 200
    assert client.get(NEW).status_code == 403


def test_a_provider_that_is_let_go_forgets_its_secrets(world: World, gateway: Outside) -> None:
    client = administrator(world, "messaging", "content")
    post(client, NEW, FORM | {"url": gateway.url})
    made = kept()

    post(client, f"/desk/ways/{made.pk}/end", {})

    assert kept().ended_at is not None
    assert kept().sealed == ""
    assert client.get(f"/desk/ways/{made.pk}").status_code == 404
