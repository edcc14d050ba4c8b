"""What is to be done in an incident, by which team and person, until when."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from permanence.service.incidents.models.incident import Incident
from permanence.service.incidents.rules.tasks import TaskCard, TaskState
from permanence.world.accounts.models import Specialist


class TaskQuerySet(models.QuerySet["Task"]):
    def of_incident(self, incident: Incident) -> Self:
        """The tasks of an incident: what is open in its order, then what is settled."""
        return (
            self.filter(incident=incident)
            .select_related("owner")
            .order_by("settled_at", "position", "pk")
        )

    def to_remind(self, at: datetime) -> Self:
        """Those of which somebody is to be reminded now, the longest due first.

        Nobody is reminded of what was left of an incident that is over.
        """
        due = self.filter(remind_at__lte=at).exclude(incident__state__in=("closed", "dismissed"))
        return due.order_by("remind_at", "pk")


class Task(models.Model):
    """One thing to be done; `version` counts its changes, so that a save says what it began from.

    `plan_version` is the version of the resolution plan of which it was a step. `remind_at` is
    when its owner is reminded next, empty once it is settled or when it has no date. `said` is
    what came of it, or why it was dropped.
    """

    State = TaskState

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="tasks", db_index=False)
    number = models.IntegerField()
    team = models.SlugField(max_length=15)
    title = models.TextField()
    owner = models.ForeignKey(Specialist, models.PROTECT, null=True, related_name="+")
    due_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=8, default=TaskState.OPEN)
    position = models.IntegerField()
    plan_version = models.IntegerField(null=True)
    version = models.IntegerField(default=1)
    said = models.TextField(default="", blank=True)
    opened_at = models.DateTimeField()
    opened_by = models.TextField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.TextField(default="", blank=True)
    remind_at = models.DateTimeField(null=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("incident", "number", name="task_is_numbered_once"),
            models.CheckConstraint(
                name="task_that_is_settled_says_when",
                condition=Q(state="open", settled_at=None)
                | Q(state__in=["done", "dropped"], settled_at__isnull=False),
            ),
            models.CheckConstraint(
                name="task_that_was_dropped_says_why", condition=~Q(state="dropped", said="")
            ),
            models.CheckConstraint(
                name="task_is_reminded_of_while_it_is_open",
                condition=Q(remind_at=None) | Q(state="open", due_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["remind_at"],
                condition=Q(remind_at__isnull=False),
                name="task_to_remind_of",
            ),
        ]

    def __str__(self) -> str:
        return f"task {self.number} of incident {self.incident_id}"

    @property
    def card(self) -> TaskCard:
        """What the task says now."""
        return TaskCard(self.title, self.team, self.owner_id, self.due_at)
