"""What a signed-in customer is told of their own terms beside the published ones."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client

from permanence.ground.journal.rules import SYSTEM
from permanence.ground.lib.db import house
from permanence.promises.contracts.actions import suspend_contract
from permanence.promises.contracts.models import Contract
from permanence.promises.contracts.rules import HoursRow, InclusionLine, TargetRow
from permanence.world.accounts.models import Contact, Desk, Organisation
from tests.cast import World, add_contract
from tests.faces.portal.browsing import follow_link, read


def words_of(page: str) -> str:
    """Return what a page says, without its marks."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def card_of(page: str) -> str:
    """Return what the card of one's own terms says."""
    _before, mark, rest = page.partition('id="your-terms"')
    assert mark, "no own terms are shown"
    return words_of(rest.partition("</section>")[0])


def clause_on(page: str, key: str) -> str:
    """Return what stands at a published clause."""
    _before, mark, rest = page.partition(f'id="{key}"')
    assert mark, key
    return words_of(rest.partition("</li>")[0])


def policy_page(contact: Contact, desk: Desk) -> str:
    return read(follow_link(contact, desk).get(f"/{desk.key}/policy?lang=en"))


def answer_within(time: str, *, level: int | None = None, severity: int | None = None) -> TargetRow:
    """Return a first answer within so much elapsed time."""
    return TargetRow("response", "within", time, "always", "guarantee", severity, level)


def agree(
    world: World, organisation: Organisation, desk: Desk, *targets: TargetRow, **terms: Any
) -> Contract:
    """Return a contract of a customer that holds since a while."""
    with house():
        return add_contract(
            organisation,
            desk=desk,
            number="CV-2026-99",
            at=world.at - timedelta(days=10),
            starts=date(2026, 1, 1),
            targets=targets,
            **terms,
        )


def test_nobody_is_told_of_a_contract_without_a_link(world: World, client: Client) -> None:
    agree(world, world.brightwater, world.content, answer_within("30 minutes", level=1))

    page = read(client.get("/content/policy?lang=en"))

    assert "CV-2026" not in page
    assert "your-terms" not in page


def test_a_customer_reads_only_the_own_contract(world: World) -> None:
    agree(world, world.brightwater, world.content, answer_within("30 minutes", level=1))

    page = policy_page(world.claire, world.content)

    assert "CV-2026-07" in page
    assert "CV-2026-99" not in page


def test_the_card_and_the_clause_say_which_own_clause_is_better(world: World) -> None:
    agree(world, world.brightwater, world.content, answer_within("30 minutes", level=1))

    page = policy_page(world.ada, world.content)

    assert "First answer · Level 1" in card_of(page)
    assert "for a request sent now: mon" not in card_of(page).lower()
    assert "For a request sent now: 15:30 instead of 16:00 (Europe/London)" in card_of(page)
    told = clause_on(page, "targets.response.level-1")
    assert "Your contract CV-2026-99" in told
    assert "30 minutes" in told
    assert "Your contract" not in clause_on(page, "targets.response.level-2")


def test_wider_hours_of_ones_own_make_a_published_time_better(world: World) -> None:
    agree(world, world.brightwater, world.content, coverage="always")
    world.pass_time(hours=8)

    page = policy_page(world.ada, world.content)

    assert "Level 1: first answer within 1 hour." in card_of(page)
    assert "Your contract CV-2026-99" in clause_on(page, "targets.response.level-1")


def test_with_the_guarantee_an_own_clause_that_is_worse_does_not_hold(world: World) -> None:
    agree(world, world.brightwater, world.content, answer_within("3 hours", level=1))

    page = policy_page(world.ada, world.content)

    governing, beaten = card_of(page).split("Here the published policy is better for you")
    assert "First answer · Level 1" not in governing
    assert "First answer · Level 1" in beaten
    told = clause_on(page, "targets.response.level-1")
    assert "This is better for you than your contract CV-2026-99" in told


def test_without_the_guarantee_the_contract_stands(world: World) -> None:
    agree(world, world.brightwater, world.messaging, answer_within("3 hours", severity=1))

    page = policy_page(world.ada, world.messaging)

    assert "What your contract says stands over this policy." in card_of(page)
    assert "the published one gives" in card_of(page)
    assert "Your contract CV-2026-99" in clause_on(page, "targets.response.severity-1")


def test_hours_and_inclusions_are_told_too(world: World) -> None:
    agree(
        world,
        world.brightwater,
        world.content,
        plan="base-plus",
        hours=HoursRow("5 hours", "quarter", "always"),
        inclusions=(InclusionLine({"en": "A yearly review of your templates."}, "review"),),
    )

    page = policy_page(world.ada, world.content)

    assert "Together 30 support hours in a year." in card_of(page)
    assert "A yearly review of your templates." in card_of(page)
    plan = page.partition('id="plans.base-plus"')[2].partition("</div>")[0]
    assert "This is part of your contract." in words_of(plan)


@pytest.mark.parametrize("desk", ["messaging", "content"])
def test_every_published_clause_stays_on_the_page(world: World, desk: str) -> None:
    place = getattr(world, desk)
    agree(world, world.brightwater, place, answer_within("30 minutes"), coverage="always")
    anchor = re.compile(r'\sid="([^"]+)"')

    plain = set(anchor.findall(read(Client().get(f"/{desk}/policy?lang=en"))))
    own = anchor.findall(policy_page(world.ada, place))

    assert plain <= set(own)
    assert len(own) == len(set(own))


def test_a_contract_that_is_suspended_says_so_and_gives_nothing(world: World) -> None:
    contract = agree(world, world.brightwater, world.content, answer_within("30 minutes", level=1))
    with house():
        suspend_contract(contract, reason="Unpaid.", at=world.at - timedelta(days=1), by=SYSTEM)

    page = policy_page(world.ada, world.content)

    assert "suspended: it gives nothing now" in card_of(page)
    assert "Your contract" not in clause_on(page, "targets.response.level-1")


def test_the_first_page_promises_what_governs_for_the_customer(
    world: World, client: Client
) -> None:
    agree(world, world.brightwater, world.content, answer_within("30 minutes", level=1))

    own = words_of(read(follow_link(world.ada, world.content).get("/content/?lang=en")))
    public = words_of(read(client.get("/content/?lang=en")))

    assert "Your contract CV-2026-99" in own
    assert "Your contract" not in public
