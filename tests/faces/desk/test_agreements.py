"""Agreements on the desk: proposed on a form, approved by the head, seen by everybody."""

from __future__ import annotations

import re
from typing import Any

import pytest

from permanence.ground.lib.db import house
from permanence.service.agreements.actions import ask_change
from permanence.service.agreements.models import AgreementVersion, Delegation
from permanence.service.tickets.models import Ticket
from tests.agreeing import agree, custom_request, offer, propose
from tests.cast import World, post

TYPED = {
    "base": "0",
    "solution": "Nous écrivons un connecteur.",
    "title_1": "Conception",
    "day_1": "2026-03-09",
    "title_2": "Recette",
    "day_2": "2026-03-27",
    "delivery_day": "2026-03-31",
    "delivery_time": "17:00",
    "language": "fr",
}


@pytest.fixture
def ticket(world: World) -> Ticket:
    with house():
        return custom_request(world)


def words(page: Any) -> str:
    """The page's text as a reader sees it."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())


def address(ticket: Ticket, rest: str = "") -> str:
    return f"/desk/tickets/{ticket.reference}/agreement{rest}"


def latest() -> AgreementVersion:
    with house():
        return AgreementVersion.objects.latest("pk")


def test_a_specialist_proposes_and_the_head_approves(world: World, ticket: Ticket) -> None:
    noor, hana = world.log_in(world.noor), world.log_in(world.hana)
    assert "Propose an agreement" in words(noor.get(address(ticket)))

    done = post(noor, address(ticket), TYPED)

    assert done.headers["Location"] == address(ticket)
    version = latest()
    assert [step.title for step in version.calendar] == ["Conception", "Recette"]
    assert version.delivery_at
    assert version.delivery_at.isoformat() == "2026-03-31T21:00:00+00:00"
    assert not version.waives
    page = words(noor.get(address(ticket)))
    assert "It waits for the head of development" in page
    assert "Approve and offer" not in page
    assert "Approve and offer" in words(hana.get(address(ticket)))

    post(hana, address(ticket, "/1/act"), {"act": "approve"})

    assert latest().state == "offered"
    assert "waits for the customer" in words(noor.get(f"/desk/tickets/{ticket.reference}"))


def test_what_is_wrong_is_said_and_what_was_typed_is_kept(world: World, ticket: Ticket) -> None:
    noor = world.log_in(world.noor)

    late = post(noor, address(ticket), TYPED | {"day_2": "2026-04-02"})
    half = post(noor, address(ticket), TYPED | {"day_2": ""})
    skipped = post(
        noor, address(ticket), TYPED | {"delivery_day": "2027-03-14", "delivery_time": "02:30"}
    )

    assert late.status_code == 409
    assert "Step 2 of the calendar is after the delivery." in words(late)
    assert "Nous écrivons un connecteur." in late.content.decode()
    assert half.status_code == 422
    assert "When is this step done?" in words(half)
    assert "The clocks skip this time on that day." in words(skipped)


def test_more_steps_come_without_a_script_and_keep_what_was_typed(
    world: World, ticket: Ticket
) -> None:
    page = post(
        world.log_in(world.noor),
        address(ticket),
        TYPED | {"title_3": "", "title_4": "", "more": "1"},
    )

    assert page.status_code == 200
    assert 'name="title_8"' in page.content.decode()
    assert 'value="Conception"' in page.content.decode()


def test_who_raced_and_lost_is_told_kindly(world: World, ticket: Ticket) -> None:
    with house():
        propose(world, ticket)

    lost = post(world.log_in(world.lena), address(ticket), TYPED)

    assert lost.status_code == 409
    assert "Noor Haddad has proposed version 1 meanwhile" in words(lost)


def test_sending_back_needs_its_reason(world: World, ticket: Ticket) -> None:
    with house():
        propose(world, ticket)
    hana = world.log_in(world.hana)

    refused = post(hana, address(ticket, "/1/act"), {"act": "send_back"})
    assert refused.status_code == 409
    assert "Say why it is sent back" in words(refused)

    post(hana, address(ticket, "/1/act"), {"act": "send_back", "reason": "Two weeks more."})
    page = words(world.log_in(world.noor).get(address(ticket)))
    assert "Two weeks more." in page
    assert "Propose a new version" in page


def test_the_page_shows_what_is_in_force_what_waits_and_what_is_wished(
    world: World, ticket: Ticket
) -> None:
    with house():
        agree(world, ticket)
        ask_change(ticket, "change", text="Une semaine plus tôt.", at=world.at)

    page = words(world.log_in(world.noor).get(address(ticket)))

    assert "In force" in page
    assert "Une semaine plus tôt." in page
    assert "Claire Aubin" in page
    assert "Earlier dates are not waived" in page
    panel = words(world.log_in(world.noor).get(f"/desk/tickets/{ticket.reference}"))
    assert "The customer asks to change it." in panel
    assert "Claire Aubin accepted version 1" in panel


def test_ending_is_proposed_like_any_version(world: World, ticket: Ticket) -> None:
    with house():
        agree(world, ticket)

    post(world.log_in(world.noor), address(ticket, "/end"), {"base": "1", "reason": "Inutile."})

    assert (latest().kind, latest().state) == ("withdrawal", "draft")


def test_the_paper_is_downloaded(world: World, ticket: Ticket) -> None:
    with house():
        offer(world, ticket)

    paper = world.log_in(world.ivo).get(address(ticket, "/1.pdf"))

    assert paper.headers["Content-Type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF")
    assert world.log_in(world.ivo).get(address(ticket, "/2.pdf")).status_code == 404


def test_another_desks_agreement_is_not_there(world: World, ticket: Ticket) -> None:
    with house():
        propose(world, ticket)
    sam = world.log_in(world.sam)

    for rest in ("", "/1.pdf"):
        assert sam.get(address(ticket, rest)).status_code == 404
    for rest in ("", "/end", "/1/act"):
        assert post(sam, address(ticket, rest), {"act": "approve"}).status_code == 404
    assert latest().state == "draft"


def test_an_auditor_reads_and_changes_nothing(world: World, ticket: Ticket) -> None:
    with house():
        propose(world, ticket)
    ivo = world.log_in(world.ivo)

    assert ivo.get(address(ticket)).status_code == 200
    assert post(ivo, address(ticket), TYPED).status_code == 403
    assert post(ivo, address(ticket, "/1/act"), {"act": "approve"}).status_code == 409
    assert post(ivo, address(ticket, "/1/act"), {"act": "take_back"}).status_code == 403
    assert latest().state == "draft"


def test_the_head_names_a_delegate_and_ends_it(world: World, ticket: Ticket) -> None:
    with house():
        propose(world, ticket)
    hana, lena = world.log_in(world.hana), world.log_in(world.lena)
    place = f"/desk/agreements?desk={world.content.key}"
    typed = {"specialist": str(world.lena.pk), "from_day": "2026-03-02", "until_day": "2026-03-06"}

    assert "Profils" in words(hana.get(place))
    assert "Name as delegate" not in words(lena.get(place))
    assert post(lena, place, typed).status_code == 403
    assert post(hana, place, typed).status_code == 302

    assert "Lena Vos" in words(hana.get(place))
    assert "Approve and offer" in words(lena.get(address(ticket)))
    with house():
        given = Delegation.objects.get()
    assert given.until_at.isoformat() == "2026-03-07T05:00:00+00:00"
    post(hana, f"/desk/agreements/delegations/{given.pk}/end")
    assert "Approve and offer" not in words(lena.get(address(ticket)))
