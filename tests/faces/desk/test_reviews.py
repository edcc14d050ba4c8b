"""Looking back on the desk: written by some, closed by others, measures done, summaries sent."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from permanence.ground.lib.db import house
from permanence.service.reviews.models import (
    Cause,
    Measure,
    PostMortem,
    Summary,
    SummaryCopy,
    SummaryRequest,
)
from permanence.service.reviews.rules.evidence import find_faults
from tests.cast import World, post
from tests.service.reviews.looking_back import DAY, TEXTS, approve, look_back, touch, write_whole

LATER = 180


@pytest.fixture
def found(world: World) -> PostMortem:
    """A post-mortem that was just opened, in an hour after which the pages look."""
    with house():
        touch(world, world.brightwater)
        made = look_back(world)
    world.pass_time(minutes=LATER)
    return made


def page_of(found: PostMortem, rest: str = "") -> str:
    return f"/desk/incidents/{found.incident_id}/post-mortem{rest}"


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return str(answer.content.decode())


def test_a_post_mortem_is_written_on_its_page_and_closed_by_somebody_else(
    world: World, found: PostMortem
) -> None:
    sam, lena = world.log_in(world.sam), world.log_in(world.lena)
    assert "Your part" in read(sam, page_of(found))
    said = {"overview": "The relay stopped", "handling": "Told late"}
    steps = [
        ("/contribution", {"failures": "The second notice was late"}),
        ("/words", {"base": "0", **said}),
        ("/cause", {"side": "source", "parent": "", "kind": "technique", "text": "The disk"}),
    ]
    for rest, sent in steps:
        assert post(sam, page_of(found, rest), sent).status_code == 302, rest
    with house():
        cause = Cause.objects.get()
    measure = {
        "text": "Watch the disk",
        "kind": "detect",
        "causes": [cause.pk],
        "owner": world.sam.pk,
        "due": (world.at + 10 * DAY).date().isoformat(),
    }
    for rest, sent in [("/measure", measure), ("/root", {"cause": cause.pk, "root": "yes"})]:
        assert post(sam, page_of(found, rest), sent).status_code == 302, rest
    assert post(sam, page_of(found, "/hand-in")).status_code == 302
    assert post(sam, page_of(found, "/close")).status_code == 403

    done = post(lena, page_of(found, "/close"))

    assert done.status_code == 302
    shown = read(lena, page_of(found))
    assert "Reviewed and closed by Lena Vos" in shown
    assert "The second notice was late" in shown
    assert "Watch the disk" in read(sam, "/desk/actions?desk=messaging&show=mine")


def test_what_came_too_late_is_kept_beside_what_a_colleague_saved(
    world: World, found: PostMortem
) -> None:
    sam, lena = world.log_in(world.sam), world.log_in(world.lena)
    post(sam, page_of(found, "/words"), {"base": "0", "overview": "First", "handling": "x"})

    refused = post(lena, page_of(found, "/words"), {"base": "0", "overview": "Second"})

    assert refused.status_code == 409
    shown = refused.content.decode()
    assert "Second" in shown
    assert "First" in shown


def test_a_measure_is_finished_by_its_owner_and_dropped_by_who_may_close(
    world: World, found: PostMortem
) -> None:
    with house():
        measure = write_whole(world, found)
    sam, lena = world.log_in(world.sam), world.log_in(world.lena)
    address = f"/desk/actions/{measure.pk}"
    assert "Its disk was full" in read(sam, address)

    assert post(sam, f"{address}/drop", {"reason": "No time"}).status_code == 403
    assert post(sam, f"{address}/done", {"evidence": ""}).status_code == 422
    assert post(sam, f"{address}/done", {"evidence": "Change 7"}).status_code == 302

    with house():
        assert Measure.objects.get(pk=measure.pk).evidence == "Change 7"
    assert "Change 7" in read(lena, address)
    assert post(lena, f"{address}/drop", {"reason": "Too late"}).status_code == 404


def test_a_summary_is_written_side_by_side_approved_and_sent_to_who_asked(
    world: World, found: PostMortem
) -> None:
    sam, lena = world.log_in(world.sam), world.log_in(world.lena)
    ticket, incident = world.ticket(), found.incident_id
    asked = {"incident": incident, "way": "phone"}
    assert "summary" in read(sam, f"/desk/tickets/{ticket.reference}?open=summary")
    assert post(sam, f"/desk/tickets/{ticket.reference}/summary", asked).status_code == 302
    address = f"/desk/incidents/{incident}/summary"
    texts = {
        f"{field}_{language}": text
        for language, fields in TEXTS.items()
        for field, text in fields.items()
    }
    half = {name: text for name, text in texts.items() if not name.endswith("_de")}
    post(sam, f"{address}/write", {"base": "0", **half})
    assert post(sam, f"{address}/hand-in").status_code == 409
    post(sam, f"{address}/write", {"base": "1", **texts})
    assert post(sam, f"{address}/hand-in").status_code == 302

    assert post(lena, f"{address}/approve").status_code == 302

    with house():
        copy = SummaryCopy.objects.get()
    assert copy.sent_to == world.ada.email
    shown = read(lena, address)
    assert copy.digest in shown
    paper = lena.get(f"{address}/copies/{copy.pk}.pdf")
    assert paper.content.startswith(b"%PDF")
    assert world.log_in(world.noor).get(address).status_code == 404


def test_a_request_of_who_was_not_touched_is_decided_on_the_page(
    world: World, found: PostMortem
) -> None:
    ticket = world.ticket(world.stranger)
    sam, lena = world.log_in(world.sam), world.log_in(world.lena)
    asked = {"incident": found.incident_id, "way": "mail"}
    post(sam, f"/desk/tickets/{ticket.reference}/summary", asked)
    with house():
        request = SummaryRequest.objects.get()
    address = f"/desk/incidents/{found.incident_id}/summary"

    refused = post(lena, f"{address}/refuse", {"request": request.pk, "reason": "A stranger"})

    assert refused.status_code == 302
    with house():
        assert SummaryRequest.objects.get().is_refused
    assert "A stranger" in read(lena, address)


def test_evidence_is_taken_for_a_customer_of_the_incident_alone(
    world: World, found: PostMortem
) -> None:
    with house():
        approve(world, found.incident)
    lena = world.log_in(world.lena)
    address = f"/desk/incidents/{found.incident_id}/evidence/{world.brightwater.pk}"

    taken = lena.get(f"{address}.json")

    assert find_faults(json.loads(taken.content)) == []
    assert lena.get(f"{address}.pdf").content.startswith(b"%PDF")
    assert lena.get(f"{address}.exe").status_code == 404
    assert lena.get(address.replace(str(world.brightwater.pk), "9999") + ".json").status_code == 404


def test_the_war_room_says_how_far_the_looking_back_is(world: World, found: PostMortem) -> None:
    shown = read(world.log_in(world.sam), f"/desk/incidents/{found.incident_id}")

    assert f'href="{page_of(found)}"' in shown
    with house():
        assert Summary.objects.get().state == "open"
