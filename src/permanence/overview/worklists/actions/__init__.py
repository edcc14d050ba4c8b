"""Keeping views, and the words that the search knows."""

from permanence.overview.worklists.actions.gathering import (
    forget_files,
    forget_rare_words,
    forget_words,
    gather_words,
)
from permanence.overview.worklists.actions.keeping import (
    NotYourView,
    ViewDraft,
    drop_view,
    save_view,
)

__all__ = [
    "NotYourView",
    "ViewDraft",
    "drop_view",
    "forget_files",
    "forget_rare_words",
    "forget_words",
    "gather_words",
    "save_view",
]
