"""Views of one's own on the desk: narrowed by a form, kept, changed, shared and deleted."""

from __future__ import annotations

import csv
import re
from datetime import datetime

from django.db import connection
from django.test.utils import CaptureQueriesContext

from permanence.ground.lib.db import house
from permanence.overview.worklists.models import SavedView
from permanence.overview.worklists.rules import ADDABLE, MOST_ADDED
from permanence.service.tickets.models import Ticket
from tests.cast import World, post

ROW = re.compile(r'href="/desk/tickets/(\d{10})" tabindex')
SAVE = "/desk/views/save?desk=messaging"


def save(world: World, query: str, **said: str) -> SavedView:
    """Keep a view as Sam."""
    answers = {"query": query, "name": "Faxes", "do": "new"} | said
    answer = post(world.log_in(world.sam), SAVE, answers)
    assert answer.status_code == 302, answer.content.decode()
    with house():
        return SavedView.objects.latest("changed_at", "pk")


def test_a_list_is_narrowed_by_an_address(world: World) -> None:
    fax, login = world.ticket(), world.ticket(subject="Login")
    client = world.log_in(world.sam)

    page = client.get("/desk/views?desk=messaging&text=login&hidden=who").content.decode()

    assert ROW.findall(page) == [login.reference]
    assert "1 ticket<" in page
    assert "hides-who" in page
    assert fax.reference not in page
    assert 'value="login"' in page


def test_questions_that_are_asked_seldom_stand_folded_until_one_is_answered(world: World) -> None:
    fax, other = world.ticket(), world.ticket(world.stranger)
    client = world.log_in(world.sam)
    asked = f"contact={world.stranger.email}&watched=no&escalation=never"

    plain = client.get("/desk/views?desk=messaging").content.decode()
    page = client.get(f"/desk/views?desk=messaging&{asked}").content.decode()
    view = save(world, f"{asked}&grounds=help&grounds=unsaid&due_until=2026-03-09")
    kept = client.get(f"/desk/views/{view.pk}").content.decode()

    assert '<details class="sieve-rare">' in plain
    assert '<details class="sieve-rare" open>' in page
    assert ROW.findall(page) == [other.reference]
    assert fax.reference not in page
    assert view.sieve == {
        "contact": world.stranger.email,
        "watched": "no",
        "escalation": "never",
        "grounds": ["help", "unsaid"],
        "due_until": "2026-03-09",
    }
    assert re.findall(r'name="grounds" value="(\w+)"[^>]*checked', kept) == ["help", "unsaid"]


def test_plans_are_asked_for_where_the_policy_sells_some(world: World) -> None:
    client = world.log_in(world.noor)
    without = world.log_in(world.sam).get("/desk/views?desk=messaging").content.decode()

    page = client.get("/desk/views?desk=content").content.decode()

    assert 'name="plan"' in page
    assert 'value="base-plus"' in page
    assert client.get("/desk/views?desk=content&plan=base-plus").status_code == 200
    assert 'name="plan"' not in without


def test_every_view_leads_to_the_questions(world: World) -> None:
    page = world.log_in(world.sam).get("/desk/tickets").content.decode()

    assert 'href="/desk/views?desk=messaging"' in page


def test_a_view_is_kept_and_stands_in_the_rail(world: World) -> None:
    ticket = world.ticket(subject="Login")
    world.ticket()
    view = save(world, "text=login&order=due&hidden=org", name="Log-ins")

    page = world.log_in(world.sam).get(f"/desk/views/{view.pk}").content.decode()

    assert ROW.findall(page) == [ticket.reference]
    assert "<h1>Log-ins</h1>" in page
    assert "hides-org" in page
    assert 'aria-current="true">By next due<' in page
    rail = re.search(rf'href="/desk/views/{view.pk}" aria-current="page">.*?</li>', page)
    assert rail
    assert "Log-ins" in rail[0]
    assert (view.sieve, view.order, view.hidden) == ({"text": "login"}, "due", ["org"])


