"""What a ticket's promises rest on, and where its clocks stood still."""

from permanence.service.tickets.queries.explanations import (
    commitments_of,
    explain_commitment,
    explain_commitments,
    write_commitments,
)
from permanence.service.tickets.queries.grounds import (
    calendar_of,
    grounds_at_receipt,
    grounds_of,
    grounds_of_customer,
    terms_among,
    terms_held,
)
from permanence.service.tickets.queries.merging import (
    GATHERS,
    gathered_files,
    merges_into,
    others_reached,
    owner_of,
    survivor_of,
)
from permanence.service.tickets.queries.spans import spans_of, stops_among, stops_of

__all__ = [
    "GATHERS",
    "calendar_of",
    "commitments_of",
    "explain_commitment",
    "explain_commitments",
    "gathered_files",
    "grounds_at_receipt",
    "grounds_of",
    "grounds_of_customer",
    "merges_into",
    "others_reached",
    "owner_of",
    "spans_of",
    "stops_among",
    "stops_of",
    "survivor_of",
    "terms_among",
    "terms_held",
    "write_commitments",
]
