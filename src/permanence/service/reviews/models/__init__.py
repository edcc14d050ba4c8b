"""Post-mortems with their causes and measures, summaries, and who got which."""

from permanence.service.reviews.models.cause import Cause
from permanence.service.reviews.models.contribution import Contribution
from permanence.service.reviews.models.measure import Measure, MeasureCause
from permanence.service.reviews.models.post_mortem import Extension, PostMortem, PostMortemVersion
from permanence.service.reviews.models.summary import (
    Summary,
    SummaryCopy,
    SummaryRequest,
    SummaryVersion,
)

__all__ = [
    "Cause",
    "Contribution",
    "Extension",
    "Measure",
    "MeasureCause",
    "PostMortem",
    "PostMortemVersion",
    "Summary",
    "SummaryCopy",
    "SummaryRequest",
    "SummaryVersion",
]
