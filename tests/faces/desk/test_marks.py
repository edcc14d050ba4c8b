"""Marked words: shown before they leave, sent as text and HTML, drawn for every reader."""

from __future__ import annotations

import re

from permanence.ground.lib.db import house
from permanence.ground.outbox.models import Message
from permanence.service.tickets.models import Entry
from tests.cast import World, let_answers_leave, post, token_of
from tests.faces.desk.test_ticket import address

SAID = "**Please** restart <the> modem:\n\n1. unplug\n2. wait\n\nC:\\_log"
DRAWN = "<strong>Please</strong> restart &lt;the&gt; modem:"


def test_an_answer_goes_out_as_text_and_as_html_from_one_source(world: World) -> None:
    ticket = world.ticket()

    post(world.log_in(world.sam), address(ticket, "reply"), {"body": SAID})
    let_answers_leave(world)

    with house():
        mail = Message.objects.get(kind="answer")
        entry = Entry.objects.get(direction="out", kind="mail")
    assert "**Please** restart <the> modem:" in mail.text
    assert DRAWN in mail.html
    assert "<li>unplug</li>" in mail.html
    assert "C:\\_log" in mail.html
    assert "Please write your answer above this line" in mail.html
    assert entry.text == SAID
    assert DRAWN in entry.html


def test_desk_and_customer_see_the_marks_drawn(world: World) -> None:
    ticket = world.ticket(text="I **bold** nothing.")
    client = world.log_in(world.sam)
    post(client, address(ticket, "reply"), {"body": SAID})
    let_answers_leave(world)
    post(client, address(ticket, "note"), {"body": "> they said so"})

    desk = client.get(address(ticket)).content.decode()

    assert DRAWN in desk
    assert "<blockquote>" in desk
    assert "I **bold** nothing." in desk
    with house():
        told = Message.objects.get(kind="confirmation").text
    link = re.search(r"/messaging/enter/\S+", told)
    assert link is not None
    client.logout()
    portal = client.get(link[0], follow=True).content.decode()
    assert DRAWN in portal
    assert "they said so" not in portal


def test_how_it_will_look_is_shown_alone_to_the_script(world: World) -> None:
    ticket = world.ticket()
    client = world.log_in(world.sam)
    token = token_of(client)

    shown = client.post(
        address(ticket, "preview/reply"),
        {"csrfmiddlewaretoken": token, "body": SAID},
        headers={"HX-Request": "true"},
    )

    assert shown.content.decode().startswith(f"<p>{DRAWN}")
    with house():
        assert not Entry.objects.filter(kind="mail", direction="out").exists()


def test_without_script_the_page_comes_back_with_text_and_preview(world: World) -> None:
    ticket = world.ticket()

    for kind in ("reply", "note", "call"):
        page = post(world.log_in(world.sam), address(ticket, f"preview/{kind}"), {"body": SAID})

        html = page.content.decode()
        assert f'id="preview-{kind}" aria-live="polite"><p>{DRAWN}' in html
        assert "**Please** restart &lt;the&gt; modem:" in html
        assert re.search(rf'value="{kind}" checked', html)


def test_nobody_previews_on_another_desk(world: World) -> None:
    ticket = world.ticket(world.claire, desk=world.content)

    assert post(world.log_in(world.sam), address(ticket, "preview/reply")).status_code == 404
    assert post(world.log_in(world.noor), address(ticket, "preview/song")).status_code == 404
