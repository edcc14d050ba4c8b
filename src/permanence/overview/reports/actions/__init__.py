"""Counting months of large desks beforehand."""

from permanence.overview.reports.actions.counting import count_month, count_next_month

__all__ = ["count_month", "count_next_month"]
