"""What there is to do: lists, counts and search."""

from permanence.overview.worklists.queries.columns import read_columns
from permanence.overview.worklists.queries.files import File, Said, read_entries
from permanence.overview.worklists.queries.fitting import Fitting, fitting_articles
from permanence.overview.worklists.queries.lists import (
    KeptRow,
    Page,
    Row,
    Whose,
    count_views,
    list_tickets,
    read_rail,
)
from permanence.overview.worklists.queries.mails import Kind, list_messages, references_of
from permanence.overview.worklists.queries.nearest import (
    Nearest,
    nearest_solutions,
    solutions_on,
)
from permanence.overview.worklists.queries.numbers import numbers_of_sieve, numbers_of_view
from permanence.overview.worklists.queries.people import People, people_of_desk, people_of_desk_now
from permanence.overview.worklists.queries.saved import (
    Kept,
    count_kept,
    count_sieved,
    list_sieved,
)
from permanence.overview.worklists.queries.searching import (
    Found,
    SearchTooLong,
    find_ticket,
    search_tickets,
)
from permanence.overview.worklists.queries.sifting import Look
from permanence.overview.worklists.queries.spelling import spell_otherwise

__all__ = [
    "File",
    "Fitting",
    "Found",
    "Kept",
    "KeptRow",
    "Kind",
    "Look",
    "Nearest",
    "Page",
    "People",
    "Row",
    "Said",
    "SearchTooLong",
    "Whose",
    "count_kept",
    "count_sieved",
    "count_views",
    "find_ticket",
    "fitting_articles",
    "list_messages",
    "list_sieved",
    "list_tickets",
    "nearest_solutions",
    "numbers_of_sieve",
    "numbers_of_view",
    "people_of_desk",
    "people_of_desk_now",
    "read_columns",
    "read_entries",
    "read_rail",
    "references_of",
    "search_tickets",
    "solutions_on",
    "spell_otherwise",
]
