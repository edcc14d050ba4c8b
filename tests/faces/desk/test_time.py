"""Time on a ticket's page, and the hours of customers."""

from __future__ import annotations

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from permanence.ground.lib.db import house
from permanence.service.tickets.rules.reference import speak_reference
from permanence.service.timesheets.models import ExtraTime, TimeEntry, Timer
from tests.cast import World, post
from tests.faces.portal.browsing import read
from tests.service.timesheets.banking import agree_hours, minutes_left, open_file, spend


def page_of(world: World, reference: str, who: str = "noor") -> str:
    """Return the page of a ticket as somebody sees it."""
    client = world.log_in(getattr(world, who))
    post(client, "/desk/account", {"language": "en", "zone": "America/Toronto", "theme": "auto"})
    return read(client.get(f"/desk/tickets/{reference}?open=time"))


def test_time_is_written_by_hand_and_the_page_says_what_paid_for_it(world: World) -> None:
    with house():
        contract = agree_hours(world)
    ticket = open_file(world)
    client = world.log_in(world.noor)
    answers = {
        "began": "2026-03-02T14:00",
        "duration": "0:20",
        "kind": "troubleshooting",
        "worker": world.lena.pk,
        "note": "Looked at the templates.",
    }

    response = post(client, f"/desk/tickets/{ticket.reference}/time", answers)

    assert response.headers["Location"] == f"/desk/tickets/{ticket.reference}?open=time#time"
    page = page_of(world, ticket.reference)
    assert "30\N{NO-BREAK SPACE}min Contract hours" in page
    assert "Lena Vos (written by Noor Haddad)" in page
    assert "1\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}30\N{NO-BREAK SPACE}min of 2" in page
    with house():
        assert minutes_left(world, contract) == 90


