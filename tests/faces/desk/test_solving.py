"""Keeping cause and solution on a ticket's page, and what the customer reads of it."""

from __future__ import annotations

from permanence.ground.lib.db import house
from permanence.service.knowledge.models import Usage
from permanence.service.tickets.models import Resolution
from tests.cast import World, let_answers_leave, post
from tests.faces.desk.test_findings import drawer
from tests.faces.desk.test_ticket import address, read, words
from tests.faces.portal.browsing import follow_link
from tests.service.knowledge.articles import fill_base

SOLVED = {
    "source": "setting",
    "cause": "A wrong route.",
    "solution": "We set the route right.",
    "is_told": "on",
}


def test_a_specialist_keeps_the_cause_and_resolves_in_one(world: World) -> None:
    ticket, client = world.ticket(), world.log_in(world.sam)
    post(client, address(ticket, "reply"), {"body": "We look into it."})
    let_answers_leave(world)

    done = post(client, address(ticket, "solution"), SOLVED | {"then": "resolve"})

    assert done.status_code == 302
    assert read(ticket).state == "resolved"
    inside = drawer(client, ticket, "solution")
    assert "A setting" in inside
    assert "A wrong route." in inside
    page = words(client.get(address(ticket)))
    assert "Sam Okoro kept cause and solution · A setting · “A wrong route.”" in page
    portal = follow_link(world.ada, world.messaging)
    told = words(portal.get(f"/messaging/requests/{ticket.reference}"))
    assert "What solved it We set the route right." in told
    assert "A wrong route." not in told


def test_what_is_empty_is_refused_and_who_only_reads_keeps_nothing(world: World) -> None:
    ticket = world.ticket()

    refused = post(world.log_in(world.sam), address(ticket, "solution"), {"source": ""})
    assert refused.status_code == 409
    assert "Say what the cause was, or what solved it." in words(refused)
    ivo = world.log_in(world.ivo)
    assert post(ivo, address(ticket, "solution"), SOLVED).status_code == 403
    foreign = world.ticket(world.claire, desk=world.content)
    sam = world.log_in(world.sam)
    assert post(sam, address(foreign, "solution"), SOLVED).status_code == 404
    with house():
        assert not Resolution.objects.exists()


def test_send_and_resolve_takes_the_answer_as_the_solution(world: World) -> None:
    ticket, client = world.ticket(), world.log_in(world.sam)

    post(client, address(ticket, "reply"), {"body": "It works again.", "then": "resolve"})
    let_answers_leave(world)

    assert "It works again." in drawer(client, ticket, "solution")
    portal = follow_link(world.ada, world.messaging)
    told = words(portal.get(f"/messaging/requests/{ticket.reference}"))
    assert told.count("It works again.") == 1


def test_an_article_is_named_as_the_solution(world: World) -> None:
    base = fill_base(world)
    ticket, client = world.ticket(), world.log_in(world.sam)

    post(client, address(ticket, "solution"), {"source": "setting", "article": "kb-1"})
    missing = post(client, address(ticket, "solution"), {"article": "KB-90"})

    assert missing.status_code == 422
    assert "There is no such article on this desk." in words(missing)
    assert "Article KB-1" in drawer(client, ticket, "solution")
    assert "kept cause and solution · A setting · Article KB-1" in words(
        client.get(address(ticket))
    )
    with house():
        assert Resolution.objects.get().article == base["554"]
        use = Usage.objects.get()
        assert (use.article, use.kind, use.entry) == (base["554"], "linked", None)


def test_the_answer_that_resolves_leaves_the_article_named_as_the_solution(world: World) -> None:
    base = fill_base(world)
    ticket, client = world.ticket(), world.log_in(world.sam)
    post(client, address(ticket, "solution"), {"article": "KB-1"})

    post(client, address(ticket, "reply"), {"body": "It is done.", "then": "resolve"})
    let_answers_leave(world)

    with house():
        kept = Resolution.objects.get()
        assert (kept.article, kept.solution) == (base["554"], "It is done.")


def test_who_resolves_what_no_article_explains_is_led_to_write_one(world: World) -> None:
    fill_base(world)
    bare, told = world.ticket(), world.ticket(world.bea)
    client = world.log_in(world.sam)
    post(client, address(told, "solution"), {"article": "KB-1"})

    for ticket in (bare, told):
        post(client, address(ticket, "reply"), {"body": "It is done."})
    let_answers_leave(world)
    pages = []
    for ticket in (bare, told):
        post(client, address(ticket, "act"), {"act": "resolve"})
        pages.append(client.get(address(ticket)))

    assert "No article says yet how this is solved. Write one" in words(pages[0])
    assert f"/desk/articles/new?desk=messaging&amp;ticket={bare.reference}" in (
        pages[0].content.decode()
    )
    assert "No article says yet" not in words(pages[1])
