"""Tasks of an incident: opened, changed, ordered, settled, and whom they are due of reminded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.service.incidents.actions.chain import write_events
from permanence.service.incidents.actions.room import TEAMS, demand_words, lock_room
from permanence.service.incidents.models import Incident, Task
from permanence.service.incidents.queries.crew import workers_of
from permanence.service.incidents.rules.chain import NewEvent
from permanence.service.incidents.rules.tasks import TaskCard, TaskState, move_place, remind_first
from permanence.world.attention.actions.notices import News, tell_people
from permanence.world.attention.queries.notices import Hearers
from permanence.world.attention.rules.channels import Event as Told


class NotHere(Refusal):
    """Only who works on the desk of the incident can be given a task of it."""


class TaskSettled(Refusal):
    """The task is settled, or was opened again meanwhile."""


class TaskConflict(Refusal):
    """Somebody else changed the task meanwhile; `standing` is what it says now."""

    def __init__(self, standing: Task) -> None:
        super().__init__(
            _("Somebody changed this task meanwhile. Both stand here; nothing is lost.")
        )
        self.standing = standing


@transaction.atomic
def open_tasks(
    incident: Incident,
    cards: Sequence[TaskCard],
    *,
    at: datetime,
    by: Actor,
    plan_version: int | None = None,
) -> list[Task]:
    """Open tasks at the end of the list, and tell those whose they are."""
    room = lock_room(incident)
    last = Task.objects.filter(incident=room).aggregate(
        number=Max("number"), position=Max("position")
    )
    number, position = last["number"] or 0, last["position"] or 0
    tasks = Task.objects.bulk_create(
        Task(
            incident=room,
            number=number + place,
            team=card.team,
            title=demand_words(card.title, str(_("Write what is to be done."))),
            owner_id=card.owner,
            due_at=card.due_at,
            position=position + place,
            plan_version=plan_version,
            opened_at=at,
            opened_by=by.name,
            remind_at=remind_first(card.due_at, at=at),
        )
        for place, card in enumerate(check_cards(room, cards), start=1)
    )
    names = workers_of(room.desk_id)
    events = [NewEvent("task.opened", tell_task(task, names)) for task in tasks]
    write_events(room, events, at=at, by=by)
    tell_owners(tasks, Told.TASK, at=at, by=by)
    return tasks


def check_cards(incident: Incident, cards: Sequence[TaskCard]) -> Sequence[TaskCard]:
    """Return the cards; refuse a team or an owner that the incident cannot have."""
    people = workers_of(incident.desk_id)
    for card in cards:
        if card.team not in TEAMS or (card.owner is not None and card.owner not in people):
            raise NotHere(_("A task goes to a team, and to somebody who works on this desk."))
    return cards


def tell_task(task: Task, names: dict[int, str]) -> dict[str, object]:
    """Return what the timeline keeps of a task."""
    return {
        "number": task.number,
        "title": task.title,
        "team": task.team,
        "owner": names.get(task.owner_id or 0, ""),
        "due": task.due_at.isoformat() if task.due_at else "",
        "plan": task.plan_version or 0,
    }


def tell_owners(tasks: Sequence[Task], event: Told, *, at: datetime, by: Actor) -> None:
    """Let the owners of tasks hear of them, each once."""
    tell_people(
        [
            News(
                event,
                Hearers(
                    f"incident:{task.incident_id}", task.incident.desk_id, named=[task.owner_id]
                ),
                by=by.key,
                who=by.name,
            )
            for task in {task.owner_id: task for task in tasks}.values()
            if task.owner_id is not None
        ],
        at=at,
    )


@transaction.atomic
def change_task(task: Task, card: TaskCard, *, version: int, at: datetime, by: Actor) -> Task:
    """Change what a task says, begun from one of its versions; its new owner hears of it."""
    room = lock_room(task.incident)
    found = Task.objects.select_related("owner").get(pk=task.pk)
    check_cards(room, [card])
    if found.state != TaskState.OPEN:
        raise TaskSettled(_("This task is settled: open it again to change it."))
    changes = found.card.differs_from(card)
    if not changes:
        return found
    if found.version != version:
        raise TaskConflict(found)
    given = card.owner is not None and "owner" in changes
    found.title = demand_words(card.title, str(_("Write what is to be done.")))
    found.team, found.owner_id, found.due_at = card.team, card.owner, card.due_at
    if "due_at" in changes:
        found.remind_at = remind_first(card.due_at, at=at)
    found.version += 1
    found.save(update_fields=["title", "team", "owner", "due_at", "remind_at", "version"])
    facts = tell_task(found, workers_of(room.desk_id)) | {"changes": list(changes)}
    write_events(room, [NewEvent("task.changed", facts)], at=at, by=by)
    if given:
        tell_owners([found], Told.TASK, at=at, by=by)
    return found


@transaction.atomic
def settle_task(task: Task, state: TaskState, *, said: str, at: datetime, by: Actor) -> Task:
    """Note that a task is done, or why it is dropped; of two who do it the first is on record."""
    room = lock_room(task.incident)
    found = Task.objects.get(pk=task.pk)
    if found.state != TaskState.OPEN:
        raise TaskSettled(_("Somebody settled this task already."))
    words = said.strip()
    if state == TaskState.DROPPED:
        words = demand_words(said, str(_("Write why it is dropped.")))
    found.state, found.said, found.settled_at, found.settled_by = state, words, at, by.name
    found.remind_at, found.version = None, found.version + 1
    found.save(update_fields=["state", "said", "settled_at", "settled_by", "remind_at", "version"])
    facts = {"number": found.number, "title": found.title, "team": found.team, "said": words}
    write_events(room, [NewEvent(f"task.{state}", facts)], at=at, by=by)
    return found


@transaction.atomic
def reopen_task(task: Task, *, at: datetime, by: Actor) -> Task:
    """Open a task again that was settled."""
    room = lock_room(task.incident)
    found = Task.objects.get(pk=task.pk)
    if found.state == TaskState.OPEN:
        raise TaskSettled(_("This task is open already."))
    found.state, found.said, found.settled_at, found.settled_by = TaskState.OPEN, "", None, ""
    found.remind_at, found.version = remind_first(found.due_at, at=at), found.version + 1
    found.save(update_fields=["state", "said", "settled_at", "settled_by", "remind_at", "version"])
    facts = {"number": found.number, "title": found.title, "team": found.team}
    write_events(room, [NewEvent("task.reopened", facts)], at=at, by=by)
    return found


@transaction.atomic
def move_task(task: Task, *, up: bool, at: datetime, by: Actor) -> None:
    """Let a task change places with the open one of its team before or behind it."""
    room = lock_room(task.incident)
    rows = Task.objects.filter(incident=room, team=task.team, state=TaskState.OPEN).order_by(
        "position", "pk"
    )
    found = {one.pk: one for one in rows}
    pair = move_place(list(found), task.pk, up=up) if task.pk in found else None
    if pair is None:
        return
    first, second = (found[one] for one in pair)
    first.position, second.position = second.position, first.position
    Task.objects.bulk_update([first, second], ["position"])
    facts = {"number": first.number, "title": first.title, "team": first.team, "up": up}
    write_events(room, [NewEvent("task.moved", facts)], at=at, by=by)
