"""Making entries, the files that came with them, and solutions findable by their words."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from permanence.ground.files.models import Extract
from permanence.service.tickets.models import Attachment, Entry, Resolution
from permanence.service.tickets.rules.accents import accented_words
from permanence.service.tickets.rules.stretches import COARSE, FINE, SOLVED_ON

# Unaccented before it is cut into words: the same words as words_* makes of a search, at half the
# price. The few words that have an accent are stemmed with it, too: "publiées" is found by
# "publier" only by the stem that the accent leads to. They have no place in the text.
WORDS = f"""
       to_tsvector(spoken.config, unaccent(said.text)) || array_to_tsvector(array(
           select distinct unaccent(stem)
           from unnest(tsvector_to_array(to_tsvector(spoken.config, accented.words))) as stem
           where unaccent(stem) <> ''))
       || array_to_tsvector(array[
           '§{FINE}.' || (e.id >> {FINE}), '§{COARSE}.' || (e.id >> {COARSE})])
"""  # noqa: S608 -- two numbers of ours
SPOKEN = """
cross join lateral (
    select case e.language when 'fr' then 'french' when 'de' then 'german' when 'it' then 'italian'
        when 'es' then 'spanish' else 'english' end::regconfig as config
) spoken
"""
INDEX_WORDS = f"""
insert into tickets_searchrow (entry_id, file, ticket_id, organisation_id, words)
select e.id, 0, e.ticket_id, e.organisation_id, {WORDS}
from unnest(%s::bigint[], %s::text[]) as accented (entry_id, words)
join tickets_entry e on e.id = accented.entry_id
join tickets_ticket t on t.id = e.ticket_id
{SPOKEN}
cross join lateral (
    select left(t.reference || ' ' || e.author_name || ' ' || e.author_address || ' ' || e.subject
                || ' ' || e.text, 200000) || coalesce((
        select ' ' || string_agg(a.name || ' ' || translate(a.name, '._-', '   '), ' ')
        from tickets_attachment a where a.entry_id = e.id and not a.is_inline), '') as text
) said
on conflict (entry_id, file) do update set words = excluded.words
"""  # noqa: S608 -- pieces of ours
INDEX_FILES = f"""
insert into tickets_searchrow (entry_id, file, ticket_id, organisation_id, words)
select e.id, a.id, e.ticket_id, e.organisation_id, {WORDS}
from unnest(%s::bigint[], %s::text[]) as accented (file, words)
join tickets_attachment a on a.id = accented.file
join tickets_entry e on e.id = a.entry_id
join files_extract said on said.blob_id = a.blob_id
{SPOKEN}
on conflict (entry_id, file) do update set words = excluded.words
"""  # noqa: S608 -- pieces of ours

# What solved a matter stands beside the newest entry of its file, in no file of its own.
SOLUTION = -1
WITHOUT_SOLUTION = """
delete from tickets_searchrow where file = %s
    and entry_id in (select id from tickets_entry where ticket_id = any(%s))
"""
INDEX_SOLUTIONS = f"""
insert into tickets_searchrow (entry_id, file, ticket_id, organisation_id, words)
select e.id, %s, r.ticket_id, r.organisation_id,
       {WORDS} || array_to_tsvector(array['{SOLVED_ON}' || t.desk_id])
from unnest(%s::bigint[], %s::text[]) as accented (solution, words)
join tickets_resolution r on r.id = accented.solution
join tickets_ticket t on t.id = r.ticket_id
cross join lateral (
    select id, r.language from tickets_entry where ticket_id = r.ticket_id order by id desc limit 1
) e
{SPOKEN}
cross join lateral (
    select left(t.subject || ' ' || r.cause || ' ' || r.solution, 200000) as text
) said
"""  # noqa: S608 -- pieces of ours


def index_entries(entries: Sequence[Entry]) -> None:
    """Make entries findable by their words."""
    if entries:
        with connection.cursor() as cursor:
            accented = [accented_words(f"{one.subject} {one.text}") for one in entries]
            cursor.execute(INDEX_WORDS, [[entry.pk for entry in entries], accented])


def index_files(files: Sequence[Attachment]) -> int:
    """Make files findable by the text that was read in them; return how many are done.

    A file that another worker reads still is left for later.
    """
    read = Extract.objects.filter(blob__in=[one.blob_id for one in files], read_at__isnull=False)
    texts = dict(read.values_list("blob_id", "text"))
    done = [one for one in files if one.blob_id in texts]
    spoken = [one for one in done if texts[one.blob_id].strip()]
    if spoken:
        accented = [accented_words(texts[one.blob_id]) for one in spoken]
        with connection.cursor() as cursor:
            cursor.execute(INDEX_FILES, [[one.pk for one in spoken], accented])
    Attachment.objects.filter(pk__in=[one.pk for one in done]).update(is_read=True)
    return len(done)


def index_solutions(tickets: Sequence[int]) -> None:
    """Make tickets findable by what was said last to have caused and solved them."""
    written = Resolution.objects.filter(ticket__in=tickets).order_by("ticket", "-number")
    latest = list(written.distinct("ticket"))
    accented = [accented_words(f"{one.cause} {one.solution}") for one in latest]
    with connection.cursor() as cursor:
        cursor.execute(WITHOUT_SOLUTION, [SOLUTION, list(tickets)])
        cursor.execute(INDEX_SOLUTIONS, [SOLUTION, [one.pk for one in latest], accented])


def unread_files(most: int) -> list[Attachment]:
    """Return files whose text the search does not know yet, the oldest first."""
    waiting = Attachment.objects.filter(is_read=False, is_inline=False).select_related("blob")
    return list(waiting.defer("blob__content").order_by("pk")[:most])
