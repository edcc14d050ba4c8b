"""Articles beside a request: suggested with a reason, put into a reply or a note, named on it."""

from __future__ import annotations

import re

import pytest
from django.conf import settings

from permanence.ground.lib.db import house
from permanence.service.knowledge.models import Article, Usage
from permanence.service.tickets.actions.solving import Solving, keep_solution
from permanence.service.tickets.models import Draft, Entry, Ticket
from tests.cast import World, let_answers_leave, post
from tests.faces.desk.test_canned import reply_of
from tests.faces.desk.test_findings import drawer
from tests.faces.desk.test_ticket import address, words
from tests.faces.portal.browsing import follow_link
from tests.service.knowledge.articles import fill_base


@pytest.fixture
def base(world: World) -> dict[str, Article]:
    return fill_base(world)


def version_of(ticket: Ticket) -> int:
    with house():
        found = Draft.objects.filter(ticket=ticket, send_at=None).first()
    return found.version if found else 0


def test_the_drawer_says_why_an_article_fits_and_where_its_words_may_go(
    world: World, base: dict[str, Article]
) -> None:
    ticket, sam = world.ticket(), world.log_in(world.sam)

    inside = drawer(sam, ticket, "articles")
    looked_for = sam.get(
        f"{address(ticket)}?part=drawer&drawer=articles&find=relay"
    ).content.decode()

    assert "KB-1 Faxes rejected with error 554" in inside
    assert "Both say: faxes, error, 554" in inside
    assert "Put into the reply" in inside
    assert "for the desk only" in looked_for
    assert f'value="note:{base["relay"].reference}:whole"' in looked_for
    assert 'value="reply:' not in looked_for
    assert "Faxes rejected" not in words(sam.get(address(ticket)))


def test_an_article_goes_into_the_reply_without_script_and_out_with_it(
    world: World, base: dict[str, Article]
) -> None:
    ticket, sam = world.ticket(), world.log_in(world.sam)

    page = post(
        sam, address(ticket, "articles/put"), {"put": "reply:KB-1:whole", "body": "Hello Ada,"}
    )

    assert reply_of(page) == (
        "Hello Ada,\n\n**Faxes rejected with error 554**\n\n"
        "The receiving machine refused the page size."
    )
    assert re.search(rf'name="article" value="{base["554"].pk}" checked', page.content.decode())
    sending = {"body": reply_of(page), "article": base["554"].pk, "draft": version_of(ticket)}
    post(sam, address(ticket, "reply"), sending)
    let_answers_leave(world)
    with house():
        entry = Entry.objects.get(ticket=ticket, kind="mail", direction="out")
        use = Usage.objects.get()
        assert (use.article_id, use.entry, use.kind) == (base["554"].pk, entry.pk, "sent")
    shown = sam.get(address(ticket))
    assert "Article KB-1" in words(shown)
    assert "Sam Okoro sent the article KB-1" in words(shown)
    assert "KB-1 sent by Sam Okoro" in drawer(sam, ticket, "articles")


def test_another_language_than_the_customers_is_said_where_it_is_put_in(
    world: World, base: dict[str, Article]
) -> None:
    ticket, sam = world.ticket(world.stranger, language="it"), world.log_in(world.sam)

    own = sam.get(address(ticket, "articles/KB-1?into=reply")).json()
    other = sam.get(address(ticket, "articles/KB-2?into=reply")).json()
    page = post(sam, address(ticket, "articles/put"), {"put": "reply:KB-2:whole"})

    assert own["text"].startswith("**Fax respinti con errore 554**")
    assert own["notice"] == ""
    assert other["notice"].startswith("[en] This text is not there in the customer")
    assert other["notice"].replace("'", "&#x27;") in page.content.decode()


def test_its_link_leads_to_the_page_where_its_reader_finds_it(
    world: World, base: dict[str, Article]
) -> None:
    ticket, sam = world.ticket(), world.log_in(world.sam)

    def link(name: str, into: str) -> str:
        asked = address(ticket, f"articles/{base[name].reference}?into={into}&form=short")
        return str(sam.get(asked).json()["text"])

    customers, inside = link("password", "reply"), link("relay", "note")

    assert customers == f"[Changing a password]({settings.PUBLIC_URL}/messaging/help/KB-2)"
    page = follow_link(world.ada, world.messaging).get("/messaging/help/KB-2")
    assert "Changing a password" in words(page)
    place = re.fullmatch(r"\[Restarting the relay\]\((.+)\)", inside)
    assert place
    assert sam.get(place[1].removeprefix(settings.PUBLIC_URL)).status_code == 200
    offered = drawer(sam, ticket, "articles&find=password")
    assert "Changing a password" in offered
    assert "Put its link in" in offered


