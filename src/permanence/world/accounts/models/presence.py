"""When members of staff are not there, and who stands in for them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from permanence.world.accounts.models.people import Specialist


class Absence(models.Model):
    """A time in which a member of staff is not there; what is over stays as it was.

    Who is out of office may name a stand-in; who is only away for a while has none. One that is
    said after it began changes nothing that was before `said_at`: somebody was on call then.
    """

    class Kind(models.TextChoices):
        """How somebody is not there."""

        AWAY = "away"
        OUT = "out"

    specialist = models.ForeignKey(
        Specialist, models.PROTECT, related_name="absences", db_index=False
    )
    kind = models.SlugField(choices=Kind.choices)
    from_at = models.DateTimeField()
    to_at = models.DateTimeField()
    said_at = models.DateTimeField()
    stand_in = models.ForeignKey(
        Specialist, models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="absence_ends_after_it_begins", condition=Q(to_at__gt=F("from_at"))
            ),
            models.CheckConstraint(
                name="absence_is_stood_in_for_by_another",
                condition=Q(stand_in=None) | ~Q(stand_in=F("specialist")),
            ),
        ]
        indexes = [models.Index(fields=["specialist", "to_at"], name="absence_of_specialist")]

    def __str__(self) -> str:
        return f"{self.specialist_id} is {self.kind} from {self.from_at:%F %T}"
