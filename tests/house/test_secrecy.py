"""Of a confidential request nobody learns who was not let in: every address of the desk, tried.

The walk takes each address by itself, so a new one is tried as well; one with a number in it needs
to be told in `tests/secrets.py` which number of the file that is, or here that it is of none.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import get_resolver, reverse

from permanence.ground.lib.db import house, staff
from permanence.overview.worklists.queries.lists import order_lane
from permanence.overview.worklists.rules import Order, Place, Span
from permanence.service.tickets.models import Ticket
from tests.cast import World, post
from tests.secrets import EVERYTHING, WORD, Secret, fill_secret, walk_desk

NUMBER_OF_NO_FILE = {
    "blocked-end",
    "trace", "trace-add", "trace-source", "trace-source-act",
    "alert", "alert-place-gone", "alert-source", "alert-source-act", "silence-end",
    "incident-requests",
    "component-edit", "component-end",
    "action", "action-act", "incident-evidence", "incident-summary", "incident-summary-act",
    "incident-summary-copy", "post-mortem", "post-mortem-act",
    "incident", "incident-climb", "incident-components", "incident-confirm", "incident-correct",
    "incident-dismiss", "incident-erase", "incident-kind", "incident-regulatory", "incident-report",
    "incident-resolve",
    "incident-customers", "incident-customers-confirm", "incident-customers-file",
    "incident-customers-judge", "incident-customers-list",
    "ladder-rung",
    "rule",
    "rule-edit",
    "rule-try",
    "rule-act",
    "hold-release",
    "browser-remove",
    "agreement-act", "agreement-paper", "asked-settle", "contact-merge", "contact-merge-undo",
    "contact-new", "contract", "contract-document", "contract-edit", "contract-source",
    "contract-suspend", "delegation-end", "draft-back", "enquiry", "enquiry-close", "hours-file",
    "hours-statement", "installation", "installation-act", "installation-edit",
    "installation-new", "macro", "organisation-edit", "passkey-remove", "person", "person-edit",
    "person-leave", "person-presence", "person-roles", "piece-new", "piece-strike",
    "policy-source", "policy-version", "provider", "provider-try", "provider-unbind",
    "status-condition", "incident-public", "window", "window-act",
    "incident-add", "incident-fact", "incident-facts", "incident-here", "incident-join",
    "incident-json", "incident-lead", "incident-leave", "incident-notices", "incident-offer",
    "incident-offer-answer",
    "incident-pdf", "incident-record", "incident-steps", "incident-summon", "incident-summons",
    "incident-task", "incident-task-move", "incident-task-settle", "incident-timeline",
    "incident-write",
    "cover-end", "hand-off", "rota", "rota-cover", "rota-edit", "rota-end", "rota-import",
    "rota-swap", "saved-view", "second-loss", "swap", "team", "team-edit", "team-end",
    "team-members", "ticket-macro", "template", "way", "way-end", "way-try", "wording",
    "wording-file", "written-notice", "written-notice-call", "written-notice-file",
    "written-notice-proof", "written-notice-withdraw",
}  # fmt: skip
WORDS = {
    "act": "complete",
    "fact": 1,
    "member": 1,
    "offered": 1,
    "summons": 1,
    "task": 1,
    "team": "investigation",
    "climb": 1,
    "list_number": 1,
    "clock": 1,
    "group": "stated",
    "key": "messaging",
    "kind": "reply",
    "language": "en",
    "form": "csv",
    "token": "x",
    "place": 0,
    "version": 1,
    "other": 1,
    "piece": 1,
    "mail": "confirmation",
    "named": "KB-1",
    "organisation": 1,
    "copy": 1,
    "file": 1,
    "severity": 1,
    "stage": "first",
}
ASKED = {
    "search": [f"q={WORD}", f"q={WORD}*", "q={reference}", "q={merged}", "q=Lindqvist"],
    "tickets": [
        f"view={view}"
        for view in ("next", "overdue", "soon", "escalated", "mine", "teams", "unassigned", "ended")
    ],
    "tickets-file": ["view=next", "view=escalated"],
    "narrowed": [f"text={WORD}", "assignee=-1"],
    "narrowed-file": [f"text={WORD}"],
    "outgoing": ["", "show=failed"],
    "articles": ["", f"q={WORD}"],
    "article_new": ["", "ticket={reference}"],
    "ticket": [
        "", "part=timeline", "part=promises", "part=preview", "part=why&promise=1",
        *(f"part=drawer&drawer={key}" for key in ("links", "merging", "secrecy", "looks", "time")),
    ],
    "ticket-paper": ["", "notes=1"],
    "quarantine": ["", "show=all"],
    "report-promises": ["", "verdict=late", "verdict=running", "month=2026-03"],
    "board": ["", "part=now"],
}  # fmt: skip


def addresses(secret: Secret) -> Iterator[tuple[str, str]]:
    """Yield every address of the desk with the file in it, by its name."""
    for name, pattern in walk_desk(get_resolver().url_patterns):
        told: dict[str, Any] = {}
        for part in pattern.pattern.converters:
            if part == "reference":
                told[part] = secret.ticket.reference
            elif part == "number":
                told[part] = secret.numbers.get(name, 1)
            else:
                told[part] = WORDS[part]
        path = reverse(f"desk:{name}", kwargs=told)
        for query in ASKED.get(name, [""]):
            asked = query.format(reference=secret.ticket.reference, merged=secret.merged.reference)
            yield name, f"{path}?{asked}" if asked else path


def discloses(secret: Secret, path: str, answer: Any) -> list[str]:
    """Return what an answer tells of the file beyond what was asked with it."""
    page = "" if answer.streaming else answer.content.decode(errors="replace").lower()
    page = page.replace(path.lower(), "") + str(answer.headers.items()).lower()
    spoken = [f"{one[:3]} {one[3:6]} {one[6:9]} {one[9:]}" for one in secret.references]
    asked = [one for one in secret.references if one in path]
    words = [one for one in (*secret.references, *spoken) if not asked]
    if f"q={WORD}" in path or f"text={WORD}" in path:
        return [word for word in ("affair", "more of the", *words) if word in page]
    return [word for word in (WORD, *words) if word in page]


def leaks(secret: Secret, client: Client) -> list[str]:
    """Return each address by which a browser learns of the file, with what it learns."""
    found = []
    for name, path in addresses(secret):
        answer = client.get(path)
        assert answer.status_code < 500, path
        if name in {"logout", "looks"}:  # who audits reads numbers there, and nothing else
            continue
        found += [f"{path} {answer.status_code}: {one}" for one in discloses(secret, path, answer)]
    return found


def test_every_number_in_an_address_is_one_of_the_file_or_of_none(world: World) -> None:
    secret = fill_secret(world)
    numbered = {
        name
        for name, pattern in walk_desk(get_resolver().url_patterns)
        if "number" in pattern.pattern.converters
    }

    assert numbered == secret.numbers.keys() | NUMBER_OF_NO_FILE


def test_whatever_their_roles_nobody_finds_what_was_kept_from_them(world: World) -> None:
    secret = fill_secret(world)
    colleague = world.hire("Rosa", *EVERYTHING)

    assert leaks(secret, world.log_in(colleague)) == []


def test_the_walk_would_find_it_if_it_were_not_confidential(world: World) -> None:
    secret = fill_secret(world, confidential=False)
    colleague = world.hire("Rosa", *EVERYTHING)

    found = {
        one.partition("?")[0].partition(" ")[0] for one in leaks(secret, world.log_in(colleague))
    }

    for place in ("search", "tickets", "views", "outgoing", "tickets.csv", "agreements"):
        assert f"/desk/{place}" in found, place
    assert f"/desk/attachments/{secret.numbers['attachment']}" in found
    assert f"/desk/letters/{secret.numbers['letter']}/raw" in found
    assert f"/desk/outgoing/{secret.numbers['message']}" in found


def test_who_knows_works_as_ever(world: World) -> None:
    secret = fill_secret(world)
    client = world.log_in(world.sam)

    page = client.get(f"/desk/tickets/{secret.ticket.reference}")

    assert page.status_code == 200
    assert f"The {WORD} affair" in page.content.decode()
    listed = client.get("/desk/tickets?desk=messaging&view=mine").content.decode()
    assert f"The {WORD} affair" in listed
    assert client.get(f"/desk/attachments/{secret.numbers['attachment']}").status_code == 200
    found = client.get(f"/desk/search?q={WORD}").content.decode()
    assert f"The {WORD} affair" in found


def test_nothing_can_be_done_to_it_by_whom_it_is_kept_from(world: World) -> None:
    secret = fill_secret(world)
    client = world.log_in(world.hire("Rosa", *EVERYTHING))
    with house():
        before = Ticket.objects.values().get(pk=secret.ticket.pk)

    for name, path in addresses(secret):
        if secret.ticket.reference in path and "?" not in path and name != "glass":
            answer = post(client, path, {"reason": "So.", "body": "Let me in.", "act": "take"})
            assert answer.status_code in {403, 404, 405}, path

    with house():
        assert Ticket.objects.values().get(pk=secret.ticket.pk) == before


def test_the_database_itself_shows_no_row_of_it(world: World) -> None:
    secret = fill_secret(world)
    files = [secret.ticket.pk, secret.merged.pk]
    with house():
        tables = tables_with("ticket_id") - {"timesheets_timeentry", "timesheets_extratime"}
        filled = {one for one in tables if count(one, files)}
    assert {"tickets_entry", "tickets_reference", "tickets_commitment"} <= filled

    with staff(reader=world.lena.user_id, at=world.at):
        seen = {one for one in filled if count(one, files)}
        words = ask("select 1 from tickets_attachment a where a.name like %s", f"{WORD}%")
        mails = ask("select 1 from outbox_message where text like %s", f"%{WORD}%")
        acts = ask("select 1 from journal_act where subject = %s", f"ticket:{files[0]}")
        climbs = ask("select 1 from escalation_climb where subject = %s", files[0])

    # Words without order, numbers of tickets: no page reads them but through the ticket.
    assert seen <= {"tickets_searchrow", "bulk_bulkrow", "tickets_sweep"}
    assert words == mails == acts == climbs == []


def test_who_is_let_in_by_a_team_sees_it_and_loses_sight_with_it(world: World) -> None:
    secret = fill_secret(world)
    page = f"/desk/tickets/{secret.ticket.reference}"
    client = world.log_in(world.lena)
    assert client.get(page).status_code == 404
    sam = world.log_in(world.sam)

    post(sam, f"{page}/confidential/circle", {"people": world.sam.pk, "teams": world.experts.pk})
    assert client.get(page).status_code == 200
    with house():
        world.experts.members.remove(world.lena)

    assert client.get(page).status_code == 404


@pytest.mark.parametrize("right", ["select", "insert", "update", "delete"])
def test_staff_may_do_in_each_table_what_the_house_may(db: None, right: str) -> None:
    differ = ask(
        "select relname from pg_class where relnamespace = 'public'::regnamespace"
        " and relkind in ('r', 'p') and has_table_privilege('permanence_house', oid, %s)"
        " <> has_table_privilege('permanence_staff', oid, %s)",
        right,
        right,
    )

    assert differ == []


def test_staff_may_call_what_the_house_may(db: None) -> None:
    differ = ask(
        "select proname from pg_proc where pronamespace = 'public'::regnamespace"
        " and has_function_privilege('permanence_house', oid, 'execute')"
        " and not has_function_privilege('permanence_staff', oid, 'execute')"
        " union all select sequencename from pg_sequences where schemaname = 'public'"
        " and has_sequence_privilege('permanence_house', sequencename::regclass, 'usage')"
        " and not has_sequence_privilege('permanence_staff', sequencename::regclass, 'usage')"
    )

    assert differ == []


def test_counts_are_read_from_their_indexes_alone(db: None) -> None:
    indexes = ask("select indexdef from pg_indexes where tablename = 'tickets_ticket'")
    counting = [str(one) for (one,) in indexes if "order_at" in one and "CASE" not in one]

    assert len(counting) == 8
    assert [one for one in counting if "confidential)" not in one] == []


@pytest.mark.parametrize("order", ["severity", "due"])
def test_a_later_page_of_a_list_begins_in_its_index(world: World, order: Order) -> None:
    after = Place(world.at, 5, gravity=2)
    lane = Ticket.objects.filter(desk=world.messaging.pk, ended=False)
    with staff(reader=world.sam.user_id, at=world.at):
        for other in ("seqscan", "bitmapscan", "sort"):
            ask(f"set local enable_{other} = off")
        plan = order_lane(lane, order, span=Span(after=after)).values("pk")[:51].explain()

    place = next(line for line in plan.splitlines() if "Index Cond" in line)
    assert "ROW(" in place


def tables_with(column: str) -> set[str]:
    """Return the tables that have a column."""
    rows = ask(
        "select relname from pg_attribute a join pg_class c on c.oid = a.attrelid"
        " where relnamespace = 'public'::regnamespace and relkind = 'r' and attname = %s"
        " and not attisdropped",
        column,
    )
    return {str(name) for (name,) in rows}


def count(table: str, files: list[int]) -> int:
    """Return how many rows of these files a table shows."""
    return int(ask(f'select count(*) from "{table}" where ticket_id = any(%s)', files)[0][0])


def ask(statement: str, *values: object) -> list[tuple[Any, ...]]:
    """Return the rows of a query."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return list(cursor.fetchall()) if cursor.description else []
