"""The pages of messages: looking for them, their path, and who tells of them."""

from __future__ import annotations

import re
from datetime import datetime
from html import unescape
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from permanence.faces.desk.presenting.trace_drawer import read_moment
from permanence.ground.journal.models import Access, Act
from permanence.ground.lib.db import house
from permanence.service.tickets.models import Entry, TicketTrace
from permanence.service.trace.actions import take_events
from permanence.service.trace.models import Passage, TraceSource
from permanence.service.trace.queries import open_trace_source
from permanence.service.trace.rules.events import Kind
from tests.cast import World, post
from tests.service.trace.telling import add_source, event

LIST = "/desk/traces/?desk=messaging"


@pytest.fixture
def told(world: World) -> World:
    """Three messages of this day: one deferred over two hops, one failed, one of nobody known."""
    source, _ = add_source(world)
    sender = {"sender": world.ada.email, "method": "smtp", "user_id": "BW-1"}
    hop = {"host": "relay-2", "uid": "hop"}
    with house():
        take_events(
            source,
            [
                event(Kind.ACCEPTED, 0, uid="a", facts=sender),
                event(Kind.DELIVERED, 0.05, uid="b", reply="250 queued as X", facts={"pages": "2"}),
                event(Kind.DEFERRED, 3, status="4.7.1", reply="Greylisted <b>", **hop),
                event(Kind.FAILED, 9, uid="f", job="J-2", status="E002", facts=sender),
                event(Kind.QUEUED, -99999, uid="old", job="J-0", facts=sender),
                event(Kind.QUEUED, 20, uid="q", job="J-3"),
            ],
            at=world.at,
        )
    return world


def read(browser: Client, address: str) -> str:
    """Return the text of a page."""
    return unescape(browser.get(address).content.decode())


def jobs_on(page: str) -> list[str]:
    """Return the job numbers of the rows."""
    return re.findall(r'<td class="c-job[^"]*">([^<]+)</td>', page)


def test_messages_are_found_by_what_a_customer_knows_and_each_look_up_is_kept(
    told: World,
) -> None:
    sam = told.log_in(told.sam)

    assert jobs_on(read(sam, LIST)) == []
    assert jobs_on(read(sam, f"{LIST}&job=j-1")) == ["J-1"]
    assert jobs_on(read(sam, f"{LIST}&sender={told.ada.email}")) == ["J-2", "J-1"]
    assert jobs_on(read(sam, f"{LIST}&sender={told.ada.email}&since=2025-01-01T00:00")) == [
        *("J-2", "J-1"),
        "J-0",
    ]
    assert jobs_on(read(sam, f"{LIST}&job=J-0")) == ["J-0"]
    assert jobs_on(read(sam, f"{LIST}&organisation=brightwater&state=failed")) == ["J-2"]
    with house():
        acts = list(Act.objects.filter(act="trace.searched").order_by("id"))
    assert [(one.actor_name, one.facts["found"]) for one in acts] == [
        ("Sam Okoro", number) for number in (1, 2, 3, 1, 1)
    ]
    assert acts[-1].organisation_id == told.brightwater.pk
    assert acts[-1].facts["asked"] == {"organisation": "brightwater", "state": "failed"}


def test_a_customer_that_cannot_be_told_is_asked_for_again(told: World) -> None:
    sam = told.log_in(told.sam)

    answer = sam.get(f"{LIST}&organisation=Nobody+Knows")

    assert answer.status_code == 422
    assert "No customer has this name." in unescape(answer.content.decode())
    with house():
        assert not Act.objects.filter(act="trace.searched").exists()


