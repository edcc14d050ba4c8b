"""The tables of privacy."""

from permanence.overview.privacy.models.holding import Hold
from permanence.overview.privacy.models.redaction import Leftover, Redaction
from permanence.overview.privacy.models.retention import Disposal, Run, ScheduleVersion

__all__ = ["Disposal", "Hold", "Leftover", "Redaction", "Run", "ScheduleVersion"]
