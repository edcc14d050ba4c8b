"""Public holidays of countries and regions, for any year."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache


def public_holidays(country: str, region: str | None, years: Iterable[int]) -> frozenset[date]:
    """Return the public holidays, days observed in lieu included, of those years."""
    return frozenset().union(*(holidays_of_year(country, region, year) for year in years))


@lru_cache(maxsize=2048)
def holidays_of_year(country: str, region: str | None, year: int) -> frozenset[date]:
    """Return the public holidays of one year; NotImplementedError for an unknown place."""
    import holidays  # noqa: PLC0415 -- a tenth of a second that other calendars need not pay

    found = holidays.country_holidays(country, subdiv=region, years=year, expand=False)
    return frozenset(day for day in found if day.year == year)
