"""Everybody says on a page of their own how they are reached."""

from __future__ import annotations

from permanence.ground.lib.db import house
from permanence.ground.ways.models import Call, Provider
from permanence.world.attention.models import ReachQuiet, ReachWay
from tests.cast import World, post

PAGE = "/desk/account/reach"


def test_somebody_adds_a_number_proves_it_and_asks_for_quiet(world: World) -> None:
    with house():
        Provider.objects.create(
            name="x", way="sms", kind="gateway", rank=1, nonce="n", made_at=world.at
        )
    client = world.log_in(world.sam)

    wrong = post(client, PAGE, {"act": "add", "way": "sms", "address": "call me", "after": "0"})
    added = post(
        client, PAGE, {"act": "add", "way": "sms", "address": "+44 1632 960001", "after": "2"}
    )
    with house():
        row = ReachWay.objects.get()
        code = "".join(one for one in Call.objects.get().text if one.isdecimal())
    post(client, PAGE, {"act": "prove", "number": str(row.pk), "code": code})
    post(
        client,
        PAGE,
        {"act": "quiet", "quiet_from": "22:00", "quiet_to": "07:00", "passes": ["1"]},
    )

    assert (wrong.status_code, added.status_code) == (422, 302)
    with house():
        row.refresh_from_db()
        assert row.proven_at is not None
        assert ReachQuiet.objects.get().passes == [1]
    page = client.get(PAGE).content.decode()
    assert "+441632960001" in page
    assert "after 2 minutes" in page
    assert code not in page


def test_nobody_changes_how_another_is_reached(world: World) -> None:
    with house():
        row = ReachWay.objects.create(
            specialist=world.lena, way="mail", position=1, proven_at=world.at
        )

    post(world.log_in(world.sam), PAGE, {"act": "remove", "number": str(row.pk)})

    with house():
        assert ReachWay.objects.filter(pk=row.pk).exists()


def test_a_way_that_nobody_carries_here_is_not_offered(world: World) -> None:
    client = world.log_in(world.sam)

    page = client.get(PAGE).content.decode()

    assert 'value="sms"' not in page
    tried = post(client, PAGE, {"act": "add", "way": "sms", "address": "+441632960001"})
    assert tried.status_code == 422
