"""Gathering the words that people write and send, by which mistyped searches are put right.

Nothing depends on meeting every word: an entry that was committed behind the others is left out.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from django.db import connection
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Left

from permanence.ground.files.models import Extract
from permanence.ground.lib.db import house
from permanence.ground.lib.rows import insert_rows
from permanence.ground.lib.spelling import fold_word
from permanence.overview.worklists.models import Gathering, Word
from permanence.overview.worklists.rules import MOST_READ, cut_words, pieces_of
from permanence.service.tickets.models import Attachment, Entry

AT_ONCE: Final = 300
FILES: Final = 20
OFTEN: Final = 1000
COMMON: Final = 20
TENTH: Final = 10
KEPT_ONCE: Final = timedelta(days=180)
LOOKED_AT_ONCE: Final = 2000
# What was read in a file, as far as its words are cut out of it.
READ: Final = Subquery(
    Extract.objects.filter(blob=OuterRef("blob")).values(start=Left("text", MOST_READ))
)
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
    """Note the words of the next entries and files; return how many of both were read.

    One worker gathers at a time.
    """
    Gathering.objects.get_or_create(pk=1)
    place = Gathering.objects.select_for_update(skip_locked=True).filter(pk=1).first()
    if place is None:
        return 0
    said, entries = words_of_entries(place)
    told, files = words_of_files(place)
    if entries or files:
        note_words(said | told, batch=place.entry + place.file, at=at)
        place.save(update_fields=["entry", "file"])
    return entries + files


def words_of_entries(place: Gathering) -> tuple[set[str], int]:
    """Go on to the next entries; return their words, and how many entries they are.

    Confirmations are the house's own words, the same each time; the words of confidential
    tickets are nobody's to be offered.
    """
    rows = Entry.objects.filter(pk__gt=place.entry).order_by("pk")
    told = ("pk", "kind", "subject", "text", "ticket__confidential")
    found = list(rows.values_list(*told)[:AT_ONCE])
    words: set[str] = set()
    for number, kind, subject, text, confidential in found:
        place.entry = number
        if kind != Entry.Kind.CONFIRMATION and not confidential:
            words |= cut_words(f"{subject} {text}")
    return words, len(found)


def words_of_files(place: Gathering) -> tuple[set[str], int]:
    """Go on to the next files that are read already; return their words, and how many they are.

    A file is read some time after its entry came, and those behind it wait for it here.
    """
    rows = Attachment.objects.filter(pk__gt=place.file).order_by("pk")
    told = ("pk", "is_inline", "is_read", "name", "entry__ticket__confidential")
    words: set[str] = set()
    count = 0
    for number, inline, read, name, confidential, text in rows.values_list(*told, READ)[:FILES]:
        if not inline and not read:
            break
        place.file = number
        count += 1
        if not inline and not confidential:
            words |= words_of_file(name, text)
    return words, count


def words_of_file(name: str, text: str | None) -> set[str]:
    """Return the words of the name of a file, and of what was read in it."""
    return cut_words(name) | cut_words(text or "")


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


def forget_files(blobs: Collection[int]) -> None:
    """Forget the words of contents that are let go of, but for those that many write."""
    files = Attachment.objects.filter(blob__in=blobs)
    forget_rarely_met(words_of_all(files))


def words_of_all(files: QuerySet[Attachment]) -> set[str]:
    """Return the words of files, of their names and of what was read in them."""
    rows = files.filter(is_inline=False).values_list("name", READ).order_by()
    return {word for row in rows.iterator(chunk_size=20) for word in words_of_file(*row)}


def forget_rarely_met(words: set[str]) -> None:
    """Forget words, but for those that many write."""
    Word.objects.filter(word__in=words, seen__lt=COMMON).delete()


def forget_secret_words(ticket: int) -> None:
    """Forget the words of a file that has become confidential, but for those that many write."""
    with house():
        entries = Entry.objects.filter(ticket=ticket) | Entry.objects.filter(
            ticket__merged_into=ticket
        )
        words: set[str] = set()
        for subject, text in entries.values_list("subject", "text"):
            words |= cut_words(f"{subject} {text}")
        words |= words_of_all(Attachment.objects.filter(entry__in=entries))
        forget_rarely_met(words)


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
