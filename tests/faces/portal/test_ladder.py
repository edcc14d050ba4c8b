"""A customer reads whom to call, with the numbers of their own region."""

from __future__ import annotations

import re

from permanence.ground.lib.db import house
from permanence.ground.outbox.models import Message
from permanence.promises.contracts.actions import load_contract
from tests.cast import World
from tests.faces.portal.browsing import follow_link, read
from tests.promises.contracts.documents import FREIGHT

OWN, OTHER = "+44 20 7946 0100", "+49 30 23125 100"


def test_the_confirmation_carries_the_numbers_of_the_customers_region(world: World) -> None:
    world.ticket()

    with house():
        mail = Message.objects.get(kind="confirmation").text
    assert f"1. Support, by region: {OWN}\n" in mail
    assert "3. Senior manager, EMEA and APAC: +44 20 7946 0202, " in mail
    assert OTHER not in mail


def test_the_policy_and_the_request_show_the_own_numbers_to_dial(world: World) -> None:
    ticket = world.ticket()
    browser = follow_link(world.ada, world.messaging)

    request = read(browser.get(f"/messaging/requests/{ticket.reference}"))
    policy = read(browser.get("/messaging/policy"))

    for page in (request, policy):
        own = re.search(r'<ol class="ladder">.*?</ol>', page, re.S)
        assert own is not None
        assert 'href="tel:+442079460100"' in own[0]
        assert OTHER not in own[0]


def test_a_contracts_own_ladder_is_shown_in_place_of_the_published_one(world: World) -> None:
    with house():
        load_contract(FREIGHT, file="freight.toml", at=world.at)

    page = read(follow_link(world.ada, world.messaging).get("/messaging/"))

    assert "duty@messaging.example.com" in page
    assert "senior.director@messaging.example.com" not in page
