"""Words for the codes that rules and tables use."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.utils.formats import number_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from permanence.overview.worklists.rules import MOST_COUNTED, is_capped
from permanence.promises.terms.rules import say


def say_count(count: int) -> str:
    """Return a count in the reader's figures; one that was cut off ends in a plus."""
    if is_capped(count):
        return f"{number_format(MOST_COUNTED, force_grouping=True)}+"
    return number_format(count, force_grouping=True)


def state_names() -> dict[str, str]:
    """Return what each state of a ticket is called."""
    return {
        "new": pgettext("state of a ticket", "New"),
        "open": pgettext("state of a ticket", "Open"),
        "waiting_customer": _("Waiting for the customer"),
        "waiting_third_party": _("Waiting for a third party"),
        "out_of_scope": _("Out of scope"),
        "resolved": pgettext("state of a ticket", "Resolved"),
        "closed": pgettext("state of a ticket", "Closed"),
        "merged": pgettext("state of a ticket", "Merged"),
    }


def reader_language() -> str:
    """Return the language in which the page is written."""
    return get_language() or settings.LANGUAGE_CODE


def language_name(code: str) -> str:
    """Return what a language is called."""
    return str(dict(settings.LANGUAGES).get(code, code))


def language_within(code: str) -> str:
    """Return what a language is called within a sentence: some languages write it small there."""
    name = language_name(code)
    return name[:1].lower() + name[1:] if reader_language() in {"es", "fr", "it"} else name


def say_words(words: Mapping[str, str], fallback: str = "en") -> str:
    """Return a text of a document in the reader's language."""
    return say(words, reader_language(), fallback)
