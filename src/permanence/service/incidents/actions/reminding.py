"""Reminding people of what is due in an incident."""

from __future__ import annotations

from datetime import datetime

from permanence.service.incidents.models import Task
from permanence.service.incidents.queries.crew import members_by_team
from permanence.service.incidents.rules.tasks import remind_next
from permanence.world.attention.actions.notices import News, tell_people
from permanence.world.attention.queries.notices import Hearers
from permanence.world.attention.rules.channels import Event


def remind_due_tasks(*, at: datetime, most: int = 200) -> int:
    """Tell whose tasks are due; of one that is nobody's hears its whole team. Return how many."""
    due = Task.objects.to_remind(at).select_related("incident")
    tasks = list(due.select_for_update(of=("self",), skip_locked=True, no_key=True)[:most])
    if not tasks:
        return 0
    teams = members_by_team({task.incident_id for task in tasks})
    tell_people(
        [
            News(
                Event.TASK_DUE,
                Hearers(
                    f"incident:{task.incident_id}",
                    task.incident.desk_id,
                    named=[task.owner_id]
                    if task.owner_id
                    else teams.get((task.incident_id, task.team), []),
                ),
            )
            for task in tasks
        ],
        at=at,
    )
    for task in tasks:
        task.remind_at = remind_next(at)
    Task.objects.bulk_update(tasks, ["remind_at"])
    return len(tasks)
