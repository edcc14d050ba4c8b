"""Keeping the figures of boards."""

from permanence.overview.boards.actions.keeping import forget_figures, has_many, keep_figures

__all__ = ["forget_figures", "has_many", "keep_figures"]
