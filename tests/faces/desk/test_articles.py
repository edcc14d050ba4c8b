"""Articles on the desk: found, written, translated, published, retired; topics; from a request."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from permanence.ground.lib.db import house
from permanence.service.knowledge.actions import set_practice
from permanence.service.knowledge.actions.reviewing import ask_owners
from permanence.service.knowledge.models import Article, Reading, Topic, Usage, Version
from permanence.service.tickets.actions.solving import Solving, keep_solution
from tests.cast import World, post
from tests.service.knowledge.articles import LENA, SAM, publish, write
from tests.stage import PutUp, Scene

CARD = {"audience": "desk", "topic": "", "owner": "", "review_due_on": ""}
TEXT = {"title": "Emptying the queue", "body": "Stop it, **empty** it.", "note": "", "seen": "0"}


@pytest.fixture
def base(articles: Scene[dict[str, Article]], put_up: PutUp) -> World:
    return put_up(articles)[0]


def read(client: Client, path: str) -> str:
    """Return a page that is there."""
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.content.decode()


def test_the_list_is_searched_narrowed_and_paged_by_key(base: World) -> None:
    with house():
        write(base, "Draft of a xylophone")
        topic = Topic.objects.create(desk=base.messaging, names={"en": "Sending"})
        Article.objects.filter(number=1).update(topic=topic)
    client = base.log_in(base.sam)

    every = read(client, "/desk/articles/?desk=messaging")
    found = read(client, "/desk/articles/?desk=messaging&q=rejcted faxes")
    drafts = read(client, "/desk/articles/?desk=messaging&show=drafts")
    missing = read(client, "/desk/articles/?desk=messaging&missing=it")
    sent = read(client, f"/desk/articles/?desk=messaging&topic={topic.pk}")
    later = read(client, "/desk/articles/?desk=messaging&before=3")
    other = read(client, "/desk/articles/?desk=messaging&topic=x&show=y&before=-&missing=1")

    assert every.count('class="row"') == 4
    assert "only in French" in every
    assert "KB-1<" in found
    assert "KB-4<" not in found
    assert "Draft of a xylophone" in drafts
    assert drafts.count('class="row"') == 1
    assert "KB-1<" not in missing
    assert sent.count('class="row"') == 1
    assert later.count('class="row"') == 2
    assert other.count('class="row"') == 4


def test_an_article_is_read_in_each_language_and_each_reading_counted(base: World) -> None:
    client = base.log_in(base.sam)

    german = read(client, "/desk/articles/KB-1?desk=messaging&language=de")
    instead = read(client, "/desk/articles/KB-3?desk=messaging")

    assert "Faxe mit Fehler 554 abgewiesen" in german
    assert "It is not written in your language yet; this is French." in instead
    with house():
        read_in = set(Reading.objects.values_list("article__number", "language", "times"))
    assert read_in == {(1, "de", 1), (3, "fr", 1)}
    assert client.get("/desk/articles/KB-99?desk=messaging").status_code == 404


def test_who_may_not_write_reads_and_changes_nothing(base: World) -> None:
    client = base.log_in(base.ivo)

    page = read(client, "/desk/articles/KB-1?desk=messaging")

    assert "Change the text" not in page
    assert "Retire it" not in page
    for path in ("new?desk=messaging", "KB-1/write/en?desk=messaging", "topics?desk=messaging"):
        assert client.get(f"/desk/articles/{path}").status_code == 403, path
    sam = base.log_in(base.sam)
    answer = post(sam, "/desk/articles/KB-1/do/retire?desk=messaging", {"reason": "Old"})
    assert answer.status_code == 403


def test_an_article_is_written_previewed_published_and_its_versions_compared(world: World) -> None:
    sam, lena = world.log_in(world.sam), world.log_in(world.lena)
    wrong = post(sam, "/desk/articles/new?desk=messaging", CARD | TEXT | {"title": ""})
    made = post(sam, "/desk/articles/new?desk=messaging", CARD | TEXT | {"language": "en"})
    look = post(sam, "/desk/articles/preview", {"body": "**bold** <script>"})

    assert wrong.status_code == 422
    assert made.status_code == 302
    assert "<strong>bold</strong> &lt;script&gt;" in look.content.decode()
    draft = read(sam, made["Location"])
    assert "<strong>empty</strong>" in draft
    act = "/desk/articles/KB-1/do/{}?desk=messaging"
    shown = {"language": "en", "saves": "1"}
    assert post(sam, act.format("publish"), shown).status_code == 403
    assert post(lena, act.format("publish"), shown | {"saves": "7"}).status_code == 409
    assert post(lena, act.format("publish"), shown).status_code == 302
    change = TEXT | {"body": "Empty it first.", "note": "It was wrong"}
    assert post(sam, "/desk/articles/KB-1/write/en?desk=messaging", change).status_code == 302
    page = read(lena, "/desk/articles/KB-1?desk=messaging")
    assert "Go on writing" in page
    assert "<del>" in page
    assert "It was wrong" in page
    assert post(lena, act.format("discard"), {"language": "en"}).status_code == 302
    with house():
        assert Version.objects.get().body == "Stop it, **empty** it."


def test_a_translation_stands_beside_its_source(base: World) -> None:
    client = base.log_in(base.sam)

    page = read(client, "/desk/articles/KB-4/write/fr?desk=messaging&source=en")

    assert "Restarting the relay" in page
    assert 'lang="fr"' in page
    answer = post(client, "/desk/articles/KB-4/write/fr?desk=messaging", TEXT)
    again = post(client, "/desk/articles/KB-4/write/fr?desk=messaging", TEXT)
    assert answer.status_code == 302
    assert again.status_code == 409
    assert client.get("/desk/articles/KB-4/write/nl?desk=messaging").status_code == 404


def test_a_desk_that_wants_another_person_offers_the_author_no_publishing(world: World) -> None:
    with house():
        set_practice(world.messaging, needs_another=True, review_months=6, by=SAM, at=world.at)
    client = world.log_in(world.lena)
    post(client, "/desk/articles/new?desk=messaging", CARD | TEXT | {"language": "en"})

    page = read(client, "/desk/articles/KB-1?desk=messaging")
    shown = {"language": "en", "saves": "1"}
    refused = post(client, "/desk/articles/KB-1/do/publish?desk=messaging", shown)

    assert "On this desk another person publishes what somebody wrote." in page
    assert "/do/publish" not in page.split("draft-heading")[1].split("</section>")[0]
    assert refused.status_code == 409


def test_an_article_is_retired_brought_back_and_confirmed(base: World) -> None:
    client = base.log_in(base.lena)
    act = "/desk/articles/KB-1/do/{}?desk=messaging"

    assert post(client, act.format("retire"), {"reason": ""}).status_code == 422
    assert post(client, act.format("retire"), {"reason": "Too old"}).status_code == 302
    assert "Too old" in read(client, "/desk/articles/KB-1?desk=messaging")
    assert client.get("/desk/articles/KB-1/write/en?desk=messaging").status_code == 404
    assert post(client, act.format("restore")).status_code == 302
    assert post(client, act.format("confirm"), {"due": "2020-01-01"}).status_code == 409
    assert post(client, act.format("confirm"), {"due": "2026-12-01"}).status_code == 302
    assert post(client, act.format("burn")).status_code == 404
    with house():
        found = Article.objects.get(number=1)
    assert (found.retired_at, str(found.review_due_on)) == (None, "2026-12-01")


def test_for_whom_an_article_is_changes_once_published_by_who_may_publish(base: World) -> None:
    card = CARD | {"audience": "everyone", "owner": str(base.sam.pk)}
    sam, lena = base.log_in(base.sam), base.log_in(base.lena)

    assert post(sam, "/desk/articles/KB-4/card?desk=messaging", card).status_code == 403
    assert "Sam Okoro" in read(lena, "/desk/articles/KB-4/card?desk=messaging")
    assert post(lena, "/desk/articles/KB-4/card?desk=messaging", card).status_code == 302
    with house():
        found = Article.objects.get(number=4)
    assert (found.audience, found.owner_id) == ("everyone", base.sam.pk)


def test_topics_are_kept_and_how_the_desk_keeps_its_articles(world: World) -> None:
    client = world.log_in(world.lena)
    path = "/desk/articles/topics?desk=messaging"

    assert post(client, path, {"act": "save", "rank": "1"}).status_code == 409
    assert post(client, path, {"act": "save", "rank": "1", "name-en": "Sending"}).status_code == 302
    with house():
        topic = Topic.objects.get()
    named = {"act": "save", "rank": "2", "name-en": "Fax", "topic": str(topic.pk)}
    assert post(client, path, named).status_code == 302
    assert "Fax" in read(client, path)
    assert post(client, path, {"act": "practice", "review_months": "99"}).status_code == 422
    assert post(client, path, {"act": "practice", "review_months": "6"}).status_code == 302
    assert post(client, path, {"act": "end", "topic": str(topic.pk)}).status_code == 302
    assert post(client, path, {"act": "end", "topic": "999"}).status_code == 404
    with house():
        assert Topic.objects.get().ended_at is not None


def solve(world: World) -> Any:
    """Return a ticket whose solution names its customer."""
    ticket = world.ticket()
    with house():
        told = Solving("fault", "The relay stood.", "Call Ada at +44 1632 960123.", True)
        keep_solution(ticket, told, by=SAM, at=world.at)
    return ticket


def test_an_article_from_a_request_is_not_kept_before_its_customer_was_looked_for(
    world: World,
) -> None:
    ticket = solve(world)
    client = world.log_in(world.sam)
    path = f"/desk/articles/new?ticket={ticket.reference}"
    drawer = read(client, f"/desk/tickets/{ticket.reference}?part=drawer&drawer=solution")

    page = read(client, path)
    typed = (
        CARD | TEXT | {"language": "en", "body": "The relay stood. Call Ada at +44 1632 960123."}
    )
    refused = post(client, path, typed)
    kept = post(client, path, typed | {"checked": ["Ada", "+44 1632 960123"]})

    assert "Write an article from this request" in drawer
    assert "<mark>Ada</mark>" in page
    assert "<mark>+44 1632 960123</mark>" in page
    assert "The relay stood." in page
    assert refused.status_code == 422
    assert kept.status_code == 302
    with house():
        usage = Usage.objects.get()
        assert (usage.ticket, usage.kind, usage.article.audience) == (ticket.pk, "linked", "desk")
    assert "Faxes come back with error 554" in read(client, kept["Location"])
    timeline = read(client, f"/desk/tickets/{ticket.reference}")
    assert "Sam Okoro named the article KB-1" in timeline
    assert world.log_in(world.noor).get(path).status_code == 404


def test_the_owner_is_told_once_that_an_article_is_due(world: World) -> None:
    with house():
        article = publish(world)
        due = world.at.date() + timedelta(days=3)
        Article.objects.filter(pk=article.pk).update(owner=world.sam, review_due_on=due)
        assert ask_owners(at=world.at) == 0
        later = world.at + timedelta(days=3)
        assert [ask_owners(at=later), ask_owners(at=later)] == [1, 0]
    world.pass_time(days=3)
    client = world.log_in(world.sam)

    page = read(client, "/desk/notices")

    assert "Is this article of yours still right?" in page
    assert "/desk/articles/KB-1?desk=messaging" in page
    assert "Due for review" in read(client, "/desk/articles/?desk=messaging&show=due")
    assert LENA.name  # who published hears nothing
    assert "still right?" not in read(world.log_in(world.lena), "/desk/notices")
