"""Gathering the words that people write, by which mistyped searches are put right.

Nothing depends on meeting every word: an entry that was committed behind the others is left out.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import connection

from permanence.ground.lib.db import house
from permanence.ground.lib.rows import insert_rows
from permanence.ground.lib.spelling import fold_word
from permanence.overview.worklists.models import Gathering, Word
from permanence.overview.worklists.rules import cut_words, pieces_of
from permanence.service.tickets.models import Entry

AT_ONCE: Final = 300
OFTEN: Final = 1000
COMMON: Final = 20
TENTH: Final = 10
KEPT_ONCE: Final = timedelta(days=180)
LOOKED_AT_ONCE: Final = 2000
# Common words are in nearly every batch: of their meetings one in ten is written, for ten.
MEET_AGAIN = """
update worklists_word kept
set seen = kept.seen + case when kept.seen < %(common)s then 1 else %(tenth)s end
from unnest(%(words)s::text[]) as met (word)
where kept.word = met.word and kept.seen < %(often)s
  and (kept.seen < %(common)s or hashtextextended(met.word, %(batch)s) %% %(tenth)s = 0)
"""
NEW = """
select met.word from unnest(%s::text[]) as met (word)
where not exists (select from worklists_word kept where kept.word = met.word) order by 1
"""


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
    place.entry = found[-1][0]
    note_words(words, batch=place.entry, at=at)
    place.save(update_fields=["entry"])
    return len(found)


def note_words(words: set[str], *, batch: int, at: datetime) -> None:
    """Note that words were met; one that is met everywhere is not counted any further."""
    told = sorted(words)
    bounds = {"batch": batch, "common": COMMON, "tenth": TENTH, "often": OFTEN}
    with connection.cursor() as cursor:
        cursor.execute(MEET_AGAIN, {"words": told, **bounds})
        cursor.execute(NEW, [told])
        fresh = [(row[0], fold_word(row[0])) for row in cursor.fetchall()]
    insert_rows(
        Word,
        [
            {"word": word, "folded": own, "pieces": pieces_of(own), "seen": 1, "met_at": at}
            for word, own in fresh
        ],
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
    """Forget words that were met once, long ago: most of them are mistyped themselves.

    Each time the next words are looked at, in their order, and from the first one anew after the
    last: an index of those met once would be written whenever a word is met again.
    """
    place = Gathering.objects.select_for_update(skip_locked=True).filter(pk=1).first()
    if place is None:
        return 0
    rows = Word.objects.filter(word__gt=place.looked_at).order_by("word")[:LOOKED_AT_ONCE]
    found = list(rows.values_list("word", "seen", "met_at"))
    place.looked_at = found[-1][0] if len(found) == LOOKED_AT_ONCE else ""
    place.save(update_fields=["looked_at"])
    old = [word for word, seen, met_at in found if seen == 1 and met_at < at - KEPT_ONCE]
    return Word.objects.filter(word__in=old).delete()[0]
