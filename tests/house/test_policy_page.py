"""What a policy document says stands on its public page, under its own name and in its place."""

from __future__ import annotations

import re
from functools import cache

import pytest
from django.conf import settings
from django.test import Client

from permanence.promises.policies.rules import Policy, clause_keys, read_policy
from tests.cast import POLICIES, World
from tests.faces.portal.browsing import read

DESKS = ("messaging", "content")
LANGUAGES = [code for code, _ in settings.LANGUAGES]
ANCHOR = re.compile(r'\sid="([^"]+)"')


@cache
def read_shipped(desk: str) -> Policy:
    """Return a shipped document."""
    return read_policy((POLICIES / f"{desk}.toml").read_text(encoding="utf-8"), file=desk)


def cut_page(page: str) -> tuple[str, str]:
    """Return what the page promises, and what it shows as the operator's own."""
    promised, mark, operated = page.partition('id="operator"')
    assert mark, "the operator's defaults have no heading of their own"
    return promised, operated


@pytest.mark.parametrize("desk", DESKS)
def test_every_clause_stands_on_the_page_once_in_every_language(world: World, desk: str) -> None:
    wanted = clause_keys(read_shipped(desk))

    for language in LANGUAGES:
        page = read(Client().get(f"/{desk}/policy?lang={language}"))
        anchors = ANCHOR.findall(page)

        assert sorted(set(wanted) - set(anchors)) == [], language
        assert sorted({key for key in anchors if anchors.count(key) > 1}) == [], language
        assert f'class="guide" lang="{language}"' in page


@pytest.mark.parametrize("desk", DESKS)
def test_what_the_operator_chose_is_never_among_what_is_promised(world: World, desk: str) -> None:
    policy = read_shipped(desk)
    clauses = [clause for chapter in policy.chapters for clause in chapter.clauses]
    promised, operated = (
        set(ANCHOR.findall(part)) for part in cut_page(read(Client().get(f"/{desk}/policy")))
    )

    assert {clause.key for clause in clauses if clause.published} <= promised
    assert {clause.key for clause in clauses if not clause.published} <= operated
    assert not {clause.key for clause in clauses if not clause.published} & promised


@pytest.mark.parametrize("desk", DESKS)
def test_the_first_page_promises_only_what_is_published(world: World, desk: str) -> None:
    chapters = read_shipped(desk).chapters
    published = {chapter.key for chapter in chapters if chapter.published}
    published |= {
        clause.key for chapter in chapters for clause in chapter.clauses if clause.published
    }
    page = read(Client().get(f"/{desk}/"))

    linked = set(re.findall(rf'href="/{desk}/policy#([^"]+)"', page))

    assert linked
    assert linked <= published
