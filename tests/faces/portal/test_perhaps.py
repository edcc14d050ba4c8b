"""Articles offered before a request is sent: read, said to have solved it, or passed over."""

from __future__ import annotations

import re
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from permanence.ground.journal.models import Act
from permanence.ground.lib.db import house
from permanence.service.knowledge.models import Article, Reading, Usage, Verdict
from permanence.service.tickets.models import Ticket
from tests.cast import World
from tests.faces.portal.browsing import follow_link, read, send

Base = tuple[World, dict[str, Article]]
NEW = "/messaging/requests/new"
WORDS = {"subject": "Faxes rejected", "description": "Since noon all of them come back with 554."}
OTHER = {"subject": "Invoice", "description": "The sum of last month looks wrong to us."}


def tickets() -> list[Ticket]:
    with house():
        return list(Ticket.objects.order_by("pk"))


def used() -> list[tuple[int, int, str, str]]:
    with house():
        return list(Usage.objects.values_list("article", "ticket", "kind", "by"))


def hidden(page: str) -> dict[str, Any]:
    return dict(re.findall(r'<input type="hidden" name="([a-z]+)" value="([^"]*)"', page))


def test_what_fits_is_offered_while_somebody_types(base: Base) -> None:
    world, made = base
    browser = follow_link(world.ada, world.messaging)
    token = hidden(read(browser.get(NEW)))["csrfmiddlewaretoken"]

    offered = read(browser.post(f"{NEW}/perhaps", {**WORDS, "csrfmiddlewaretoken": token}))
    nothing = read(browser.post(f"{NEW}/perhaps", {**OTHER, "csrfmiddlewaretoken": token}))
    again = read(
        browser.post(
            f"{NEW}/perhaps",
            {**WORDS, "csrfmiddlewaretoken": token, "read": made["554"].reference},
        )
    )

    assert f'hx-get="/messaging/help/{made["554"].reference}/text"' in offered
    assert 'name="looked" value="1" form="request-form"' in offered
    assert "Restarting the relay" not in offered
    assert "<details" not in nothing + again
    assert tickets() == []


def test_without_a_script_one_step_stands_before_sending_and_nothing_is_lost(base: Base) -> None:
    world, _made = base
    browser = follow_link(world.ada, world.messaging)

    step = send(browser, NEW, **WORDS, **{"fact-user-id": "AL-17"})

    page = read(step)
    assert step.status_code == 200
    assert tickets() == []
    assert "Send it all the same" in page
    assert "The receiving machine refused the page size." in page
    assert 'value="AL-17"' in page
    assert WORDS["description"] in page
    sent = browser.post(NEW, {**hidden(page), **WORDS, "fact-user-id": "AL-17"})
    assert sent.headers["Location"] == f"{NEW[:-3]}sent"
    (ticket,) = tickets()
    assert ticket.facts["user-id"] == "AL-17"
    assert used() == []


def test_nobody_chooses_files_twice_and_nothing_fitting_is_sent_at_once(base: Base) -> None:
    world, _made = base
    browser = follow_link(world.ada, world.messaging)
    log = SimpleUploadedFile("log.txt", b"554", content_type="text/plain")

    assert send(browser, NEW, **WORDS, files=log).status_code == 302
    assert send(browser, NEW, **OTHER).status_code == 302
    assert len(tickets()) == 2


def test_an_article_opened_in_place_is_counted_and_named_on_the_file(base: Base) -> None:
    world, made = base
    browser = follow_link(world.ada, world.messaging)
    one = made["554"]

    text = read(browser.get(f"/messaging/help/{one.reference}/text"))
    told = {**hidden(text), "looked": "1"}
    send(browser, NEW, **WORDS, **told)

    (ticket,) = tickets()
    assert told["read"] == one.reference
    assert used() == [(one.pk, ticket.pk, "read", "")]
    with house():
        act = Act.objects.get(act="ticket.article_read", subject=f"ticket:{ticket.pk}")
        assert (act.actor_name, act.facts["reference"]) == ("Ada Lindqvist", one.reference)
        assert Reading.objects.get(article=one).times == 1


def test_who_comes_from_an_article_need_not_say_that_it_was_read(base: Base) -> None:
    _world, made = base
    visitor = Client(enforce_csrf_checks=True)
    address = f"{NEW}?read={made['554'].reference}&read={made['relay'].reference}&subject=Fax"
    page = read(visitor.get(address))

    assert "We see that you have read:" in page
    assert "Restarting the relay" not in page
    assert 'name="subject" value="Fax"' in page
    send(visitor, address, **WORDS, name="Nia Example", email="nia@elsewhere.example")

    (ticket,) = tickets()
    assert used() == [(made["554"].pk, ticket.pk, "read", "")]


def test_what_nobody_may_read_is_not_named_on_a_file(base: Base) -> None:
    world, made = base
    browser = follow_link(world.ada, world.messaging)

    send(browser, NEW, **OTHER, read=made["relay"].reference)

    assert len(tickets()) == 1
    assert used() == []


def test_who_says_that_it_is_solved_sends_nothing_and_is_counted_as_spared(base: Base) -> None:
    world, made = base
    browser = follow_link(world.ada, world.messaging)
    token = hidden(read(browser.get(NEW)))["csrfmiddlewaretoken"]
    address = f"/messaging/help/{made['554'].reference}/verdict"

    answer = {"csrfmiddlewaretoken": token, "helped": "solved", "in": "en"}
    page = read(browser.get(browser.post(address, answer).headers["Location"]))

    with house():
        assert list(Verdict.objects.values_list("yes", "no", "spared")) == [(1, 0, 1)]
    assert "Nothing was sent to us." in page
    assert tickets() == []
