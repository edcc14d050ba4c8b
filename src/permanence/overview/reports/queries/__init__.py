"""How promises were kept: figures of a month, and the promises behind each figure."""

from permanence.overview.reports.queries.figures import Figures, count_months, count_promises
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
    customers_of_desk,
    months_reported,
    read_service,
    zone_of_desk,
)

__all__ = [
    "Figures",
    "Page",
    "Pause",
    "Row",
    "Service",
    "count_months",
    "count_promises",
    "customers_of_desk",
    "find_commitment",
    "list_promises",
    "months_reported",
    "read_promises",
    "read_rows",
    "read_service",
    "zone_of_desk",
]
