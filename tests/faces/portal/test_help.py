"""Articles on the portal: searched, read by who may, and whether they helped."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client

from permanence.ground.lib.db import house, portal
from permanence.service.knowledge.actions import retire_article, save_topic
from permanence.service.knowledge.actions.keeping import change_article
from permanence.service.knowledge.models import Article, Reading, Verdict, Version
from permanence.service.knowledge.rules.writing import Card
from tests.cast import World
from tests.faces.portal.browsing import follow_link, read
from tests.service.knowledge.articles import SAM, publish, write

Base = tuple[World, dict[str, Article]]


def readings() -> list[tuple[str, str, int]]:
    with house():
        return list(Reading.objects.values_list("language", "face", "times"))


def verdicts() -> list[tuple[str, int, int]]:
    with house():
        return list(Verdict.objects.values_list("language", "yes", "no"))


def judge(browser: Client, address: str, helped: str, language: str = "fr") -> str:
    page = read(browser.get(address))
    token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    answer = {"csrfmiddlewaretoken": token, "helped": helped, "in": language}
    response = browser.post(f"{address}/verdict", answer)
    assert response.status_code == 302, response.content
    return str(response.headers["Location"])


def test_a_visitor_finds_an_article_by_a_mistyped_word_in_french(base: Base) -> None:
    _world, made = base
    visitor = Client(headers={"accept-language": "fr"})

    page = read(visitor.get("/messaging/help/?q=telecopeis+refusees"))

    assert f'href="/messaging/help/{made["554"].reference}"' in page
    assert "Télécopies refusées avec l’erreur 554" in page
    assert '<meta name="robots" content="noindex">' in page


def test_what_is_written_in_another_language_is_found_and_marked(base: Base) -> None:
    world, made = base
    browser = follow_link(world.ada, world.messaging)

    page = read(browser.get("/messaging/help/?q=Pages+publiées&lang=es"))

    assert 'class="badge" lang="fr"' in page
    assert 'lang="fr">Pages publiées en retard</b>' in page
    shown = read(browser.get(f"/messaging/help/{made['publier'].reference}"))
    assert "français." in shown
    assert 'class="callout is-quiet"' in shown


def test_nothing_found_leads_to_a_person_with_the_words(base: Base) -> None:
    page = read(Client().get("/messaging/help/?q=zzyzx+qwrtp"))

    assert "Nothing found" in page
    assert 'href="/messaging/requests/new?subject=zzyzx+qwrtp"' in page


def test_who_is_not_signed_in_reads_only_what_is_for_everybody(base: Base) -> None:
    world, made = base
    visitor, ada = Client(), follow_link(world.ada, world.messaging)
    addresses = {name: f"/messaging/help/{one.reference}" for name, one in made.items()}

    seen = {name: visitor.get(address).status_code for name, address in addresses.items()}
    own = {name: ada.get(address).status_code for name, address in addresses.items()}

    assert seen == {"554": 200, "password": 404, "publier": 404, "relay": 404}
    assert own == {"554": 200, "password": 200, "publier": 200, "relay": 404}
    assert visitor.get("/content/help/KB-1").status_code == 404
    front = read(visitor.get("/messaging/help/"))
    assert "Changing a password" not in front
    assert "Restarting the relay" not in read(ada.get("/messaging/help/?q=relay+restart"))


def test_the_database_lets_the_portal_read_no_word_of_the_desks_own(base: Base) -> None:
    world, made = base
    with house():
        write(world, "A new title", "Secret draft", article=made["554"], language="en")
        publish(world, "Gone", "It was.", audience="everyone")
        gone = Article.objects.latest("pk")
        retire_article(gone, reason="wrong", by=SAM, at=world.at)

    for ada in (None, world.ada.pk):
        with portal(organisation=world.brightwater.pk if ada else None, contact=ada):
            read_ = set(Article.objects.values_list("pk", flat=True))
            texts = set(Version.objects.values_list("article", "published_at"))
        assert not read_ & {made["relay"].pk, gone.pk}
        assert {article for article, _at in texts} == read_
        assert all(at is not None for _article, at in texts)


def test_articles_stand_under_their_topics(base: Base) -> None:
    world, made = base
    with house():
        topic = save_topic(world.messaging, {"en": "Faxes", "fr": "Fax"}, by=SAM, at=world.at)
        change_article(made["554"], Card("everyone", topic.pk), by=SAM, at=world.at)

    front = read(Client().get("/messaging/help/?lang=fr"))
    shelf = read(Client().get(f"/messaging/help/?topic={topic.pk}"))

    assert f'<a href="/messaging/help/?topic={topic.pk}">Fax</a>' in front
    assert "<h1>Faxes</h1>" in shelf
    assert "Faxes rejected with error 554" in shelf
    assert Client().get("/messaging/help/?topic=999").status_code == 404


def test_what_is_read_most_stands_first_and_is_counted_without_names(base: Base) -> None:
    _world, made = base
    visitor = Client()
    address = f"/messaging/help/{made['554'].reference}"

    visitor.get(f"{address}?in=de")
    visitor.get(address)
    visitor.get(address, HTTP_USER_AGENT="ExampleBot/1.0")
    visitor.get(address, headers={"sec-purpose": "prefetch"})
    visitor.head(address)
    front = read(visitor.get("/messaging/help/"))

    assert sorted(readings()) == [("de", "portal", 1), ("en", "portal", 1)]
    assert "Most consulted" in front
    assert front.index("consulted-heading") < front.index("topics-heading")


def test_a_reader_says_whether_it_helped_and_a_mere_visit_says_nothing(base: Base) -> None:
    _world, made = base
    address = f"/messaging/help/{made['554'].reference}"
    visitor = Client(enforce_csrf_checks=True)

    assert visitor.get(f"{address}/verdict").status_code == 405
    assert Client(enforce_csrf_checks=True).post(f"{address}/verdict").status_code == 403
    assert verdicts() == []
    thanks = judge(visitor, f"{address}", "yes")
    sorry = read(visitor.get(judge(visitor, f"{address}", "no")))

    assert "said=yes" in thanks
    assert verdicts() == [("fr", 1, 1)]
    assert f"/messaging/requests/new?read={made['554'].reference}" in sorry


def test_one_place_is_counted_a_few_times_only(base: Base) -> None:
    _world, made = base
    address = f"/messaging/help/{made['554'].reference}"
    visitor = Client(enforce_csrf_checks=True)

    said = [judge(visitor, address, "no").split("said=")[1].split("&")[0] for _ in range(7)]

    assert said == ["no"] * 5 + ["crowded"] * 2
    assert verdicts() == [("fr", 0, 5)]


def test_a_page_is_kept_until_something_on_it_changes(base: Base) -> None:
    world, made = base
    address = f"/messaging/help/{made['554'].reference}"
    visitor = Client()
    visitor.get(address)
    tag = visitor.get(address).headers["ETag"]

    known = visitor.get(address, headers={"if-none-match": tag})
    with house():
        world.at += timedelta(minutes=1)
        publish(world, "Error 554", "The page is too large.", article=made["554"])
    changed = visitor.get(address, headers={"if-none-match": tag})

    assert known.status_code == 304
    assert "private" in changed.headers["Cache-Control"]
    assert changed.status_code == 200
    assert "Error 554" in read(changed)


def test_search_engines_are_told_of_what_is_for_everybody_alone(base: Base) -> None:
    world, made = base
    public = read(Client().get(f"/messaging/help/{made['554'].reference}"))
    own = follow_link(world.ada, world.messaging)
    known = read(own.get(f"/messaging/help/{made['password'].reference}"))

    assert '<link rel="alternate" hreflang="de"' in public
    assert '<meta name="description" content="The receiving machine' in public
    assert "noindex" not in public
    assert "noindex" in known


def test_the_search_stands_on_the_first_page_where_something_can_be_found(base: Base) -> None:
    assert 'role="search"' in read(Client().get("/messaging/"))
    assert 'role="search"' not in read(Client().get("/content/"))
    assert "/content/help/" not in read(Client().get("/content/policy"))
    assert "None is written yet" in read(Client().get("/content/help/"))
