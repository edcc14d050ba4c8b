"""Notices to customers on the desk: side by side, approved, proved; calls ticked off."""

from __future__ import annotations

import json
from typing import Any

import pytest

from permanence.ground.lib.db import house
from permanence.service.notices.actions import post_released
from permanence.service.notices.models import CallBack, Delivery, Notice
from permanence.service.notices.queries import template_in_force
from permanence.service.notices.rules import Customer
from permanence.world.accounts.actions import add_organisation
from tests.cast import World, post
from tests.service.notices.noticing import SENDING, draft

TEMPLATE = "/desk/notice-templates/disruption/2/first?desk=messaging"
TEXT = "{{ components }} is down; news by {{ next_report }}."


@pytest.fixture
def notice(world: World) -> Notice:
    with house():
        return draft(world)


def typed(notice: Notice, act: str, **changes: str) -> dict[str, Any]:
    """Return what the page sends, with some of it typed anew."""
    told: dict[str, Any] = {"seen": str(notice.revision), "act": act}
    for code, one in notice.said.items():
        told |= {f"subject-{code}": one.subject, f"text-{code}": one.text}
    return told | {name.replace("_", "-"): one for name, one in changes.items()}


def test_a_notice_stands_in_all_languages_as_its_readers_get_it(
    world: World, notice: Notice
) -> None:
    page = world.log_in(world.sam).get(f"/desk/written-notices/{notice.pk}").content.decode()

    assert "As Claire Aubin (Maison Verdier) reads it" in page
    assert "Envoi de fax" in page
    assert "Sending faxes" in page
    assert "policy releases the minimal notice" in page
    assert 'value="approve"' not in page


def test_a_supervisor_edits_and_approves_in_one_act(world: World, notice: Notice) -> None:
    client = world.log_in(world.lena)
    address = f"/desk/written-notices/{notice.pk}"

    listed = client.get("/desk/written-notices?desk=messaging").content.decode()
    wrong = post(client, address, typed(notice, "save", text_en="Nothing to fill in."))
    sent = post(client, address, typed(notice, "approve", subject_en="I-1042: no faxes leave"))
    late = post(client, address, typed(notice, "save", subject_en="Something else"))

    assert address in listed
    assert wrong.status_code == 409
    assert "“components” has to be told." in wrong.content.decode()
    assert sent.status_code == 302
    assert late.status_code == 409
    with house():
        post_released(at=world.at)
        ada = Delivery.objects.get(contact=world.ada)
    assert ada.subject == "I-1042: no faxes leave"


def test_who_saves_on_top_of_another_is_told_and_overwrites_nothing(
    world: World, notice: Notice
) -> None:
    client = world.log_in(world.lena)
    address = f"/desk/written-notices/{notice.pk}"
    post(client, address, typed(notice, "save", subject_en="Lena's words"))

    mine = post(client, address, typed(notice, "save", subject_en="My words"))

    page = mine.content.decode()
    assert mine.status_code == 409
    assert "Lena Vos has written in this notice meanwhile." in page
    assert "My words" in page
    with house():
        notice.refresh_from_db()
        assert notice.said["en"].subject == "Lena&#x27;s words".replace("&#x27;", "'")


def test_a_specialist_may_write_but_not_approve(world: World, notice: Notice) -> None:
    client = world.log_in(world.sam)
    address = f"/desk/written-notices/{notice.pk}"

    assert post(client, address, typed(notice, "approve")).status_code == 403
    assert post(client, address, typed(notice, "save", subject_en="Faxes")).status_code == 302
    assert world.log_in(world.noor).get(address).status_code == 404


def test_a_withdrawn_notice_goes_to_nobody(world: World, notice: Notice) -> None:
    client = world.log_in(world.lena)
    address = f"/desk/written-notices/{notice.pk}"

    post(client, f"{address}/withdraw", {"reason": "A false alarm."})

    assert "withdrawn" in client.get(address).content.decode()
    assert post(client, address, typed(notice, "approve")).status_code == 409


def test_the_proof_is_a_page_and_two_files(world: World, notice: Notice) -> None:
    client = world.log_in(world.lena)
    address = f"/desk/written-notices/{notice.pk}"
    post(client, address, typed(notice, "approve"))
    with house():
        post_released(at=world.at)

    page = client.get(f"{address}/proof?q=verdier").content.decode()
    table = client.get(f"{address}/proof.csv").content.decode()
    told = json.loads(client.get(f"{address}/proof.json").content)

    assert "claire.aubin@verdier.example" in page
    assert "ada.lindqvist" not in page
    assert table.count("disruption/2/first") == 3
    assert {one["address"] for one in told} == {
        world.ada.email,
        world.bea.email,
        world.claire.email,
    }
    assert all(len(one["digest"]) == 64 and one["released_by"] == "Lena Vos" for one in told)
    assert client.get(f"{address}/proof.xml").status_code == 404


def test_a_call_is_ticked_off_with_its_result(world: World) -> None:
    with house():
        silent = add_organisation(
            name="Halden Freight", language="de", zone="Europe/Berlin", region="", domains=[]
        )
        notice = draft(world, customers=[Customer(silent.pk, [SENDING])])
    client = world.log_in(world.lena)
    address = f"/desk/written-notices/{notice.pk}"
    post(client, address, typed(notice, "approve"))
    with house():
        task = CallBack.objects.get()

    assert "Halden Freight" in client.get(address).content.decode()
    told = {"way": "fax", "is_reached": "on", "result": "Faxed, confirmed."}
    post(client, f"/desk/written-notices/calls/{task.pk}", told)

    with house():
        task.refresh_from_db()
    assert (task.way, task.is_reached, task.done_by) == ("fax", True, "Lena Vos")
    assert "Faxed, confirmed." in client.get(address).content.decode()


def test_a_template_is_used_once_somebody_has_approved_it(world: World) -> None:
    client = world.log_in(world.lena)

    wrong = post(client, TEMPLATE, {"seen": "0", "subject-en": "Down", "text-en": "Down."})
    kept = post(client, TEMPLATE, {"seen": "0", "subject-en": "Down", "text-en": TEXT})
    page = client.get(TEMPLATE).content.decode()
    stale = post(client, TEMPLATE, {"seen": "0", "act": "approve"})
    approved = post(client, TEMPLATE, {"seen": "1", "act": "approve"})

    assert (wrong.status_code, kept.status_code) == (409, 302)
    assert "Version 1 by Lena Vos waits for approval" in page
    assert (stale.status_code, approved.status_code) == (404, 302)
    with house():
        found = template_in_force(world.messaging.pk, "disruption", 2, "first")
    assert found
    assert found.number == 1
    listed = client.get("/desk/notice-templates?desk=messaging").content.decode()
    assert "French, German, Italian, Spanish" in listed
    assert client.get("/desk/notice-templates/disruption/7/first").status_code == 404
