"""How promises were kept: figures of a month, and the promises behind each figure."""

from permanence.overview.reports.queries.customers import Customer, page_customers
from permanence.overview.reports.queries.figures import (
    Figures,
    count_months,
    count_promises,
    count_served,
)
from permanence.overview.reports.queries.kept import Counted, Counts, find_counts
from permanence.overview.reports.queries.promises import (
    Page,
    Row,
    find_commitment,
    list_promises,
    read_promises,
    read_rows,
)
from permanence.overview.reports.queries.service import (
    Pause,
    Service,
    list_pauses,
    months_reported,
    read_service,
    zone_of_desk,
)

__all__ = [
    "Counted",
    "Counts",
    "Customer",
    "Figures",
    "Page",
    "Pause",
    "Row",
    "Service",
    "count_months",
    "count_promises",
    "count_served",
    "find_commitment",
    "find_counts",
    "list_pauses",
    "list_promises",
    "months_reported",
    "page_customers",
    "read_promises",
    "read_rows",
    "read_service",
    "zone_of_desk",
]