def test_what_was_named_by_mistake_is_taken_off_and_what_was_sent_stays(
    world: World, base: dict[str, Article]
) -> None:
    ticket, sam = world.ticket(), world.log_in(world.sam)
    post(sam, address(ticket, "articles/name"), {"article": "KB-1"})
    post(sam, address(ticket, "articles/name"), {"article": "KB-2"})
    post(sam, address(ticket, "reply"), {"body": "See this.", "article": base["password"].pk})
    let_answers_leave(world)

    before = drawer(sam, ticket, "articles")
    gone = post(sam, address(ticket, "articles/off"), {"article": "KB-1"})
    again = post(sam, address(ticket, "articles/off"), {"article": "KB-1"})
    refused = post(sam, address(ticket, "articles/off"), {"article": "KB-2"})

    assert before.count("Take off again") == 1
    assert re.search(r"KB-1 named by Sam Okoro, \S+ Take off again", before)
    assert gone.status_code == 302
    assert again.status_code == refused.status_code == 409
    assert "KB-2 stands in a message of this request" in words(refused)
    after = drawer(sam, ticket, "articles")
    assert "KB-1 named by" not in after
    assert "KB-2 sent by Sam Okoro" in after
    shown = words(sam.get(address(ticket)))
    assert "Sam Okoro named the article KB-1" in shown
    assert "Sam Okoro took the article KB-1 off again" in shown


def test_what_explains_the_solution_is_not_taken_off_beside_it(
    world: World, base: dict[str, Article]
) -> None:
    ticket, sam = world.ticket(), world.log_in(world.sam)
    with house():
        solving = Solving(solution="Send it as A4.", article=base["554"])
        keep_solution(ticket, solving, by=world.sam.actor, at=world.at)

    refused = post(sam, address(ticket, "articles/off"), {"article": "KB-1"})

    assert "KB-1 is named with the solution" in words(refused)
    with house():
        assert Usage.objects.get().kind == "linked"


def test_what_is_for_the_desk_only_never_goes_into_a_reply(
    world: World, base: dict[str, Article]
) -> None:
    ticket, sam = world.ticket(), world.log_in(world.sam)
    inside = base["relay"].reference

    offered = sam.get(address(ticket, "articles?into=reply&find=relay")).json()["articles"]
    noted = sam.get(address(ticket, "articles?into=note&find=relay")).json()["articles"]
    refused = post(
        sam, address(ticket, "reply"), {"body": "Stop the relay.", "article": base["relay"].pk}
    )

    assert offered == []
    assert [one["reference"] for one in noted] == [inside]
    assert sam.get(address(ticket, f"articles/{inside}?into=reply")).status_code == 404
    assert post(
        sam, address(ticket, "articles/put"), {"put": f"reply:{inside}:whole"}
    ).status_code == (404)
    assert refused.status_code == 409
    assert f"{inside}: for the desk only." in words(refused)
    with house():
        assert not Draft.objects.filter(ticket=ticket, send_at__isnull=False).exists()


def test_a_note_takes_it_in_and_keeps_that_it_was_used(
    world: World, base: dict[str, Article]
) -> None:
    ticket, sam = world.ticket(), world.log_in(world.sam)
    inside = base["relay"]

    page = post(sam, address(ticket, "articles/put"), {"put": f"note:{inside.reference}:whole"})
    post(
        sam,
        address(ticket, "note"),
        {"body": "As it says.", "article": inside.pk, "draft": version_of(ticket)},
    )

    assert "**Restarting the relay**" in page.content.decode()
    with house():
        assert Usage.objects.get().kind == "linked"
        assert not Draft.objects.filter(ticket=ticket).exists()
    assert f"Article {inside.reference}" in words(sam.get(address(ticket)))


def test_typing_asks_for_what_fits_or_for_what_is_typed(
    world: World, base: dict[str, Article]
) -> None:
    ticket, sam = world.ticket(), world.log_in(world.sam)

    def offered(typed: str) -> list[str]:
        page = sam.get(address(ticket, "articles"), {"into": "reply", "find": typed})
        return [one["title"] for one in page.json()["articles"]]

    assert offered("")[0] == "Faxes rejected with error 554"
    assert offered("changing pass") == ["Changing a password"]
    assert offered("nothing of that sort") == []
    assert sam.get(address(ticket, "articles?into=call")).status_code == 404


def test_it_is_named_on_the_request_and_nothing_is_sent(
    world: World, base: dict[str, Article]
) -> None:
    ticket, sam = world.ticket(), world.log_in(world.sam)

    post(sam, address(ticket, "articles/name"), {"article": "kb 1"})
    missing = post(sam, address(ticket, "articles/name"), {"article": "KB-77"})

    assert missing.status_code == 409
    assert "There is no such article on this desk." in words(missing)
    assert "KB-1 named by Sam Okoro" in drawer(sam, ticket, "articles")
    with house():
        assert Usage.objects.get().kind == "linked"
        assert not Entry.objects.filter(ticket=ticket, direction="out", kind="mail").exists()


def test_who_only_reads_sees_them_and_does_nothing_with_them(
    world: World, base: dict[str, Article]
) -> None:
    ticket, ivo = world.ticket(), world.log_in(world.ivo)

    inside = drawer(ivo, ticket, "articles")

    assert "Faxes rejected with error 554" in inside
    assert "Put into" not in inside
    assert "Only name it here" not in inside
    for act, sent in (
        ("put", {"put": "reply:KB-1:whole"}),
        ("name", {"article": "KB-1"}),
        ("off", {"article": "KB-1"}),
    ):
        assert post(ivo, address(ticket, f"articles/{act}"), sent).status_code == 403
    assert ivo.get(address(ticket, "articles?into=note")).status_code == 403
    noor = world.log_in(world.noor)
    assert noor.get(address(ticket, "articles?into=note")).status_code == 404
