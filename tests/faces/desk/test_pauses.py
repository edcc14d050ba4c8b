"""What a specialist does about a ticket that waits, and what was said on the phone."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.test import Client

from permanence.ground.journal.rules import SYSTEM
from permanence.ground.lib.db import house
from permanence.ground.outbox.models import Message
from permanence.promises.contracts.actions import load_contract, suspend_contract
from permanence.promises.contracts.models import Contract
from permanence.promises.contracts.rules import ContractDraft, TargetRow, write_contract
from permanence.service.tickets.actions import settle_due_marks
from permanence.service.tickets.models import Commitment, Entry, Ticket
from tests.cast import World, add_contract, post
from tests.faces.desk.test_ticket import JUDGED, address, read, words

WAIT = {"state": "waiting_third_party", "reason": "The network operator looks for it."}


def due(ticket: Ticket, promise: str) -> datetime | None:
    with house():
        return Commitment.objects.get(ticket=ticket, promise=promise, replaced_at=None).due_at


def judged_ticket(world: World, client: Client, **given: Any) -> Ticket:
    ticket = world.ticket(**given)
    post(client, address(ticket, "triage"), JUDGED)
    return ticket


def test_a_ticket_waits_with_a_reason_that_the_customer_is_told(world: World) -> None:
    client = world.log_in(world.sam)
    ticket = judged_ticket(world, client)
    drawer = f"{address(ticket)}?open=pauses"
    assert "The customer is told by mail" in words(client.get(drawer))

    assert post(client, address(ticket, "pause"), WAIT).status_code == 302

    assert read(ticket).state == "waiting_third_party"
    assert due(ticket, "resolution") is None
    with house():
        assert WAIT["reason"] in Message.objects.filter(kind="notice").get().text
        assert Entry.objects.get(kind="notice").text == WAIT["reason"]
    assert WAIT["reason"] in words(client.get(f"{address(ticket)}?part=drawer&drawer=pauses"))
    assert "clock stopped" in words(client.get(address(ticket)))


def test_it_goes_on_with_the_time_that_was_left(world: World) -> None:
    client = world.log_in(world.sam)
    ticket = judged_ticket(world, client)
    before = due(ticket, "resolution")
    assert before
    post(client, address(ticket, "pause"), WAIT)
    world.pass_time(hours=2)

    assert "Go on" in words(client.get(address(ticket)))
    assert post(client, address(ticket, "act"), {"act": "resume"}).status_code == 302

    assert read(ticket).state == "open"
    after = due(ticket, "resolution")
    assert after
    assert timedelta(hours=2) <= after - before < timedelta(hours=2, minutes=1)


def test_nothing_waits_without_a_reason(world: World) -> None:
    client = world.log_in(world.sam)
    ticket = judged_ticket(world, client)

    refused = post(client, address(ticket, "pause"), WAIT | {"reason": " "})

    assert refused.status_code == 422
    assert "Why : This field is required." in words(refused)
    assert read(ticket).state == "open"
    strange = post(client, address(ticket, "pause"), WAIT | {"state": "resolved"})
    assert strange.status_code == 422


def test_only_a_supervisor_corrects_the_past(world: World) -> None:
    client = world.log_in(world.sam)
    ticket = judged_ticket(world, client)
    before = due(ticket, "resolution")
    assert before
    world.pass_time(hours=3)
    wrong = {
        "state": "waiting_customer",
        "since": "2026-03-02T16:00",
        "until": "2026-03-02T17:00",
        "reason": "Ada was not there; it was written down late.",
    }

    assert "Correct the past" not in words(client.get(f"{address(ticket)}?open=pauses"))
    assert post(client, address(ticket, "correct"), wrong).status_code == 403

    lena = world.log_in(world.lena)
    post(lena, "/desk/account", {"language": "en", "zone": "UTC", "theme": "auto"})
    assert "Your time: UTC" in words(lena.get(f"{address(ticket)}?open=pauses"))
    assert post(lena, address(ticket, "correct"), wrong).status_code == 302

    assert due(ticket, "resolution") == before + timedelta(hours=1)
    page = words(lena.get(f"{address(ticket)}?open=pauses"))
    assert "Lena Vos corrected the past" in page
    assert "Before a correction" in page


def test_a_correction_speaks_the_supervisors_own_time(world: World) -> None:
    ticket = judged_ticket(world, world.log_in(world.sam))
    before = due(ticket, "resolution")
    assert before
    world.pass_time(hours=3)
    lena = world.log_in(world.lena)
    post(lena, "/desk/account", {"language": "en", "zone": "Asia/Tokyo", "theme": "auto"})

    post(
        lena,
        address(ticket, "correct"),
        {
            "state": "out_of_scope",
            "since": "2026-03-03T01:00",
            "until": "2026-03-03T01:30",
            "reason": "Found then.",
        },
    )

    assert due(ticket, "resolution") == before + timedelta(minutes=30)


def test_what_is_to_come_is_not_corrected_and_what_was_typed_is_kept(world: World) -> None:
    ticket = judged_ticket(world, world.log_in(world.sam))
    lena = world.log_in(world.lena)
    asked = {"state": "open", "since": "2026-03-02T10:00", "until": "2026-04-02T10:00"}

    refused = post(lena, address(ticket, "correct"), asked | {"reason": "So it was."})
    unclear = post(lena, address(ticket, "correct"), asked | {"since": "yesterday"})

    assert refused.status_code == 409
    assert 'value="2026-04-02T10:00"' in refused.content.decode()
    assert unclear.status_code == 422
    assert "Write a day and a time" in words(unclear)


def test_a_call_is_an_answer_and_sends_no_mail(world: World) -> None:
    client = world.log_in(world.sam)
    post(client, "/desk/account", {"language": "en", "zone": "UTC", "theme": "auto"})
    ticket = judged_ticket(world, client)
    world.pass_time(hours=1)
    with house():
        before = Message.objects.count()

    done = post(
        client,
        address(ticket, "call"),
        {"body": "Told Ada to restart it.", "called_at": "2026-03-02T15:30", "then": "wait"},
    )

    assert done.status_code == 302
    with house():
        response = Commitment.objects.get(ticket=ticket, promise="response", replaced_at=None)
        entry = Entry.objects.get(kind="call")
        assert Message.objects.count() == before
    assert response.met_at == entry.at == world.at.replace(hour=15, minute=30)
    assert read(ticket).state == "waiting_customer"
    assert "Told Ada to restart it." in words(client.get(address(ticket)))


def test_a_call_of_this_minute_is_now_and_one_before_the_request_is_none(world: World) -> None:
    client = world.log_in(world.sam)
    post(client, "/desk/account", {"language": "en", "zone": "UTC", "theme": "auto"})
    ticket = judged_ticket(world, client)

    now = post(client, address(ticket, "call"), {"body": "Rang.", "called_at": "2026-03-02T15:00"})
    early = post(
        client, address(ticket, "call"), {"body": "Rang.", "called_at": "2026-03-02T14:00"}
    )

    assert now.status_code == 302
    assert early.status_code == 409
    assert "after the request arrived" in words(early)


def test_a_late_promise_asks_for_its_reason(world: World) -> None:
    client = world.log_in(world.sam)
    ticket = judged_ticket(world, client)
    world.pass_time(days=2)
    with house():
        settle_due_marks(at=world.at)
    page = client.get(address(ticket))
    assert "Say why it was late" in words(page)
    with house():
        late = Commitment.objects.get(ticket=ticket, promise="response", replaced_at=None)

    post(client, f"/desk/reports/promises/{late.pk}/reason", {"reason": "Nobody was on duty."})

    assert "Why it was late: Nobody was on duty." in words(client.get(address(ticket)))


def draft(world: World, **agreed: Any) -> str:
    told: dict[str, Any] = {
        "number": "BW-7",
        "title": "Gateway support",
        "desk": "messaging",
        "customer": world.brightwater.name,
        "languages": ("en",),
        "starts": date(2026, 1, 1),
    }
    return write_contract(ContractDraft(**told | agreed))


def test_the_page_says_how_a_contract_stands(world: World) -> None:
    client = world.log_in(world.sam)
    ticket = world.ticket()
    assert "none with this desk: the published policy applies" in words(client.get(address(ticket)))

    with house():
        load_contract(draft(world, ends=date(2026, 2, 28)), file="a.toml", at=world.at)
        load_contract(
            draft(world, number="BW-8", starts=date(2026, 5, 1)), file="b.toml", at=world.at
        )
        held = load_contract(draft(world, number="BW-9"), file="c.toml", at=world.at)
    said = words(client.get(address(ticket)))
    assert "BW-7 · Gateway support expired on 28 Feb 2026; the published policy applies" in said
    assert "BW-8 · Gateway support begins on 1 May 2026" in said
    assert "BW-9 · Gateway support in force" in said

    with house():
        contract = Contract.objects.get(pk=held.contract)
        suspend_contract(contract, reason="Not paid.", by=SYSTEM, at=world.at)
    said = words(client.get(address(ticket)))
    assert "suspended since 2 Mar 2026, because: Not paid." in said


def test_a_contract_for_some_services_asks_which_one_it_is(world: World) -> None:
    target = TargetRow("resolution", "under", "1 hour", "always", "guarantee")
    with house():
        load_contract(
            draft(world, services=("message-tracing",), targets=(target,)),
            file="a.toml",
            at=world.at - timedelta(days=1),
        )
    client = world.log_in(world.sam)
    ticket = world.ticket()
    assert "Message tracing" in words(client.get(address(ticket)))
    assert due(ticket, "resolution") == world.at + timedelta(hours=1)

    post(client, address(ticket, "triage"), JUDGED | {"service": "portal"})

    assert read(ticket).service == "portal"
    assert due(ticket, "resolution") == world.at + timedelta(hours=12)
    said = words(client.get(address(ticket)))
    assert "does not cover this service; the published policy applies" in said
    unknown = post(client, address(ticket, "triage"), JUDGED | {"service": "printing"})
    assert unknown.status_code == 422


def test_what_prevails_beside_the_times_is_shown_with_what_it_beat(world: World) -> None:
    with house():
        add_contract(
            world.verdier,
            desk=world.content,
            number="CV-2026-12",
            starts=date(2026, 1, 1),
            at=world.at - timedelta(days=1),
            coverage="always",
        )
    ticket = world.ticket(world.claire, desk=world.content)

    said = words(world.log_in(world.noor).get(address(ticket)))

    assert "What else prevails" in said
    assert "When we are there" in said
    assert "less in a year" in said


def test_an_auditor_neither_pauses_nor_calls_nor_corrects(world: World) -> None:
    ticket = world.ticket()
    client = world.log_in(world.ivo)

    said = words(client.get(address(ticket)))
    assert "Let it wait" not in said
    assert "Keep the call" not in said
    for act in ("pause", "call", "correct"):
        assert post(client, address(ticket, act), WAIT).status_code == 403
