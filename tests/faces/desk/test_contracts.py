"""Contracts on the desk: read, made, changed as a dated version, suspended."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest

from permanence.ground.lib.db import house
from permanence.promises.contracts.models import Contract
from permanence.promises.contracts.queries import contracts_of, terms_of_version
from permanence.promises.contracts.rules import ContractTerms, TargetRow
from permanence.world.accounts.models import Desk
from permanence.world.calendars.rules import OpenTime
from tests.cast import World, add_contract, post

MINUTE = timedelta(minutes=1)
FORM: dict[str, Any] = {
    "number": "M-77",
    "title": "Support for claims mail",
    "customer": "Brightwater Insurance",
    "starts": "2026-01-01",
    "ends": "2026-12-31",
    "renewal": "tacit",
    "renewal_months": "12",
    "notice": "30 days",
    "contacts": "ada.lindqvist@brightwater.example",
    "coverage": "",
    "hours": "",
    "inclusions": "A yearly review",
    "when": "now",
    "target-TOTAL_FORMS": "2",
    "target-INITIAL_FORMS": "0",
    "target-0-promise": "response",
    "target-0-severity": "1",
    "target-0-bound": "under",
    "target-0-time": "10 minutes",
    "target-0-calendar": "always",
    "target-0-nature": "guarantee",
    "target-0-text": "null",
    "target-1-bound": "under",
    "target-1-nature": "guarantee",
    "target-1-text": "null",
}


def terms_of(world: World, number: str, desk: Desk) -> ContractTerms:
    """Return what holds a minute later: a page's clock runs on."""
    with house():
        contract = Contract.objects.get(number=number)
        key = (desk.pk, contract.organisation_id)
        held = contracts_of(desks=[key[0]], organisations=[key[1]], at=world.at + MINUTE)[key]
        return next(terms for terms in held if terms.number == number)


def contract_id(number: str) -> int:
    with house():
        return int(Contract.objects.values_list("pk", flat=True).get(number=number))


def test_the_contracts_of_a_desk_are_listed_by_customer(world: World) -> None:
    page = world.log_in(world.noor).get("/desk/contracts?desk=content").content.decode()

    assert "Maison Verdier" in page
    assert "CV-2026-07" in page
    assert "in force" in page


def test_a_contract_is_found_by_customer_or_number(world: World) -> None:
    client = world.log_in(world.noor)

    assert "CV-2026-07" in client.get("/desk/contracts?desk=content&search=verd").content.decode()
    assert "CV-2026-07" in client.get("/desk/contracts?desk=content&search=2026").content.decode()
    assert "No contract" in client.get("/desk/contracts?desk=content&search=zzz").content.decode()


def test_the_list_goes_on_from_its_last_contract(world: World) -> None:
    with house():
        for number in range(60):
            add_contract(
                world.verdier,
                desk=world.content,
                number=f"CV-{number:03}",
                starts=date(2026, 1, 1),
                at=world.at,
            )
    client = world.log_in(world.noor)

    first = client.get("/desk/contracts?desk=content").content.decode()
    rest = client.get(
        "/desk/contracts", {"desk": "content", "after": "Maison Verdier|CV-049"}
    ).content.decode()

    assert "CV-049" in first
    assert "CV-050" not in first
    assert 'rel="next"' in first
    assert ">CV-050" in rest
    assert ">CV-049" not in rest


def test_a_supervisor_makes_a_contract_that_governs_at_once(world: World) -> None:
    answer = post(world.log_in(world.lena), "/desk/contracts/new?desk=messaging", FORM)

    assert answer.status_code == 302
    terms = terms_of(world, "M-77", world.messaging)
    assert [term.target for term in terms.targets] == [OpenTime(600)]
    assert terms.contacts == ("ada.lindqvist@brightwater.example",)
    assert terms.standing(world.at + MINUTE) == "in_force"
    world.pass_time(minutes=1)
    ticket = world.ticket(world.ada)
    assert ticket.contract_id == terms.contract


