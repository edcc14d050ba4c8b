"""Amounts of time and size as documents write them ("30 minutes", "25 MB"), and as people read."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from permanence.promises.terms.rules import LANGUAGES, Lead, Words
from permanence.world.calendars.rules import BusinessDays, OpenTime, Target

TIME_EXAMPLE: Final = 'write a number and a unit, such as "30 minutes", "2 hours"'
TARGET_EXAMPLE: Final = f'{TIME_EXAMPLE} or "3 business days"'
WITHIN_EXAMPLE: Final = f'{TIME_EXAMPLE} or "1 month"'
SIZE_EXAMPLE: Final = 'write a number and a unit, such as "25 MB"'

_TIME: Final = re.compile(r"([1-9]\d{0,4}) (second|minute|hour|day|business day)s?")
_MONTHS: Final = re.compile(r"([1-9]\d?) months?")
_SIZE: Final = re.compile(r"([1-9]\d{0,4}) (kB|MB|GB)")
_SECONDS: Final = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}
_BYTES: Final = {"kB": 1000, "MB": 1000**2, "GB": 1000**3}

# One, and several. German has the dative, which its "unter" and "innerhalb von" ask for.
_UNITS: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = {
    "second": {
        "en": ("1 second", "{} seconds"),
        "fr": ("une seconde", "{} secondes"),
        "de": ("einer Sekunde", "{} Sekunden"),
        "it": ("un secondo", "{} secondi"),
        "es": ("un segundo", "{} segundos"),
    },
    "minute": {
        "en": ("1 minute", "{} minutes"),
        "fr": ("une minute", "{} minutes"),
        "de": ("einer Minute", "{} Minuten"),
        "it": ("un minuto", "{} minuti"),
        "es": ("un minuto", "{} minutos"),
    },
    "hour": {
        "en": ("1 hour", "{} hours"),
        "fr": ("une heure", "{} heures"),
        "de": ("einer Stunde", "{} Stunden"),
        "it": ("un'ora", "{} ore"),
        "es": ("una hora", "{} horas"),
    },
    "day": {
        "en": ("1 day", "{} days"),
        "fr": ("un jour", "{} jours"),
        "de": ("einem Tag", "{} Tagen"),
        "it": ("un giorno", "{} giorni"),
        "es": ("un día", "{} días"),
    },
    "month": {
        "en": ("1 month", "{} months"),
        "fr": ("un mois", "{} mois"),
        "de": ("einem Monat", "{} Monaten"),
        "it": ("un mese", "{} mesi"),
        "es": ("un mes", "{} meses"),
    },
    "business day": {
        "en": ("1 business day", "{} business days"),
        "fr": ("un jour ouvré", "{} jours ouvrés"),
        "de": ("einem Arbeitstag", "{} Arbeitstagen"),
        "it": ("un giorno lavorativo", "{} giorni lavorativi"),
        "es": ("un día laborable", "{} días laborables"),
    },
}
_PERIODS: Final[Mapping[str, Words]] = {
    "month": {
        "en": "one month",
        "fr": "un mois",
        "de": "einen Monat",
        "it": "un mese",
        "es": "un mes",
    },
    "quarter": {
        "en": "three months",
        "fr": "trois mois",
        "de": "drei Monate",
        "it": "tre mesi",
        "es": "tres meses",
    },
    "year": {"en": "one year", "fr": "un an", "de": "ein Jahr", "it": "un anno", "es": "un año"},
}
_LEFT: Final[Words] = {
    "en": "all but {}",
    "fr": "tout sauf {}",
    "de": "alles bis auf {}",
    "it": "tutto tranne {}",
    "es": "todo menos {}",
}
_BOUNDS: Final[Mapping[str, Words]] = {
    "under": {
        "en": "under {}",
        "fr": "moins de {}",
        "de": "unter {}",
        "it": "meno di {}",
        "es": "menos de {}",
    },
    "within": {
        "en": "within {}",
        "fr": "en {} au plus",
        "de": "innerhalb von {}",
        "it": "entro {}",
        "es": "en un máximo de {}",
    },
    "between": {
        "en": "between {} and {}",
        "fr": "entre {} et {}",
        "de": "zwischen {} und {}",
        "it": "tra {} e {}",
        "es": "entre {} y {}",
    },
}


@dataclass(frozen=True)
class Amount:
    """A number of units of time."""

    number: int
    unit: str

    @property
    def words(self) -> Words:
        """The amount as people read it, in each language."""
        return {
            language: _UNITS[self.unit][language][self.number != 1].format(self.number)
            for language in LANGUAGES
        }

    @property
    def months(self) -> int:
        """The amount in months of the calendar; none for what is counted in seconds."""
        return self.number if self.unit == "month" else 0

    @property
    def target(self) -> Target:
        """The amount as a clock takes it."""
        if self.unit == "business day":
            return BusinessDays(self.number)
        return OpenTime(self.number * _SECONDS[self.unit])

    @property
    def span(self) -> timedelta:
        """The amount as elapsed time; months of the calendar have none of their own."""
        return timedelta(seconds=self.number * _SECONDS.get(self.unit, 0))


def parse_target(text: str) -> Amount:
    """Return the amount that a text such as "3 business days" says, or raise ValueError."""
    found = _TIME.fullmatch(text)
    if not found:
        raise ValueError(text)
    return Amount(int(found[1]), found[2])


def parse_span(text: str) -> Amount:
    """Return the amount of elapsed time that a text says, or raise ValueError."""
    amount = parse_target(text)
    if amount.unit not in _SECONDS:
        raise ValueError(text)
    return amount


def parse_within(text: str) -> Amount:
    """Return the elapsed time or the months of the calendar that a text says, or raise."""
    found = _MONTHS.fullmatch(text)
    return Amount(int(found[1]), "month") if found else parse_span(text)


def parse_size(text: str) -> int:
    """Return the bytes that a text such as "25 MB" says, or raise ValueError."""
    found = _SIZE.fullmatch(text)
    if not found:
        raise ValueError(text)
    return int(found[1]) * _BYTES[found[2]]


def amount_of(target: Target) -> Amount:
    """Return a clock's amount in the largest unit that fits it."""
    if isinstance(target, BusinessDays):
        return Amount(target.days, "business day")
    for unit in ("hour", "minute"):
        if target.seconds % _SECONDS[unit] == 0:
            return Amount(int(target.seconds // _SECONDS[unit]), unit)
    return Amount(int(target.seconds), "second")


def bound_words(target: Target, bound: str, floor: Target | None = None) -> Words:
    """Return "under 30 minutes", "within 1 hour" or "between 1 hour and 5 hours"."""
    amounts = [amount_of(one).words for one in (floor, target) if one]
    phrases = _BOUNDS["between" if floor else bound]
    return {
        language: phrases[language]
        .format(*(words[language] for words in amounts))
        .replace("de un", "d'un" if language == "fr" else "de un")
        for language in LANGUAGES
    }


def same_words(text: object) -> Words:
    """Return a text that reads alike in every language, such as a number."""
    return dict.fromkeys(LANGUAGES, str(text))


def percent_words(share: float) -> Words:
    """Return a share in per cent; some languages set a space before the sign."""
    return {
        language: f"{share:.0%}"
        if language in ("en", "it")
        else f"{share * 100:.0f}\N{NO-BREAK SPACE}%"
        for language in LANGUAGES
    }


def lead_words(lead: Lead) -> Words:
    """Return how much of a time is used when the watch acts: a share, or all but so much."""
    if isinstance(lead, float):
        return percent_words(lead)
    amount = amount_of(OpenTime(int(lead.total_seconds()))).words
    return {language: _LEFT[language].format(amount[language]) for language in LANGUAGES}


def size_words(size: int) -> Words:
    """Return a size in megabytes."""
    megabytes = size // _BYTES["MB"]
    return {
        language: f"{megabytes}\N{NO-BREAK SPACE}{'Mo' if language == 'fr' else 'MB'}"
        for language in LANGUAGES
    }


def period_words(period: str) -> Words:
    """Return for how long the hours of a plan last."""
    return _PERIODS.get(period, {})
