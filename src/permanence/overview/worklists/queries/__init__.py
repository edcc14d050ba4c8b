"""What there is to do: lists, counts and search."""

from permanence.overview.worklists.queries.lists import (
    Page,
    Row,
    Whose,
    count_views,
    list_tickets,
)
from permanence.overview.worklists.queries.searching import (
    Found,
    SearchTooLong,
    find_ticket,
    search_tickets,
)

__all__ = [
    "Found",
    "Page",
    "Row",
    "SearchTooLong",
    "Whose",
    "count_views",
    "find_ticket",
    "list_tickets",
    "search_tickets",
]
