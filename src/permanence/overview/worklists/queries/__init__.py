"""What there is to do: lists, counts and search."""

from permanence.overview.worklists.queries.files import File, Said, read_entries
from permanence.overview.worklists.queries.lists import (
    Page,
    Row,
    Whose,
    count_views,
    list_tickets,
)
from permanence.overview.worklists.queries.mails import Kind, list_messages, references_of
from permanence.overview.worklists.queries.people import people_of_desk
from permanence.overview.worklists.queries.searching import (
    Found,
    SearchTooLong,
    find_ticket,
    search_tickets,
)

__all__ = [
    "File",
    "Found",
    "Kind",
    "Page",
    "Row",
    "Said",
    "SearchTooLong",
    "Whose",
    "count_views",
    "find_ticket",
    "list_messages",
    "list_tickets",
    "people_of_desk",
    "read_entries",
    "references_of",
    "search_tickets",
]
