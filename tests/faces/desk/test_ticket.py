"""A ticket's page: what was promised, what is known, what can be said and done."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from permanence.ground.files.models import Blob
from permanence.ground.journal.models import Access
from permanence.ground.lib.db import house
from permanence.ground.outbox.models import Message
from permanence.promises.policies.queries import policy_of_version
from permanence.service.tickets.actions import Answer, add_note, answer_ticket, settle_due_marks
from permanence.service.tickets.models import Commitment, Entry, Ticket
from permanence.service.tickets.rules.opening import Part
from tests.cast import World, let_answers_leave, post

JUDGED = {"severity": "3", "level": "2"}


def words(page: Any) -> str:
    """The page's text as a reader sees it."""
    text = re.sub(r"<(script|template).*?</\1>", "", page.content.decode(), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def address(ticket: Ticket, act: str = "") -> str:
    return f"/desk/tickets/{ticket.reference}" + (f"/{act}" if act else "")


def explained(client: Client, ticket: Ticket) -> str:
    """The page with every deadline explained, as a reader sees it."""
    page = client.get(address(ticket)).content.decode()
    whys = re.findall(r"part=why&amp;promise=(\d+)", page)
    return words(client.get(address(ticket), {"why": whys}))


def read(ticket: Ticket) -> Ticket:
    with house():
        return Ticket.objects.select_related("assignee", "team").get(pk=ticket.pk)


def test_the_page_shows_what_was_said_and_promised(world: World) -> None:
    ticket = world.ticket(text="Since noon every fax <b>fails</b>.\n\nSee https://example.com/log")

    page = world.log_in(world.sam).get(address(ticket))

    said = words(page)
    assert "Since noon every fax &lt;b&gt;fails&lt;/b&gt;." in said
    assert '<a href="https://example.com/log">' in page.content.decode()
    assert "Ada Lindqvist" in said
    assert "Brightwater Insurance" in said
    assert "Confirmation sent to ada.lindqvist@brightwater.example" in said
    assert "First answer" in said
    assert "Why this deadline?" in said
    assert "Facts still missing" in said


def test_each_page_view_is_recorded_once_an_hour(world: World) -> None:
    ticket = world.ticket()
    client = world.log_in(world.sam)

    client.get(address(ticket))
    client.get(address(ticket))

    with house():
        access = Access.objects.get(actor=f"specialist:{world.sam.pk}")
    assert (access.subject, access.reads) == (f"ticket:{ticket.pk}", 2)


def test_an_unknown_reference_and_another_desks_are_the_same(world: World) -> None:
    foreign = world.ticket(world.claire, desk=world.content)
    client = world.log_in(world.sam)

    assert client.get("/desk/tickets/0000000000").status_code == 404
    assert client.get(address(foreign)).status_code == 404
    for act in ("reply", "note", "triage", "act", "reopen"):
        assert post(client, address(foreign, act), {"body": "x"}).status_code == 404
    with house():
        assert not Access.objects.exists()


def test_triage_sets_the_judgement_and_the_promises(world: World) -> None:
    ticket = world.ticket()

    answer = post(
        world.log_in(world.sam),
        address(ticket, "triage"),
        JUDGED | {"team": world.experts.pk, "assignee": world.sam.pk},
    )

    assert answer.status_code == 302
    found = read(ticket)
    assert (found.severity, found.level, found.state) == (3, 2, "open")
    assert (found.team, found.assignee) == (world.experts, world.sam)
    page = words(world.log_in(world.sam).get(address(ticket)))
    assert "Sam Okoro set severity 3, level 2" in page


def test_a_changed_judgement_needs_a_reason_and_keeps_what_was_typed(world: World) -> None:
    ticket = world.ticket()
    client = world.log_in(world.sam)
    post(client, address(ticket, "triage"), JUDGED)

    refused = post(client, address(ticket, "triage"), {"severity": "4", "level": "2"})

    assert refused.status_code == 409
    assert "Say why level, severity or service changes" in words(refused)
    assert 'value="4" selected' in refused.content.decode()
    assert read(ticket).severity == 3

    done = post(
        client,
        address(ticket, "triage"),
        {"severity": "4", "level": "2", "reason": "One account only"},
    )
    assert done.status_code == 302
    page = explained(client, ticket)
    assert "“One account only”" in page
    assert "Before" in page


def test_a_severity_that_is_none_is_wrong(world: World) -> None:
    ticket = world.ticket()

    answer = post(
        world.log_in(world.sam), address(ticket, "triage"), {"severity": "9", "level": "1"}
    )

    assert answer.status_code == 422
    assert read(ticket).triaged_at is None


def test_a_reply_goes_to_the_customer_with_its_files(world: World) -> None:
    ticket = world.ticket()
    log = SimpleUploadedFile("session.log", b"220 ready", content_type="text/plain")
    picture = SimpleUploadedFile("screen.png", b"PNG", content_type="image/png")

    answer = post(
        world.log_in(world.sam),
        address(ticket, "reply"),
        {"body": "Please send us the log.", "attachments": [log, picture], "then": "wait"},
    )

    assert answer.status_code == 302
    with house():
        assert not Message.objects.filter(kind="answer").exists()  # it can still be taken back
    let_answers_leave(world)
    with house():
        mail = Message.objects.get(kind="answer")
        entry = Entry.objects.get(kind="mail", direction="out")
    assert mail.recipients == ["ada.lindqvist@brightwater.example"]
    assert [file["name"] for file in mail.files] == ["session.log", "screen.png"]
    assert entry.author_name == "Sam Okoro"
    assert read(ticket).state == "waiting_customer"
    page = words(world.log_in(world.sam).get(address(ticket)))
    assert "session.log" in page
    assert "waiting" in page


def test_an_empty_reply_is_refused_and_nothing_leaves(world: World) -> None:
    ticket = world.ticket()

    answer = post(world.log_in(world.sam), address(ticket, "reply"), {"body": "  "})

    assert answer.status_code == 409
    assert "write what the customer should read" in words(answer)
    with house():
        assert not Message.objects.filter(kind="answer").exists()


def test_files_beyond_the_limit_are_refused_and_the_words_are_kept(world: World) -> None:
    ticket = world.ticket()
    with house():
        limit = policy_of_version(ticket.policy_version_id).limits.reply
    large = SimpleUploadedFile("dump.bin", b"0" * (limit + 1))

    answer = post(
        world.log_in(world.sam),
        address(ticket, "reply"),
        {"body": "Here is the dump.", "attachments": [large]},
    )

    assert answer.status_code == 422
    assert "too large" in words(answer)
    assert "Here is the dump." in answer.content.decode()
    with house():
        assert not Blob.objects.exists()


def test_a_note_never_leaves_the_desk(world: World) -> None:
    ticket = world.ticket()

    answer = post(world.log_in(world.sam), address(ticket, "note"), {"body": "Ask the gateway."})

    assert answer.status_code == 302
    page = words(world.log_in(world.lena).get(address(ticket)))
    assert "Ask the gateway." in page
    assert "never leaves the desk" in page
    with house():
        assert not Message.objects.filter(text__contains="Ask the gateway").exists()


def test_the_acts_follow_the_state(world: World) -> None:
    ticket = world.ticket()
    client = world.log_in(world.sam)

    def acts() -> list[str]:
        page = client.get(address(ticket)).content.decode()
        head = page.partition('</header>\n<div class="ticket-file">')[0]
        return re.findall(r'name="act" value="(\w+)"', head)

    assert acts() == ["take"]
    assert post(client, address(ticket, "act"), {"act": "take"}).status_code == 302
    assert read(ticket).assignee == world.sam
    assert acts() == []
    post(client, address(ticket, "reply"), {"body": "Solved."})
    let_answers_leave(world)
    assert acts() == ["resolve"]
    assert post(client, address(ticket, "act"), {"act": "resolve"}).status_code == 302
    assert acts() == ["close", "reopen"]
    assert post(client, address(ticket, "act"), {"act": "close"}).status_code == 302
    assert acts() == ["reopen"]


def test_an_act_that_came_too_late_is_refused_on_the_page(world: World) -> None:
    ticket = world.ticket()

    answer = post(world.log_in(world.sam), address(ticket, "act"), {"act": "close"})

    assert answer.status_code == 409
    assert "this is no longer possible" in words(answer)


def test_opening_again_asks_for_a_reason(world: World) -> None:
    ticket = world.ticket()
    client = world.log_in(world.sam)
    post(client, address(ticket, "reply"), {"body": "Solved.", "then": "resolve"})
    let_answers_leave(world)

    asked = post(client, address(ticket, "act"), {"act": "reopen"})
    assert "Why is it opened again?" in words(client.get(asked["Location"]))
    assert post(client, address(ticket, "reopen"), {"reason": ""}).status_code == 422
    assert post(client, address(ticket, "reopen"), {"reason": "It came back"}).status_code == 302

    assert read(ticket).state == "open"
    assert "Sam Okoro opened it again · “It came back”" in words(client.get(address(ticket)))


def test_an_auditor_reads_and_changes_nothing(world: World) -> None:
    ticket = world.ticket()
    client = world.log_in(world.ivo)

    page = client.get(address(ticket))

    assert page.status_code == 200
    assert 'id="composer"' not in page.content.decode()
    assert 'id="triage"' not in page.content.decode()
    for act in ("reply", "note", "triage", "act", "reopen"):
        assert post(client, address(ticket, act), {"body": "x", "act": "take"}).status_code == 403
    with house():
        assert Entry.objects.filter(ticket=ticket).count() == 2


def test_a_form_without_its_token_changes_nothing(world: World) -> None:
    ticket = world.ticket()

    answer = world.log_in(world.sam).post(address(ticket, "reply"), {"body": "Hello."})

    assert answer.status_code == 403


def test_clock_events_stand_among_the_rest(world: World) -> None:
    ticket = world.ticket()
    with house():
        due = Commitment.objects.get(ticket=ticket, promise="response").due_at
        assert due
        settle_due_marks(at=due + timedelta(seconds=30))
    world.pass_time(hours=4)

    page = words(world.log_in(world.sam).get(address(ticket)))

    assert "First answer is overdue: it was due" in page
    assert "noticed 30 s late" in page
    assert "was called at" in page
    assert "The ladder is climbed for: First answer" in page


def test_the_promise_says_which_clauses_it_beat(world: World) -> None:
    ticket = world.ticket(world.claire, desk=world.content)

    page = explained(world.log_in(world.noor), ticket)

    assert "Clauses that lost" in page
    assert "Policy, version 1" in page
    assert "guaranteed" in page
    assert "Contract CV-2026-07" in page


def test_why_a_deadline_is_due_then_is_fetched_when_it_is_asked(world: World) -> None:
    ticket, client = world.ticket(), world.log_in(world.sam)
    page = client.get(address(ticket)).content.decode()
    number = re.findall(r"part=why&amp;promise=(\d+)", page)[0]
    assert "How the deadline comes about" not in page

    fetched = client.get(address(ticket), {"part": "why", "promise": number})

    assert "How the deadline comes about" in words(fetched)
    assert "<html" not in fetched.content.decode()
    assert client.get(address(ticket), {"part": "why", "promise": "0"}).status_code == 404


def test_the_reader_sees_deadlines_in_their_own_zone_and_the_desks(world: World) -> None:
    ticket = world.ticket(world.claire, desk=world.content)
    client = world.log_in(world.noor)
    post(client, "/desk/account", {"language": "en", "zone": "Asia/Tokyo", "theme": "auto"})

    page = explained(client, ticket)

    assert "Asia/Tokyo · your clock" in page
    assert "UTC−05:00 · the clause&#x27;s clock" in page


def test_the_page_speaks_the_readers_language(world: World) -> None:
    ticket = world.ticket()
    client = world.log_in(world.sam)
    client.cookies["language"] = "fr"

    page = client.get(address(ticket))

    assert 'lang="fr"' in page.content.decode()
    assert "Gravité" in words(page) or "gravité" in words(page)


def test_a_drawer_is_fetched_when_it_is_opened(world: World) -> None:
    ticket, client = world.ticket(), world.log_in(world.sam)

    closed = client.get(address(ticket)).content.decode()
    assert "It has not waited." not in closed
    assert f'href="{address(ticket)}?open=pauses#pauses"' in closed

    fetched = client.get(f"{address(ticket)}?part=drawer&drawer=pauses")
    assert "It has not waited." in words(fetched)
    assert "<html" not in fetched.content.decode()
    assert "It has not waited." in words(client.get(f"{address(ticket)}?open=pauses"))


def test_a_drawer_opens_for_nobody_who_may_not(world: World) -> None:
    ticket, client = world.ticket(), world.log_in(world.ivo)

    assert client.get(f"{address(ticket)}?part=drawer&drawer=merging").status_code == 404
    assert client.get(f"{address(ticket)}?part=drawer&drawer=secrets").status_code == 404
    assert 'id="merging"' not in client.get(address(ticket)).content.decode()


@pytest.mark.parametrize("part", ["timeline", "promises", "preview"])
def test_a_part_of_the_page_comes_alone(world: World, part: str) -> None:
    ticket = world.ticket()

    page = world.log_in(world.sam).get(f"{address(ticket)}?part={part}")

    assert page.status_code == 200
    assert "<html" not in page.content.decode()


def test_an_unknown_part_is_not_found(world: World) -> None:
    ticket = world.ticket()

    assert world.log_in(world.sam).get(f"{address(ticket)}?part=secrets").status_code == 404


def test_the_page_asks_as_much_for_twenty_entries_as_for_one(world: World) -> None:
    short, long = world.ticket(), world.ticket(parts=[Part("a.txt", "text/plain", b"a")])
    sam = world.sam.actor
    with house():
        policy = policy_of_version(short.policy_version_id)
        for ticket, many in ((short, 1), (long, 10)):
            for _ in range(many):
                answer = Answer("We look into it.", parts=[Part("b.txt", "text/plain", b"b")])
                answer_ticket(ticket, answer, policy=policy, by=sam, at=world.at)
                add_note(ticket, text="Seen.", by=sam, at=world.at)
    client = world.log_in(world.sam)

    def queries(ticket: Ticket) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address(ticket)).status_code == 200
        return len(captured)

    client.get(address(short))
    assert queries(long) == queries(short) <= 18


def test_what_was_just_written_is_in_sight_and_can_be_taken_back(world: World) -> None:
    ticket, sam = world.ticket(), world.log_in(world.sam)

    noted = post(sam, address(ticket, "note"), {"body": "Call the carrier."})
    sent = post(sam, address(ticket, "reply"), {"body": "We look into it."})

    page = sam.get(address(ticket)).content.decode()
    for answer in (noted, sent):
        place = answer["Location"].partition("#")[2]
        assert place
        assert f'id="{place}"' in page
    assert "Take it back" in page
