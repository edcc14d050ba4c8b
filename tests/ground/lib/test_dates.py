"""A day reads as people of each language write it."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import translation

from permanence.ground.lib.dates import say_date

WEDNESDAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("language", "short", "long"),
    [
        ("en", "25 Nov", "Wednesday 25 November 2026"),
        ("fr", "25 nov.", "mercredi 25 novembre 2026"),
        ("de", "25. Nov.", "Mittwoch, 25. November 2026"),
        ("it", "25 nov", "mercoledì 25 novembre 2026"),
        ("es", "25 nov", "miércoles 25 de noviembre de 2026"),
    ],
)
def test_a_day_reads_as_its_language_writes_it(language: str, short: str, long: str) -> None:
    with translation.override(language):
        assert say_date(WEDNESDAY, "j M") == short
        assert say_date(WEDNESDAY, "l j F Y") == long


def test_the_first_of_a_month_is_the_first_in_french() -> None:
    with translation.override("fr"):
        assert say_date(date(2026, 1, 1), "j F Y") == "1er janvier 2026"
        assert say_date(date(2026, 1, 11), "j F Y") == "11 janvier 2026"


def test_june_and_july_are_told_apart() -> None:
    for language in ("en", "fr", "de", "it", "es"):
        with translation.override(language):
            assert len({say_date(date(2026, month, 2), "j M") for month in range(1, 13)}) == 12