def test_the_form_shows_what_stands_and_changes_only_what_was_typed(world: World) -> None:
    with house():
        add_contract(
            world.brightwater,
            desk=world.messaging,
            number="M-77",
            title="Support",
            starts=date(2026, 1, 1),
            at=world.at,
            targets=(TargetRow("response", "under", "15 minutes", "always", "guarantee", 1),),
        )
    client = world.log_in(world.lena)
    address = f"/desk/contracts/{contract_id('M-77')}/edit"

    page = client.get(address).content.decode()
    assert "15 minutes" in page
    world.pass_time(minutes=5)
    post(client, address, FORM | {"title": "Better support"})

    with house():
        versions = Contract.objects.get(number="M-77").versions.order_by("number")
        first, second = (terms_of_version(row.pk) for row in versions)
    assert (first.title, second.title) == ("Support", "Better support")
    assert first.targets[0].target == OpenTime(900)
    assert second.targets[0].target == OpenTime(600)


def test_how_often_reports_come_is_typed_shown_and_taken_away(world: World) -> None:
    client = world.log_in(world.lena)
    post(client, "/desk/contracts/new?desk=messaging", FORM | {"report_every": "30 minutes"})
    address = f"/desk/contracts/{contract_id('M-77')}/edit"
    assert 'value="30 minutes"' in client.get(address).content.decode()
    world.pass_time(minutes=5)

    post(client, address, FORM | {"report_every": ""})

    with house():
        versions = Contract.objects.get(number="M-77").versions.order_by("number")
        first, second = (terms_of_version(row.pk) for row in versions)
    assert first.report is not None
    assert first.report.every == timedelta(minutes=30)
    assert second.report is None


def test_own_times_of_a_notice_are_typed_shown_changed_and_taken_away(world: World) -> None:
    client = world.log_in(world.lena)
    own = FORM | {"notice_goal": "10 minutes", "notice_limit": "15 minutes"}
    typed = [
        own | {"notice_since": "detection"},
        own | {"notice_limit": "12 minutes", "notice_since": "occurrence"},
        FORM,
    ]
    pages = []
    address = "/desk/contracts/new?desk=messaging"
    for one in typed:
        assert post(client, address, one).status_code == 302
        world.pass_time(minutes=5)
        address = f"/desk/contracts/{contract_id('M-77')}/edit"
        pages.append(client.get(address).content.decode())

    with house():
        versions = Contract.objects.get(number="M-77").versions.order_by("number")
        first, second, third = (terms_of_version(row.pk).marks for row in versions)
    (mark,) = first
    assert (mark.key, mark.since, mark.goal) == ("notify", "detection", 10 * MINUTE)
    assert mark.limit == 15 * MINUTE
    assert mark.clause.text["en"] == (
        "In an incident a written notice is sent to you after the problem was detected:"
        " goal 10 minutes, limit 15 minutes."
    )
    assert [(one.since, one.limit) for one in second] == [("occurrence", 12 * MINUTE)]
    assert third == ()
    shown = [re.search(r'name="notice_goal" value="([^"]*)"', page) for page in pages]
    assert [found and found[1] for found in shown] == ["10 minutes", "10 minutes", None]
    assert '<option value="detection" selected' in pages[0]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"notice_goal": "10 minutes"}, "Write both"),
        ({"notice_limit": "10 minutes"}, "Write both"),
        ({"notice_goal": "20 minutes", "notice_limit": "10 minutes"}, "comes before the goal"),
        ({"notice_goal": "soon", "notice_limit": "10 minutes"}, "soon"),
    ],
)
def test_times_of_a_notice_are_checked_as_in_the_document(
    world: World, typed: dict[str, str], said: str
) -> None:
    answer = post(world.log_in(world.lena), "/desk/contracts/new?desk=messaging", FORM | typed)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    with house():
        assert not Contract.objects.filter(number="M-77").exists()


