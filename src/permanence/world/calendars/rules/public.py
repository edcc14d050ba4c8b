"""Public holidays of countries and regions, for any year."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Final

_ENGLISH: Final = "en"


@lru_cache(maxsize=2048)
def holidays_of_year(country: str, region: str | None, year: int) -> frozenset[date]:
    """Return the public holidays of one year; NotImplementedError for an unknown place."""
    import holidays  # noqa: PLC0415 -- a tenth of a second that other calendars need not pay

    found = holidays.country_holidays(country, subdiv=region, years=year, expand=False)
    return frozenset(day for day in found if day.year == year)


@lru_cache(maxsize=512)
def holiday_names(country: str, region: str | None, year: int, language: str) -> Mapping[date, str]:
    """Return what the public holidays of a year are called, in English or the country's own words
    where the language is not known.
    """
    import holidays  # noqa: PLC0415 -- a tenth of a second that other calendars need not pay

    known = holidays.country_holidays(country, subdiv=region).supported_languages
    spoken = _find_language(known, language) or _find_language(known, _ENGLISH)
    return dict(
        holidays.country_holidays(
            country, subdiv=region, years=year, expand=False, language=spoken
        ).items()
    )


def _find_language(known: tuple[str, ...], language: str) -> str | None:
    wanted = language.replace("-", "_")
    alike = (one for one in known if one.partition("_")[0] == wanted.partition("_")[0])
    return wanted if wanted in known else next(alike, None)
