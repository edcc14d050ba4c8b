"""How a customer's own services stand: what is theirs, and nothing of anybody else's."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from django.test import Client

from permanence.ground.lib.db import house, portal
from permanence.ground.outbox.models import Message
from permanence.promises.contracts.rules import Subscribed
from permanence.service.status.actions.conditions import set_condition
from permanence.service.status.actions.refreshing import refresh_standings
from permanence.service.status.actions.telling import tell_subscribers
from permanence.service.status.models import Standing, Subscriber
from permanence.service.status.queries.own import own_touches
from permanence.world.accounts.models import Contact, Organisation
from permanence.world.catalogue.models import Component
from tests.cast import World, add_contract
from tests.faces.portal.browsing import follow_link, read, send
from tests.service.incidents.leading import declare, suspect
from tests.service.status.planning import LENA, measure, plan, publish

PLACE = "/messaging/services"
MINUTE = timedelta(minutes=1)


def subscribe(world: World, organisation: Organisation, *keys: str) -> None:
    add_contract(
        organisation,
        desk=world.messaging,
        number=f"T-{organisation.pk}",
        at=world.at - timedelta(days=3),
        starts=date(2026, 1, 1),
        components=tuple(Subscribed(key) for key in keys),
    )


def component(key: str) -> Component:
    return Component.objects.get(key=key)


def put_apart(world: World) -> None:
    """Let Brightwater have faxes to mail and lines that are not public, Verdier broadcasts."""
    Component.objects.filter(key__in=("fax-lines", "mail-broadcast")).update(is_public=False)
    subscribe(world, world.brightwater, "fax-to-mail", "fax-lines")
    subscribe(world, world.verdier, "mail-broadcast")
    measure(world)


def page_of(world: World, contact: Contact) -> str:
    return read(follow_link(contact, world.messaging).get(PLACE))


def keys_on(page: str) -> set[str]:
    return set(re.findall(r'id="component-([a-z-]+)"', page))


def test_a_customer_sees_its_own_components_and_nobody_elses(world: World) -> None:
    with house():
        put_apart(world)
        set_condition(component("fax-lines"), "down", reason="x", at=world.at, by=LENA)
        refresh_standings(at=world.at)

    ada, claire = page_of(world, world.ada), page_of(world, world.claire)

    assert keys_on(ada) == {"fax-to-mail", "fax-lines"}
    assert "is-down" in ada
    assert keys_on(claire) == {"mail-broadcast"}
    assert component_names("fax-lines").isdisjoint(words_of(claire))
    assert 'class="state-now is-operational"' in claire


def component_names(key: str) -> set[str]:
    with house():
        return {str(one) for one in component(key).names.values()}


def words_of(page: str) -> set[str]:
    """Return each text between two tags of a page."""
    return {one.strip() for one in re.findall(r">([^<]+)<", page)}


def test_the_database_shows_no_standing_that_is_not_ones_own(world: World) -> None:
    with house():
        put_apart(world)

    def seen(organisation: int | None) -> set[str]:
        with portal(organisation=organisation, contact=None):
            rows = Standing.objects.filter(is_public=False)
            return set(rows.values_list("component__key", flat=True))

    assert seen(world.brightwater.pk) == {"fax-lines"}
    assert seen(world.verdier.pk) == {"mail-broadcast"}
    assert seen(None) == set()


def test_who_has_no_contract_sees_what_is_public(world: World) -> None:
    with house():
        put_apart(world)
        public = set(
            Component.objects.standing()
            .filter(desk=world.messaging, is_public=True)
            .values_list("key", flat=True)
        )

    assert keys_on(page_of(world, world.stranger)) == public


def test_an_incident_touches_by_what_is_needed_and_is_told_before_anything_is_published(
    world: World,
) -> None:
    with house():
        put_apart(world)
        incident = declare(world, components=[component("fax-lines").pk], title="Inner quokka")
        refresh_standings(at=world.at)

    ada, claire = page_of(world, world.ada), page_of(world, world.claire)

    assert f'id="incident-own-{incident.pk}"' in ada
    assert "Inner quokka" not in ada
    assert 'class="state-now is-operational"' not in ada
    assert "state-incident" not in claire
    with portal(organisation=world.verdier.pk, contact=world.claire.pk):
        assert own_touches(world.messaging.pk) == []


def test_what_is_published_is_told_in_its_words_and_once(world: World) -> None:
    with house():
        put_apart(world)
        touched = [component(key).pk for key in ("fax-lines", "fax-to-mail")]
        incident = declare(world, components=touched)
        publish(world, incident, "We look at the lines.")
        plan(world, components=[component("fax-lines").pk])
        refresh_standings(at=world.at)

    ada, claire = page_of(world, world.ada), page_of(world, world.claire)

    assert ada.count("We look at the lines.") == 1
    assert ada.count("state-incident") == 1
    assert "New storage" in ada
    assert "We look at the lines." not in claire
    assert "New storage" not in claire


def test_neither_suspicions_nor_drills_nor_breaches_are_told(world: World) -> None:
    with house():
        put_apart(world)
        told: dict[str, Any] = {"components": [component("fax-lines").pk]}
        declare(world, kind="security", **told)
        declare(world, drill=True, **told)
        suspect(world, **told)

    with portal(organisation=world.brightwater.pk, contact=world.ada.pk):
        assert own_touches(world.messaging.pk) == []


def test_the_first_page_says_in_a_sentence_how_ones_own_services_stand(world: World) -> None:
    with house():
        put_apart(world)
        set_condition(component("fax-lines"), "down", reason="x", at=world.at, by=LENA)
        refresh_standings(at=world.at)

    def first_page(contact: Contact) -> str:
        return read(follow_link(contact, world.messaging).get("/messaging/"))

    assert 'class="state-word is-down"' in first_page(world.ada)
    assert 'class="state-word is-operational"' in first_page(world.claire)
    assert "state-word" not in read(Client().get("/messaging/"))


def test_somebody_unknown_is_asked_who_they_are(world: World) -> None:
    answer = Client().get(PLACE)

    assert answer.status_code == 302
    assert answer.headers["Location"].endswith("/messaging/enter")


def test_a_contact_is_told_of_their_own_at_their_own_address_until_they_say_no(
    world: World,
) -> None:
    with house():
        put_apart(world)
        lines = component("fax-lines")
    browser = follow_link(world.ada, world.messaging)

    asked = send(browser, PLACE, csrfmiddlewaretoken=token(browser), language="en", act="keep")
    with house():
        at = world.at + MINUTE
        set_condition(lines, "down", reason="x", at=at, by=LENA)
        for minute in (1, 5):
            refresh_standings(at=world.at + minute * MINUTE)
            tell_subscribers(at=world.at + minute * MINUTE)
        told = [one for one in Message.objects.all() if "List-Unsubscribe" in one.headers]
        [kept] = Subscriber.objects.all()
    gone = send(browser, PLACE, csrfmiddlewaretoken=token(browser), act="leave")

    assert (asked.status_code, gone.status_code) == (302, 302)
    assert (kept.email, kept.organisation_id) == (world.ada.email, world.brightwater.pk)
    assert [one.recipients for one in told] == [[world.ada.email]]
    assert f"{lines.name_in('en')}: " in told[0].text
    assert "/messaging/services" in told[0].text
    with house():
        assert not Subscriber.objects.exists()


def token(browser: Client) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', read(browser.get(PLACE)))
    assert found
    return found[1]


def test_who_left_their_organisation_is_told_of_nothing_more(world: World) -> None:
    with house():
        put_apart(world)
    browser = follow_link(world.ada, world.messaging)
    send(browser, PLACE, csrfmiddlewaretoken=token(browser), language="en", act="keep")
    with house():
        Contact.objects.filter(pk=world.ada.pk).update(left_at=world.at)
        set_condition(component("fax-lines"), "down", reason="x", at=world.at, by=LENA)
        for minute in (1, 5):
            refresh_standings(at=world.at + minute * MINUTE)
            tell_subscribers(at=world.at + minute * MINUTE)

        assert not Subscriber.objects.exists()
        assert not [one for one in Message.objects.all() if "List-Unsubscribe" in one.headers]


def test_a_component_of_another_customer_cannot_be_chosen(world: World) -> None:
    with house():
        put_apart(world)
        lines = component("fax-lines").pk
    browser = follow_link(world.claire, world.messaging)

    answer = send(
        browser,
        PLACE,
        csrfmiddlewaretoken=token(browser),
        language="fr",
        components=[lines],
        act="keep",
    )

    assert answer.status_code == 422
    with house():
        assert not Subscriber.objects.exists()