def test_a_view_is_changed_and_deleted(world: World) -> None:
    view = save(world, "text=login")
    said = {"view": str(view.pk), "name": "Fax lines", "is_shared": "on", "do": "change"}
    changed = save(world, f"view={view.pk}&severities=1&severities=2", **said)
    assert (changed.pk, changed.name, changed.is_shared) == (view.pk, "Fax lines", True)
    assert changed.sieve == {"severities": [1, 2]}

    answer = post(
        world.log_in(world.sam), SAVE, {"view": str(view.pk), "name": "x", "do": "delete"}
    )

    assert answer["Location"] == "/desk/tickets?desk=messaging&view=next"
    with house():
        assert not SavedView.objects.exists()


def test_nobody_sees_the_private_view_of_another(world: World) -> None:
    view = save(world, "text=login")
    shared = save(world, "text=login", name="Shared", is_shared="on")
    lena = world.log_in(world.lena)

    assert lena.get(f"/desk/views/{view.pk}").status_code == 404
    assert lena.get(f"/desk/views/{shared.pk}").status_code == 200
    refused = post(
        lena, SAVE, {"view": str(shared.pk), "name": "Mine", "query": "", "do": "change"}
    )
    assert refused.status_code == 409
    assert "Only who made a view changes it" in refused.content.decode()
    assert world.log_in(world.noor).get(f"/desk/views/{shared.pk}").status_code == 404


def test_an_auditor_looks_and_keeps_nothing(world: World) -> None:
    client = world.log_in(world.ivo)

    page = client.get("/desk/views?desk=messaging").content.decode()

    assert "Save as a new view" not in page
    assert post(client, SAVE, {"name": "Mine", "do": "new"}).status_code == 403


def test_a_view_without_a_name_and_a_wrong_question_are_told(world: World) -> None:
    client = world.log_in(world.sam)

    assert post(client, SAVE, {"name": "", "do": "new"}).status_code == 422
    wrong = client.get("/desk/views?desk=messaging&opened_since=yesterday&severities=9")
    assert wrong.status_code == 422


def test_a_narrowed_list_is_a_table(world: World) -> None:
    ticket = world.ticket(subject="Login")
    world.ticket()

    answer = world.log_in(world.sam).get("/desk/views.csv?desk=messaging&text=login")

    lines = answer.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert ticket.reference in lines[1]


def test_pages_of_a_view_follow_one_another(world: World) -> None:
    tickets = [world.ticket() for _ in range(52)]
    with house():
        Ticket.objects.filter(pk__in=[one.pk for one in tickets[::2]]).update(severity=1)
    view = save(world, "text=fax")
    client = world.log_in(world.sam)

    first = client.get(f"/desk/views/{view.pk}").content.decode()
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following
    second = client.get(following[1].replace("&amp;", "&")).content.decode()

    assert len({*ROW.findall(first), *ROW.findall(second)}) == 52


def test_what_is_over_is_shown_behind_the_work_where_a_view_asks_for_it(world: World) -> None:
    fax, login, done = world.ticket(), world.ticket(), world.ticket()
    with house():
        Ticket.objects.filter(pk=login.pk).update(state="resolved", ended=True)
        Ticket.objects.filter(pk=done.pk).update(state="closed", ended=True)
    client = world.log_in(world.sam)

    plain = client.get("/desk/views?desk=messaging").content.decode()
    both = client.get("/desk/views?desk=messaging&over=also").content.decode()
    view = save(world, "states=closed", name="Closed faxes")
    kept = client.get(f"/desk/views/{view.pk}").content.decode()
    table = client.get("/desk/views.csv?desk=messaging&over=only").content.decode("utf-8-sig")

    assert ROW.findall(plain) == [fax.reference]
    assert ROW.findall(both) == [fax.reference, done.reference, login.reference]
    assert 'scope="rowgroup">Over<' in both
    assert "3 tickets<" in both
    assert ROW.findall(kept) == [done.reference]
    assert 'aria-current="true">Newest first<' in kept
    assert [line.split(",")[0] for line in table.splitlines()[1:]] == [
        done.reference,
        login.reference,
    ]


def test_many_views_cost_as_much_as_one(world: World) -> None:
    world.ticket()
    save(world, "text=fax", name="One")
    client = world.log_in(world.sam)

    def queries() -> int:
        client.get("/desk/account")
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/desk/tickets?desk=messaging").status_code == 200
        return len(captured)

    one = queries()
    for number in range(5):
        save(world, "text=fax", name=f"View {number}")
    assert abs(queries() - one) <= 2


