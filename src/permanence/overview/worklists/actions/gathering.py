"""Gathering the words that people write, by which mistyped searches are put right.

Nothing depends on meeting every word: an entry that was committed behind the others is left out.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db.models import F

from permanence.ground.lib.db import house
from permanence.overview.worklists.models import Gathering, Word
from permanence.overview.worklists.rules import cut_words, fold_word, pieces_of
from permanence.service.tickets.models import Entry

AT_ONCE: Final = 300
OFTEN: Final = 1000
COMMON: Final = 20
KEPT_ONCE: Final = timedelta(days=180)
DROPPED_AT_ONCE: Final = 2000


def gather_words(*, at: datetime) -> int:
    """Note the words of the next entries; return how many entries were read.

    One worker gathers at a time. Confirmations are the house's own words, the same each time; the
    words of confidential files are nobody's to be offered.
    """
    Gathering.objects.get_or_create(pk=1)
    place = Gathering.objects.select_for_update(skip_locked=True).filter(pk=1).first()
    if place is None:
        return 0
    rows = Entry.objects.filter(pk__gt=place.entry).order_by("pk")
    told = ("pk", "kind", "subject", "text", "ticket__confidential")
    found = list(rows.values_list(*told)[:AT_ONCE])
    if not found:
        return 0
    words: set[str] = set()
    for _, kind, subject, text, confidential in found:
        if kind != Entry.Kind.CONFIRMATION and not confidential:
            words |= cut_words(f"{subject} {text}")
    note_words(words, at=at)
    place.entry = found[-1][0]
    place.save()
    return len(found)


def note_words(words: set[str], *, at: datetime) -> None:
    """Note that words were met; one that is met everywhere is not counted any further."""
    known = dict(Word.objects.filter(word__in=words).values_list("word", "seen"))
    again = sorted(word for word, seen in known.items() if seen < OFTEN)
    Word.objects.filter(word__in=again).update(seen=F("seen") + 1, met_at=at)
    fresh = [(word, fold_word(word)) for word in sorted(words - known.keys())]
    Word.objects.bulk_create(
        [Word(word=word, folded=own, pieces=pieces_of(own), met_at=at) for word, own in fresh],
        ignore_conflicts=True,
    )


def forget_words(text: str) -> None:
    """Forget the words of a text that was taken out of its file; others may write them again."""
    Word.objects.filter(word__in=cut_words(text)).delete()


def forget_secret_words(ticket: int) -> None:
    """Forget the words of a file that has become confidential, but for those that many write."""
    with house():
        entries = Entry.objects.filter(ticket=ticket) | Entry.objects.filter(
            ticket__merged_into=ticket
        )
        words: set[str] = set()
        for subject, text in entries.values_list("subject", "text"):
            words |= cut_words(f"{subject} {text}")
        Word.objects.filter(word__in=words, seen__lt=COMMON).delete()


def forget_rare_words(*, at: datetime) -> int:
    """Forget words that were met once, long ago: most of them are mistyped themselves."""
    old = Word.objects.filter(seen=1, met_at__lt=at - KEPT_ONCE).order_by("met_at")
    words = list(old.values_list("pk", flat=True)[:DROPPED_AT_ONCE])
    return Word.objects.filter(pk__in=words).delete()[0]
