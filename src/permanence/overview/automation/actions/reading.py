"""Reading from the journal what happened, for the rules that listen: no act waits for a rule."""

from __future__ import annotations

import json

from django.db import connection

from permanence.ground.journal.queries import read_horizon
from permanence.overview.automation.models import Place, Rule
from permanence.overview.automation.rules.instructions import ACTS

# What a rule did carries its chain on: its run was written in the same transaction.
READ = """
insert into automation_occasion
    (desk_id, ticket_id, organisation_id, event, at, act, chain, seen)
select a.desk_id, t.id, t.organisation_id, heard.event, a.at, a.id,
       coalesce(ran.chain, '[]'::jsonb), '[]'::jsonb
from journal_act a
join jsonb_to_recordset(%(heard)s::jsonb)
     as heard (desk bigint, act text, event text, since timestamptz)
  on heard.desk = a.desk_id and heard.act = a.act and a.at >= heard.since
join tickets_ticket t
  on t.id = case when a.subject like 'ticket:%%' then substr(a.subject, 8)::bigint end
left join lateral (
    select r.chain || to_jsonb(r.rule_id) as chain from automation_run r
    where r.txid = a.txid::text::bigint limit 1
) ran on true
where {where} and a.id > %(floor)s
order by a.id
on conflict do nothing
"""
LIVE = "a.txid >= %(txid)s::text::xid8 and a.txid < %(horizon)s::text::xid8"
# In a database that was restored elsewhere transactions are counted anew: what was not yet read
# bears a higher number there, what came since a later one.
RESTORED = (
    "(a.txid >= %(txid)s::text::xid8 or (a.id > %(last)s and a.txid < %(horizon)s::text::xid8))"
)
NEWEST = "select coalesce(max(id), 0) from journal_act where txid >= %s::text::xid8"


def read_journal() -> int:
    """Note what happened to tickets since the last look, where a rule listens; return how much.

    Where no rule does, nothing is read. One process at a time goes on from the place kept.
    """
    heard = acts_heard()
    if not heard:
        return 0
    place = Place.objects.select_for_update(skip_locked=True).first()
    if place is None:
        return 0
    horizon = read_horizon()
    if horizon == place.txid:
        return 0
    is_restored = place.txid > horizon
    newest = max(read_number(NEWEST, place.txid), place.last_act)
    facts: dict[str, str | int] = {
        "heard": json.dumps(heard),
        "txid": place.txid,
        "horizon": horizon,
        "floor": place.floor,
        "last": newest if is_restored else place.last_act,
    }
    with connection.cursor() as cursor:
        cursor.execute(READ.format(where=RESTORED if is_restored else LIVE), facts)
        noted = int(cursor.rowcount)
    if is_restored:
        place.floor = newest
    place.txid, place.last_act = horizon, newest
    place.save()
    return noted


def acts_heard() -> list[dict[str, object]]:
    """Return the acts for which a rule listens, on each desk, and since when."""
    since: dict[tuple[int, str], str] = {}
    rows = Rule.objects.on_events().order_by("on_since")
    for desk, event, on_since in rows.values_list("desk_id", "event", "on_since"):
        if on_since is not None:
            since.setdefault((desk, event), on_since.isoformat())
    return [
        {"desk": desk, "act": act, "event": event, "since": begun}
        for (desk, event), begun in since.items()
        for act, named in ACTS.items()
        if named == event
    ]


def read_number(statement: str, *values: int) -> int:
    """Return the one number that a statement answers."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.fetchone()[0])


def begin_reading() -> None:
    """Begin where the journal is now, unless rules listen already: nobody listened before."""
    Place.objects.get_or_create(pk=1, defaults={"txid": read_horizon(), "last_act": 0})
    place = Place.objects.select_for_update().get(pk=1)
    if not Rule.objects.on_events().exists():
        place.txid = read_horizon()
        place.save(update_fields=["txid"])
