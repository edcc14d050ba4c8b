"""Who may take the work of a desk, and who of them is not there."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from permanence.ground.lib.prepared import ask
from permanence.world.accounts.rules import Right, roles_with
from permanence.world.accounts.rules.presence import Presence, Standing

PEOPLE = """
select true, id, name, position, null, null, null
from accounts_team where desk_id = %(desk)s and retired_at is null
union all
select false, s.id, s.name, 0, gone.kind, gone.to_at, stand_in.name from accounts_specialist s
left join lateral (
    select kind, to_at, stand_in_id from accounts_absence
    where specialist_id = s.id and from_at <= %(at)s::timestamptz and to_at > %(at)s::timestamptz
    order by kind desc, to_at desc limit 1
) gone on true
left join accounts_specialist stand_in on stand_in.id = gone.stand_in_id
where s.left_at is null and exists (
    select 1 from accounts_staffrole r where r.specialist_id = s.id and r.desk_id = %(desk)s
    and (%(roles)s::text[] is null or r.role = any(%(roles)s::text[]))
)
order by 4, 3, 2
"""


class People(NamedTuple):
    """The teams of a desk, its people, and who of these has said to be gone."""

    teams: dict[int, str]
    specialists: dict[int, str]
    gone: dict[int, Presence]


def people_of_desk_now(desk: int, *, at: datetime | None, anybody: bool = False) -> People:
    """Return a desk's teams and who may be given its work, in one question.

    None that are gone for good; `anybody` brings in those who only read.
    """
    roles = None if anybody else sorted(roles_with(Right.ANSWER))
    rows = ask(PEOPLE, {"desk": desk, "at": at, "roles": roles})
    found = People({}, {}, {})
    for is_team, number, name, _, kind, until, stand_in in rows:
        (found.teams if is_team else found.specialists)[number] = name
        if kind:
            found.gone[number] = Presence(Standing(kind), until, stand_in_name=stand_in or "")
    return found


def people_of_desk(desk: int, *, anybody: bool = False) -> tuple[dict[int, str], dict[int, str]]:
    """Return the names of a desk's teams, and of who may be given its work; none that are gone."""
    found = people_of_desk_now(desk, at=None, anybody=anybody)
    return found.teams, found.specialists
