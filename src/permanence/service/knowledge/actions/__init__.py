"""What is done with articles."""

from permanence.service.knowledge.actions.counting import (
    count_reading,
    count_verdict,
    forget_naming,
    note_usage,
)
from permanence.service.knowledge.actions.keeping import (
    change_article,
    confirm_article,
    restore_article,
    retire_article,
)
from permanence.service.knowledge.actions.publishing import publish_version
from permanence.service.knowledge.actions.topics import end_topic, save_topic, set_practice
from permanence.service.knowledge.actions.writing import discard_draft, write_draft

__all__ = [
    "change_article",
    "confirm_article",
    "count_reading",
    "count_verdict",
    "discard_draft",
    "end_topic",
    "forget_naming",
    "note_usage",
    "publish_version",
    "restore_article",
    "retire_article",
    "save_topic",
    "set_practice",
    "write_draft",
]
