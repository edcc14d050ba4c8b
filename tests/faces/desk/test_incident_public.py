"""The text for the status page: written by who works on an incident, published by who may."""

from __future__ import annotations

from permanence.ground.lib.db import house
from permanence.service.status.actions.refreshing import refresh_standings
from permanence.service.status.models import Appearance, Update
from permanence.world.catalogue.models import Component
from tests.cast import World, post
from tests.faces.portal.browsing import read
from tests.service.incidents.leading import declare
from tests.service.status.planning import public_component


def test_words_are_written_by_one_and_published_by_another(world: World) -> None:
    with house():
        refresh_standings(at=world.at)
        incident = declare(world, components=[public_component(world).pk])
    address = f"/desk/incidents/{incident.pk}/public"
    writer, approver = world.log_in(world.sam), world.log_in(world.lena)
    words = {"stage": "investigating", "title-en": "Late faxes", "text-en": "We look into it."}

    wrote = post(writer, address, words)
    with house():
        number = Update.objects.get().pk
    refused = post(writer, address, {"act": "publish", "update": number})
    published = post(approver, address, {"act": "publish", "update": number})
    corrected = post(
        approver,
        f"{address}?correct={number}",
        {"text-en": "We look into the fax lines.", "reason": "Said too little."},
    )
    with house():
        refresh_standings(at=world.at)
    seen = read(world.log_in(world.sam).get("/messaging/status/en/"))
    page = read(approver.get(address))
    room = read(approver.get(f"/desk/incidents/{incident.pk}"))
    away = post(approver, address, {"act": "withdraw", "reason": "It named a customer."})

    assert [one.status_code for one in (wrote, refused, published, corrected, away)] == [
        302, 403, 302, 302, 302,
    ]  # fmt: skip
    assert "We look into the fax lines." in seen
    assert "We look into the fax lines." in page
    assert "Text for the status page" in room
    with house():
        assert Appearance.objects.get().withdrawn_at is not None


def test_the_form_says_beforehand_what_can_never_be_published(world: World) -> None:
    with house():
        known, hidden = Component.objects.filter(desk=world.messaging).order_by("pk")[:2]
        Component.objects.filter(pk=hidden.pk).update(is_public=False)
        touched = declare(world, components=[known.pk, hidden.pk])
        secret = declare(world, components=[hidden.pk])
    approver = world.log_in(world.lena)
    addresses = [f"/desk/incidents/{one.pk}/public" for one in (touched, secret)]
    for address in addresses:
        words = {"stage": "investigating", "title-en": "Late faxes", "text-en": "We look into it."}
        assert post(approver, address, words).status_code == 302

    open_page, closed_page = (read(approver.get(address)) for address in addresses)

    assert f"The page says that it touches: {known.name_in('en')}." in open_page
    assert f"so the page never names: {hidden.name_in('en')}." in open_page
    assert "but not published" not in open_page
    assert "Approve and publish" in open_page
    assert "It touches no component that everybody may know of. As long as" in closed_page
    assert "Approve and publish" not in closed_page


def test_a_drill_is_refused_with_its_reason(world: World) -> None:
    with house():
        incident = declare(world, drill=True)
    address = f"/desk/incidents/{incident.pk}/public"
    approver = world.log_in(world.lena)
    post(approver, address, {"stage": "resolved", "title-en": "x", "text-en": "y"})
    with house():
        number = Update.objects.get().pk

    answer = post(approver, address, {"act": "publish", "update": number})

    assert answer.status_code == 409
    assert "drill" in read(answer)