def added(page: str) -> list[tuple[str, str]]:
    """Return what stands in the added columns of a page, row by row, with their keys."""
    return re.findall(r'<td class="c-added c-(\w+)">(?:<[^>]+>)?([^<]*)<', page)


def test_a_view_adds_columns_and_keeps_them(world: World) -> None:
    ticket = world.ticket()
    with house():
        Ticket.objects.filter(pk=ticket.pk).update(kind="question")
    asked = "added=opened&added=channel&added=kind&added=contact&hidden=who"
    view = save(world, asked, name="By contact")
    client = world.log_in(world.sam)

    narrowed = client.get(f"/desk/views?desk=messaging&{asked}").content.decode()
    kept = client.get(f"/desk/views/{view.pk}").content.decode()
    live = client.get(f"/desk/views/{view.pk}", headers={"HX-Request": "true"}).content.decode()

    assert (view.added, view.hidden) == (["contact", "kind", "channel", "opened"], ["who"])
    for page in (narrowed, kept, live):
        assert re.findall(r'<th scope="col" class="c-added c-(\w+)">', page) == view.added
        said = dict(added(page))
        assert said["contact"] == ticket.contact.name
        assert said["kind"] == "Technical question"
        assert said["channel"] == "E-mail"
        assert "hides-who adds crowds-3" in page
        assert f'<span data-label="Contact">{ticket.contact.name}</span>' in page
    assert re.findall(r'name="added" value="(\w+)"[^>]*checked', kept) == view.added


def test_every_column_that_is_offered_says_what_a_ticket_is(world: World) -> None:
    ticket = world.ticket(language="fr")
    with house():
        Ticket.objects.filter(pk=ticket.pk).update(service="fax", resolved_at=world.at)
    client = world.log_in(world.sam)
    page = client.get("/desk/views?desk=messaging").content.decode()
    offered = re.findall(r'name="added" value="(\w+)"', page)
    said = {}

    for key in offered:
        page = client.get(f"/desk/views?desk=messaging&added={key}").content.decode()
        said |= dict(added(page))

    assert tuple(offered) == ADDABLE
    assert set(said) == set(ADDABLE)
    assert said["language"] == "French"
    assert said["promise"] == "Triage"
    assert said["solved"]
    assert said["contract"] == "—"


def test_more_columns_than_find_room_are_refused(world: World) -> None:
    client = world.log_in(world.sam)
    asked = "&".join(f"added={key}" for key in ADDABLE[: MOST_ADDED + 1])

    answer = client.get(f"/desk/views?desk=messaging&{asked}")
    saving = post(client, SAVE, {"query": asked, "name": "Wide", "do": "new"})

    assert answer.status_code == 422
    assert "Choose at most 4 columns to add." in answer.content.decode()
    assert saving.status_code == 422
    with house():
        assert not SavedView.objects.exists()


def test_added_columns_stand_behind_the_rest_of_a_table_once(world: World) -> None:
    ticket = world.ticket(language="fr")
    client = world.log_in(world.sam)

    answer = client.get("/desk/views.csv?desk=messaging&added=team&added=language&added=opened")

    head, line = csv.reader(answer.content.decode("utf-8-sig").splitlines())
    assert head[-2:] == ["Language", "Received"]
    assert head.count("Team") == 1
    assert line[-2] == "French"
    assert datetime.fromisoformat(line[-1]) == ticket.opened_at.replace(microsecond=0)


def test_added_columns_cost_one_query_for_a_page_and_none_where_rows_have_them(
    world: World,
) -> None:
    for _ in range(3):
        world.ticket()
    client = world.log_in(world.sam)

    def queries(asked: str) -> int:
        address = f"/desk/views?desk=messaging&{asked}"
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address, headers={"HX-Request": "true"}).status_code == 200
        return len(captured)

    plain = queries("")
    assert queries("added=contact&added=team&added=kind&added=promise") == plain
    one = queries("added=channel&added=service&added=contract&added=solved")
    assert one == plain + 1
    for _ in range(5):
        world.ticket()
    assert queries("added=channel&added=service&added=contract&added=solved") == one
