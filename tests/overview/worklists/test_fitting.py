"""Which articles fit a request, and why."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as some

from permanence.ground.lib.db import house
from permanence.overview.worklists.queries import fitting_articles
from permanence.overview.worklists.rules import Grounds, rank_fitting
from permanence.service.knowledge.actions import note_usage
from permanence.service.knowledge.models import Article
from tests.cast import World
from tests.faces.desk.test_solved_before import solve
from tests.service.knowledge.articles import fill_base

grounds = some.builds(
    Grounds,
    some.just(("fax",)),
    some.floats(0, 9),
    some.booleans(),
    some.integers(0, 9),
)


def test_the_nearest_text_stands_first_and_other_reasons_move_what_is_as_near() -> None:
    near, far = Grounds(("fax", "554"), 4.0), Grounds(("fax",), 3.0)

    assert rank_fitting({1: near, 2: far}, most=5) == [1, 2]
    assert rank_fitting({1: near, 2: Grounds(("fax",), 3.0, used=2)}, most=5) == [2, 1]
    assert rank_fitting({1: near, 2: Grounds(is_same_component=True)}, most=5) == [1, 2]
    assert rank_fitting({1: Grounds(), 2: Grounds(used=1)}, most=5) == [2]


@given(some.dictionaries(some.integers(1, 50), grounds, max_size=12), some.integers(1, 6))
def test_another_reason_never_moves_an_article_down(found: dict[int, Grounds], most: int) -> None:
    ranked = rank_fitting(found, most=most)

    assert len(ranked) <= most
    for key in ranked:
        better = Grounds(found[key].words, found[key].rank, True, found[key].used + 1)
        again = rank_fitting({**found, key: better}, most=most)
        assert again.index(key) <= ranked.index(key)


def test_each_says_which_words_met_and_on_how_many_like_requests_it_was_used(
    world: World,
) -> None:
    base = fill_base(world)
    solved = solve(world, world.ticket())
    ticket = world.ticket()
    with house():
        note_usage(
            base["relay"],
            ticket=solved.pk,
            entry=None,
            kind="linked",
            by=world.sam.actor,
            at=world.at,
        )

        found = {one.named.article.pk: one for one in fitting_articles(ticket, most=5)}

    assert {"faxes", "error", "554"} <= set(found[base["554"].pk].grounds.words)
    assert found[base["relay"].pk].grounds.used == 1
    assert base["publier"].pk not in found


def test_what_is_retired_is_not_suggested_however_often_it_was_used(world: World) -> None:
    base = fill_base(world)
    solved, ticket = solve(world, world.ticket()), world.ticket()
    with house():
        by = world.sam.actor
        note_usage(base["554"], ticket=solved.pk, entry=None, kind="sent", by=by, at=world.at)
        Article.objects.filter(pk=base["554"].pk).update(
            retired_at=world.at, retired_reason="Wrong."
        )

        assert base["554"].pk not in {
            one.named.article.pk for one in fitting_articles(ticket, most=5)
        }