@pytest.mark.parametrize(
    ("changed", "status", "said"),
    [
        ({"duration": "soon"}, 422, "Write minutes, or hours and minutes"),
        ({"began": "2026-03-02T15:30"}, 409, "not over yet"),
        ({"worker": "999999"}, 422, "Select a valid choice"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_is_kept(
    world: World, changed: dict[str, str], status: int, said: str
) -> None:
    ticket = open_file(world)
    client = world.log_in(world.noor)
    answers = {
        "began": "2026-03-02T14:00",
        "duration": "30",
        "kind": "training",
        "worker": world.noor.pk,
        "note": "A long note.",
    }

    response = post(client, f"/desk/tickets/{ticket.reference}/time", answers | changed)

    assert response.status_code == status
    assert said in read(response)
    assert "A long note." in read(response)
    with house():
        assert not TimeEntry.objects.exists()


def test_a_timer_survives_every_reload_and_is_stopped_with_what_was_done(world: World) -> None:
    ticket = open_file(world)
    client = world.log_in(world.noor)
    timer = f"/desk/tickets/{ticket.reference}/time/timer"
    post(client, timer, {"act": "start"})
    world.pass_time(minutes=25)

    assert "Your timer: 25\N{NO-BREAK SPACE}min" in page_of(world, ticket.reference)
    assert "Noor Haddad works on it since" in page_of(world, ticket.reference, "lena")
    post(client, timer, {"act": "stop", "kind": "programming", "note": "Wrote a filter."})

    with house():
        entry = TimeEntry.objects.get()
    assert (entry.kind, entry.note) == ("programming", "Wrote a filter.")
    assert 1500 <= entry.seconds < 1560


def test_starting_twice_says_so_and_a_discarded_timer_writes_nothing(world: World) -> None:
    ticket = open_file(world)
    client = world.log_in(world.noor)
    timer = f"/desk/tickets/{ticket.reference}/time/timer"
    post(client, timer, {"act": "start"})

    post(client, timer, {"act": "start"})

    assert "runs on this request already" in read(
        client.get(f"/desk/tickets/{ticket.reference}?open=time")
    )
    post(client, timer, {"act": "discard"})
    with house():
        assert not TimeEntry.objects.exists()
        assert Timer.objects.get().stopped_at is not None


def test_many_entries_cost_no_more_questions_to_the_database_than_few(world: World) -> None:
    with house():
        agree_hours(world, hours="30 hours")
    ticket = open_file(world)
    client = world.log_in(world.lena)
    address = f"/desk/tickets/{ticket.reference}?open=time"
    asked = []
    for many in (1, 8):
        with house():
            for _ in range(many):
                spend(world, ticket, 15)
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        asked.append(len(queries))

    assert asked[0] == asked[1]


def test_only_a_supervisor_takes_time_back(world: World) -> None:
    with house():
        contract = agree_hours(world)
    ticket = open_file(world)
    with house():
        entry = spend(world, ticket, 30)
    address = f"/desk/tickets/{ticket.reference}/time/{entry.pk}/back"

    refused = post(world.log_in(world.noor), address, {"reason": "Wrong."})
    lena = world.log_in(world.lena)
    empty = post(lena, address, {"reason": ""})
    done = post(lena, address, {"reason": "Wrong ticket."})

    assert (refused.status_code, empty.status_code, done.status_code) == (403, 422, 302)
    with house():
        assert minutes_left(world, contract) == 120
    assert "Correction: Wrong ticket." in page_of(world, ticket.reference)


def test_who_may_only_read_is_offered_no_forms(world: World) -> None:
    ticket = open_file(world)

    page = page_of(world, ticket.reference, "ivo")

    assert 'id="time"' in page
    assert "Start the timer" not in page
    assert "Write time by hand" not in page
    for way in ("time", "time/timer", "time/extra"):
        answer = post(world.log_in(world.ivo), f"/desk/tickets/{ticket.reference}/{way}")
        assert answer.status_code == 403


def test_the_specialist_sees_that_the_customer_is_asked_and_what_it_says(world: World) -> None:
    with house():
        agree_hours(world, hours="1 hour", at_zero="ask")
    ticket = open_file(world)
    client = world.log_in(world.noor)
    post(
        client,
        f"/desk/tickets/{ticket.reference}/time/extra",
        {"duration": "2 h", "reason": "A migration."},
    )

    assert "The customer is asked for 2\N{NO-BREAK SPACE}h beyond" in page_of(
        world, ticket.reference
    )
    with house():
        ExtraTime.objects.update(answer="agreed", answered_at=world.at, answered_by="contact:1")
    assert "The customer agreed to 2\N{NO-BREAK SPACE}h beyond" in page_of(world, ticket.reference)


def test_a_contract_that_allows_no_more_says_what_is_left_and_why(world: World) -> None:
    with house():
        agree_hours(world, hours="1 hour", at_zero="refuse")
    ticket = open_file(world)
    answers = {
        "began": "2026-03-02T12:00",
        "duration": "90",
        "kind": "troubleshooting",
        "worker": world.noor.pk,
    }

    response = post(world.log_in(world.noor), f"/desk/tickets/{ticket.reference}/time", answers)

    assert response.status_code == 409
    assert "60 min of them can pay for this, 30 min more would be needed" in read(response)


def test_the_desk_lists_what_each_customer_has_left(world: World) -> None:
    with house():
        agree_hours(world, plan="base-plus")

    page = read(world.log_in(world.noor).get("/desk/hours"))

    assert "Maison Verdier" in page
    assert "Plan hours" in page
    assert "Maison Verdier" not in read(world.log_in(world.sam).get("/desk/hours"))


def test_the_statement_is_a_page_and_files_in_the_customers_language(world: World) -> None:
    with house():
        contract = agree_hours(world)
    ticket = open_file(world)
    with house():
        spend(world, ticket, 40)
    client = world.log_in(world.noor)

    page = read(client.get(f"/desk/hours/{contract}"))
    sheet = client.get(f"/desk/hours/{contract}.csv").content.decode("utf-8-sig")
    pdf = PdfReader(io.BytesIO(client.get(f"/desk/hours/{contract}.pdf").content))

    assert "Every piece of work" in page
    assert f'href="/desk/tickets/{ticket.reference}"' in page
    assert sheet.splitlines()[-1].endswith(",-0.75,1.25")
    assert speak_reference(ticket.reference) in pdf.pages[0].extract_text()
    assert (pdf.root_object["/Lang"]) == "fr"


def test_another_desks_account_is_not_there(world: World) -> None:
    with house():
        contract = agree_hours(world)
    client = world.log_in(world.sam)

    for form in ("", ".csv", ".pdf"):
        assert client.get(f"/desk/hours/{contract}{form}").status_code == 404
    assert world.log_in(world.noor).get(f"/desk/hours/{contract}.xls").status_code == 404


def test_a_statement_of_other_days_begins_where_the_last_ended(world: World) -> None:
    with house():
        contract = agree_hours(world)
    ticket = open_file(world)
    with house():
        spend(world, ticket, 30)
    client = world.log_in(world.noor)

    before = read(client.get(f"/desk/hours/{contract}?first=2026-01-01&last=2026-03-01"))
    after = read(client.get(f"/desk/hours/{contract}?first=2026-03-02&last=2026-03-31"))

    assert ticket.reference not in before
    assert "<dt>Balance before</dt><dd>2\N{NO-BREAK SPACE}h</dd>" in after
    assert client.get(f"/desk/hours/{contract}?first=nonsense").status_code == 200
