"""Who is here: told by the pages themselves, no lock, and over when a page falls silent."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection

from permanence.world.accounts.models import Specialist
from permanence.world.attention.actions.viewing import (
    Place,
    forget_passed,
    leave_page,
    note_viewing,
)
from permanence.world.attention.models import Stir, Viewing
from permanence.world.attention.queries.viewing import people_at, writers_at
from tests.cast import World

pytestmark = pytest.mark.usefixtures("house")
SUBJECT = "ticket:7"


def place(page: str = "first") -> Place:
    return Place(SUBJECT, 1, page)


def here(reader: Specialist, at: datetime) -> list[tuple[str, str]]:
    return [(one.name, one.writing) for one in people_at(SUBJECT, at=at, besides=reader.pk)]


def topics() -> list[str]:
    return list(Stir.objects.order_by("pk").values_list("topic", flat=True))


def test_others_see_who_is_here_and_what_they_write(world: World) -> None:
    note_viewing(place(), by=world.sam, writing="", at=world.at)
    note_viewing(place(), by=world.lena, writing="reply", at=world.at)

    assert here(world.sam, world.at) == [("Lena Vos", "reply")]
    assert here(world.lena, world.at) == [("Sam Okoro", "")]
    assert writers_at([SUBJECT], at=world.at, besides=world.sam.pk) == {SUBJECT: "Lena Vos"}
    assert writers_at([SUBJECT], at=world.at, besides=world.lena.pk) == {}


def test_a_page_that_falls_silent_is_gone(world: World) -> None:
    note_viewing(place(), by=world.sam, writing="note", at=world.at)

    assert here(world.lena, world.at + timedelta(seconds=49)) == [("Sam Okoro", "")]
    assert here(world.lena, world.at + timedelta(seconds=50)) == []


def test_only_what_is_news_is_told(world: World) -> None:
    seconds = iter(range(0, 100, 20))

    def beat(writing: str = "", page: str = "first") -> bool:
        at = world.at + timedelta(seconds=next(seconds))
        return note_viewing(place(page), by=world.sam, writing=writing, at=at)

    assert [beat(), beat(), beat("reply"), beat("reply"), beat()] == [
        True,
        False,
        True,
        False,
        True,
    ]
    assert topics() == [
        f"here:{SUBJECT}",
        f"here:{SUBJECT}", "writing:",
        f"here:{SUBJECT}", "writing:",
    ]  # fmt: skip


def test_a_page_that_was_replaced_takes_nobody_away(world: World) -> None:
    note_viewing(place("before the reload"), by=world.sam, writing="", at=world.at)
    note_viewing(place("after it"), by=world.sam, writing="", at=world.at)

    leave_page(place("before the reload"), by=world.sam, at=world.at)
    assert here(world.lena, world.at) == [("Sam Okoro", "")]

    leave_page(place("after it"), by=world.sam, at=world.at)
    assert here(world.lena, world.at) == []


def test_nothing_of_it_is_kept(world: World) -> None:
    note_viewing(place(), by=world.sam, writing="note", at=world.at)

    forget_passed(at=world.at + timedelta(hours=2))

    assert not Viewing.objects.exists()
    assert not Stir.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from pg_class where relpersistence = 'u'"
            " and relname in ('attention_viewing', 'attention_stir')"
        )
        assert cursor.fetchone() == (2,)
