"""The public policy page."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client

from permanence.ground.lib.db import house
from permanence.promises.policies.actions import load_policy
from tests.cast import POLICIES, World
from tests.faces.portal.browsing import read


def load_again(world: World, *, in_days: int) -> None:
    """Load the messaging policy with one number changed."""
    text = (POLICIES / "messaging.toml").read_text(encoding="utf-8")
    changed = text.replace('under = "30 minutes"', 'under = "20 minutes"', 1)
    with house():
        effective = world.at + timedelta(days=in_days)
        load_policy(changed, file="messaging.toml", at=world.at, effective_at=effective)


def test_the_policy_stands_in_the_readers_language(world: World, client: Client) -> None:
    english = read(client.get("/messaging/policy"))
    french = read(client.get("/messaging/policy?lang=fr"))

    assert 'lang="en"' in english
    assert "Version 1, in force from" in english
    assert "Politique de support de la messagerie de production" in french
    assert 'class="guide" lang="fr"' in french


def test_a_copy_that_still_holds_is_not_sent_again(world: World, client: Client) -> None:
    first = client.get("/messaging/policy")
    again = client.get("/messaging/policy")
    tag = again.headers["ETag"]

    assert client.get("/messaging/policy", HTTP_IF_NONE_MATCH=tag).status_code == 304
    assert client.get("/messaging/policy?lang=de", HTTP_IF_NONE_MATCH=tag).status_code == 200
    assert "no-cache" in first.headers["Cache-Control"]
    load_again(world, in_days=3)
    assert client.get("/messaging/policy", HTTP_IF_NONE_MATCH=tag).status_code == 200


def test_every_version_stays_readable_and_says_how_it_stands(world: World, client: Client) -> None:
    load_again(world, in_days=3)

    assert "not in force yet" in read(client.get("/messaging/policy/2"))
    assert "under 30 minutes" in read(client.get("/messaging/policy"))

    world.pass_time(days=4)

    assert "under 20 minutes" in read(client.get("/messaging/policy"))
    older = read(client.get("/messaging/policy/1"))
    assert "no longer in force" in older
    assert "under 30 minutes" in older
    assert client.get("/messaging/policy/9").status_code == 404


def test_the_page_in_force_says_what_comes_and_when(world: World, client: Client) -> None:
    load_again(world, in_days=3)

    page = read(client.get("/messaging/policy"))

    assert "From 5 March 2026 this changes" in page
    assert "Severity 1: first response under 20 minutes, or else escalation." in page
    assert 'href="/messaging/policy/2#targets.response.severity-1"' in page
    world.pass_time(days=4)
    assert "this changes" not in read(client.get("/messaging/policy"))


def test_what_comes_is_said_in_every_language(world: World, client: Client) -> None:
    load_again(world, in_days=3)

    for language, time in (("fr", "moins de 20 minutes"), ("de", "unter 20 Minuten")):
        assert time in read(client.get(f"/messaging/policy?lang={language}"))


def test_an_old_version_names_the_one_that_replaced_it(world: World, client: Client) -> None:
    load_again(world, in_days=3)
    world.pass_time(days=4)

    page = read(client.get("/messaging/policy/1"))

    assert "Version 2 replaced it on 5 March 2026." in page
    assert 'href="/messaging/policy/2"' in page
    assert 'href="/messaging/policy"' in page


def test_one_address_is_the_page_in_force_and_archives_are_marked(
    world: World, client: Client
) -> None:
    load_again(world, in_days=3)
    current = '<link rel="canonical" href="http://testserver/messaging/policy">'

    for address in ("/messaging/policy", "/messaging/policy/1"):
        page = read(client.get(address))
        assert current in page
        assert "noindex" not in page
    coming = read(client.get("/messaging/policy/2"))
    assert '<link rel="canonical" href="http://testserver/messaging/policy/2">' in coming
    assert '<meta name="robots" content="noindex">' in coming
    for language in ("en", "fr", "de", "it", "es"):
        assert f'hreflang="{language}" href="http://testserver/messaging/policy/2?lang=' in coming