def test_a_list_goes_on_from_page_to_page_and_none_is_missed(world: World) -> None:
    source, _ = add_source(world)
    with house():
        events = [event(Kind.QUEUED, uid=str(one), job=f"J-{one:03}") for one in range(120)]
        take_events(source, events, at=world.at)
    sam = world.log_in(world.sam)
    address, seen = f"{LIST}&recipient=@example.org", []
    for _ in range(3):
        page = read(sam, address)
        seen += jobs_on(page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        address = following[1] if following else ""

    assert (len(seen), len(set(seen)), address) == (120, 120, "")
    with house():
        assert Act.objects.filter(act="trace.searched").count() == 1


def test_the_path_tells_hop_by_hop_what_was_said_and_what_it_means(told: World) -> None:
    with house():
        passage = Passage.objects.get(job="J-1")
    page = told.log_in(told.sam).get(f"/desk/traces/{passage.pk}").content.decode()

    assert page.index("relay-1") < page.index("relay-2")
    assert "3 s later" in page
    assert "pages: 2" in page
    assert page.count("Greylisting: the other side takes it at a later try") == 2
    assert "Greylisted &lt;b&gt;" in page
    assert "2 attempts" in page
    with house():
        look = Access.objects.get(subject=f"passage:{passage.pk}")
    assert (look.actor_name, look.desk_id) == ("Sam Okoro", told.messaging.pk)


def test_an_auditor_reads_who_looked_for_which_messages(told: World) -> None:
    told.log_in(told.sam).get(f"{LIST}&job=J-2&state=failed")
    with house():
        passage = Passage.objects.get(job="J-2")
    told.log_in(told.sam).get(f"/desk/traces/{passage.pk}")
    ivo = told.log_in(told.ivo)

    assert "Sam Okoro looked for Job number: J-2, State: Failed (1 message)" in read(ivo, LIST)
    assert f"Message trace {passage.pk}" in read(ivo, "/desk/looks?desk=messaging")
    assert "looked for" not in read(told.log_in(told.sam), LIST)


def test_the_table_holds_every_message_found_and_the_journal_who_took_it(told: World) -> None:
    sam = told.log_in(told.sam)

    answer = sam.get(f"/desk/traces/messages.csv?desk=messaging&sender={told.ada.email}")

    lines = answer.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 3
    assert "Something answered, but no fax machine" in lines[1]
    assert sam.get("/desk/traces/messages.csv?desk=messaging").status_code == 404
    with house():
        assert Act.objects.get(act="trace.exported").facts["found"] == 2


def test_nobody_reads_messages_of_a_desk_on_which_they_do_not_work(told: World) -> None:
    with house():
        passage = Passage.objects.get(job="J-1")
    noor = told.log_in(told.noor)

    assert noor.get(LIST).status_code == 404
    assert noor.get(f"/desk/traces/{passage.pk}").status_code == 404


@pytest.fixture
def root(world: World) -> Client:
    """The browser of who administers the messaging desk."""
    return world.log_in(world.hire("Root", "administrator"))


def token_on(answer: Any) -> str:
    """Return the token that a page shows; nothing where it shows none."""
    found = re.search(r"Bearer ([\w-]{20,})", answer.content.decode())
    return found[1] if found else ""


def test_an_administrator_adds_a_source_renews_its_token_and_turns_it_off(
    world: World, root: Client
) -> None:
    made = post(root, "/desk/trace-sources?desk=messaging", {"name": "Relays"})
    with house():
        source = TraceSource.objects.get()
    address = f"/desk/trace-sources/{source.pk}"
    renewed = post(root, f"{address}/act", {"act": "renew"})
    taken = post(root, "/desk/trace-sources?desk=messaging", {"name": "Relays"})
    named = post(root, address, {"name": "Fax servers"})
    off = post(root, f"{address}/act", {"act": "disable"})

    assert [one.status_code for one in (made, renewed, taken, named, off)] == [
        *(200, 200, 409),
        *(302, 302),
    ]
    assert token_on(root.get(address)) == ""
    with house():
        assert open_trace_source(token_on(renewed), at=world.at) is None
    assert post(root, f"{address}/act", {"act": "enable"}).status_code == 302
    with house():
        opened = [open_trace_source(token_on(one), at=world.at) for one in (made, renewed)]
    assert opened == [source, source]
    page = unescape(root.get(address).content.decode())
    assert "Root renamed the source to “Fax servers”" in page
    assert "Root turned it off" in page


def test_an_auditor_reads_how_sources_are_set_up_and_changes_nothing(world: World) -> None:
    source, _ = add_source(world)
    ivo = world.log_in(world.ivo)
    address = f"/desk/trace-sources/{source.pk}"

    assert "Relays" in read(ivo, "/desk/trace-sources?desk=messaging")
    assert "<form" not in re.sub(
        r"<nav.*?</nav>|<header.*?</header>", "", read(ivo, address), flags=re.S
    )
    for path, sent in ((address, {"name": "x"}), (f"{address}/act", {"act": "disable"})):
        assert post(ivo, path, sent).status_code == 403
    assert world.log_in(world.sam).get(address).status_code == 403


def test_a_message_is_put_into_a_request_and_shown_in_its_own_shape(told: World) -> None:
    ticket = told.ticket(told.ada, text="Where is it? Job number: J-1")
    with house():
        passage = Passage.objects.get(job="J-1")
    sam = told.log_in(told.sam)
    page = f"/desk/tickets/{ticket.reference}"
    drawer = unescape(sam.get(f"{page}?part=drawer&drawer=traces").content.decode())

    wrong = post(sam, f"/desk/traces/{passage.pk}/add", {"reference": "123"})
    done = post(
        sam, f"/desk/traces/{passage.pk}/add", {"reference": ticket.reference, "is_public": "on"}
    )

    asked = f"/desk/traces/?desk=messaging&ticket={ticket.reference}"
    assert f"{asked}&sender=" in drawer or f"{asked}&job=J-1" in drawer
    assert (wrong.status_code, done.status_code) == (422, 302)
    timeline = sam.get(page).content.decode()
    assert 'class="item is-trace"' in timeline
    assert "the customer reads it" in timeline
    assert "Greylisting: the other side takes it" in timeline
    drawer = sam.get(f"{page}?part=drawer&drawer=traces").content.decode()
    assert f"/desk/traces/{passage.pk}" in drawer
    assert "relay-2" in drawer
    assert ticket.reference in read(sam, f"/desk/traces/{passage.pk}")
    with house():
        assert Entry.objects.get(kind="trace").is_public


def test_a_request_is_opened_with_a_message_and_all_that_it_tells(told: World) -> None:
    with house():
        passage = Passage.objects.get(job="J-1")
    sam = told.log_in(told.sam)
    found = re.search(
        r'href="(/desk/calls[^"]*trace=[^"]+)"', read(sam, f"/desk/traces/{passage.pk}")
    )
    assert found is not None
    begun = sam.get(found[1])
    fields = dict(
        re.findall(r'name="(key|fact-[a-z-]+|subject)" value="([^"]*)"', begun.content.decode())
    )

    assert f"contact={told.ada.pk}" in found[1]
    assert (fields["fact-job-number"], fields["fact-user-id"]) == ("J-1", "BW-1")
    assert fields["subject"] == "Message to to@example.org: Deferred"
    sent = {"channel": "call", "check": "none", "language": "en", "escalates": "", "kind": ""}
    answer = post(sam, found[1], fields | sent | {"text": "Where is it?", "answer": ""})
    assert answer.status_code == 302
    with house():
        kept = TicketTrace.objects.select_related("ticket", "entry").get()
    assert kept.ticket.facts["job-number"] == "J-1"
    assert not kept.entry.is_public
    assert post(sam, found[1], fields | sent | {"text": "Where is it?"}).status_code == 302


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-02 14:05", (2026, 3, 2, 14, 5)),
        ("on 2026-03-02", (2026, 3, 2, 12, 0)),
        ("le 2/3/2026 à 9h30", (2026, 3, 2, 9, 30)),
        ("am 02.03.2026, 14:05 Uhr", (2026, 3, 2, 14, 5)),
        ("yesterday", None),
        ("99/99/2026", None),
    ],
)
def test_the_moment_that_a_customer_wrote_down_is_read_where_it_is_plain(
    text: str, moment: tuple[int, ...] | None
) -> None:
    zone = ZoneInfo("Europe/Paris")

    assert read_moment(text, zone) == (moment and datetime(*moment, tzinfo=zone))  # type: ignore[arg-type,misc]
