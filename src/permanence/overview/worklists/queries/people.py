"""Who may take the work of a desk."""

from __future__ import annotations

from django.db import connection

PEOPLE = """
select true, id, name, position from accounts_team where desk_id = %(desk)s and retired_at is null
union all
select false, s.id, s.name, 0 from accounts_specialist s
where s.left_at is null and exists (
    select 1 from accounts_staffrole r where r.specialist_id = s.id and r.desk_id = %(desk)s
)
order by 4, 3, 2
"""


def people_of_desk(desk: int) -> tuple[dict[int, str], dict[int, str]]:
    """Return the names of a desk's teams, and of those who work on it; none that are gone."""
    with connection.cursor() as cursor:
        cursor.execute(PEOPLE, {"desk": desk})
        rows = cursor.fetchall()
    teams = {number: name for is_team, number, name, _ in rows if is_team}
    return teams, {number: name for is_team, number, name, _ in rows if not is_team}