def test_a_change_may_come_on_a_day(world: World) -> None:
    later = FORM | {"when": "later", "effective": "2026-04-01T00:00"}

    post(world.log_in(world.lena), "/desk/contracts/new?desk=messaging", later)

    with house():
        version = Contract.objects.get(number="M-77").versions.get()
    assert version.effective_at > world.at + timedelta(days=20)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"customer": "Nobody & Sons"}, "Nobody &amp; Sons"),
        ({"target-0-time": "soon"}, "soon"),
        ({"ends": "2025-01-01"}, "comes before the start"),
        ({"title": ""}, "required"),
        ({"hours": "20 hours"}, "for which period"),
    ],
)
def test_what_cannot_be_agreed_is_said_and_nothing_is_lost(
    world: World, changed: dict[str, str], said: str
) -> None:
    answer = post(world.log_in(world.lena), "/desk/contracts/new?desk=messaging", FORM | changed)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert "A yearly review" in page
    with house():
        assert not Contract.objects.filter(number="M-77").exists()


def test_a_document_is_changed_as_a_whole(world: World) -> None:
    client = world.log_in(world.lena)
    address = f"/desk/contracts/{contract_id('CV-2026-07')}/document"
    document = client.get(address).context["form"]["document"].value()

    wrong = post(client, address, {"document": document.replace("starts", "begins"), "when": "now"})
    right = post(
        client, address, {"document": document.replace("Licence", "Licences"), "when": "now"}
    )

    assert wrong.status_code == 422
    assert "begins" in wrong.content.decode()
    assert right.status_code == 302
    assert terms_of(world, "CV-2026-07", world.content).title == "Licences and support"


def test_the_document_of_another_contract_is_not_taken(world: World) -> None:
    client = world.log_in(world.lena)
    address = f"/desk/contracts/{contract_id('CV-2026-07')}/document"
    document = client.get(address).context["form"]["document"].value()

    answer = post(
        client, address, {"document": document.replace("CV-2026", "CX-2026"), "when": "now"}
    )

    assert answer.status_code == 422
    assert "another contract" in answer.content.decode()


def test_a_contract_is_suspended_and_resumed_for_a_reason(world: World) -> None:
    client = world.log_in(world.lena)
    number = contract_id("CV-2026-07")

    unsaid = post(client, f"/desk/contracts/{number}/suspend", {"act": "suspend", "reason": ""})
    post(client, f"/desk/contracts/{number}/suspend", {"act": "suspend", "reason": "Not paid"})
    shown = client.get(f"/desk/contracts/{number}").content.decode()
    world.pass_time(minutes=1)
    post(client, f"/desk/contracts/{number}/suspend", {"act": "resume", "reason": "Paid"})

    assert unsaid.status_code == 422
    assert "Not paid" in shown
    assert "suspended" in shown
    assert terms_of(world, "CV-2026-07", world.content).standing(world.at + MINUTE) == "in_force"


@pytest.mark.parametrize("who", ["noor", "ivo"])
def test_others_read_contracts_and_change_none(world: World, who: str) -> None:
    client = world.log_in(getattr(world, who))
    number = contract_id("CV-2026-07")

    assert client.get(f"/desk/contracts/{number}").status_code == 200
    assert client.get(f"/desk/contracts/{number}/edit").status_code == 403
    assert client.get(f"/desk/contracts/{number}/document").status_code == 403
    refused = post(client, f"/desk/contracts/{number}/suspend", {"act": "suspend", "reason": "x"})
    assert refused.status_code == 403


def test_the_contract_of_another_desk_is_not_there(world: World) -> None:
    number = contract_id("CV-2026-07")

    client = world.log_in(world.sam)

    assert client.get(f"/desk/contracts/{number}").status_code == 404
    assert client.get(f"/desk/contracts/{number}/versions/1").status_code == 404


def test_the_document_of_a_version_is_had_as_it_was_made(world: World) -> None:
    number = contract_id("CV-2026-07")

    answer = world.log_in(world.noor).get(f"/desk/contracts/{number}/versions/1")

    assert answer["Content-Type"] == "application/toml"
    assert b"CV-2026-07" in b"".join(answer)
