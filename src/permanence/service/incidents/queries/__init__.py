"""Reads of incidents."""

from permanence.service.incidents.queries.chain import prove_incident, read_chain
from permanence.service.incidents.queries.impact import (
    customers_without_notice,
    difference_of,
    incidents_touching,
    last_revision,
    own_incidents,
    revisions_of,
    told_customers,
    touched_by,
)
from permanence.service.incidents.queries.incidents import (
    clocks_of,
    components_touched,
    find_incident,
    next_clocks,
    open_incidents,
)
from permanence.service.incidents.queries.signals import signals_of

__all__ = [
    "clocks_of",
    "components_touched",
    "customers_without_notice",
    "difference_of",
    "find_incident",
    "incidents_touching",
    "last_revision",
    "next_clocks",
    "open_incidents",
    "own_incidents",
    "prove_incident",
    "read_chain",
    "revisions_of",
    "signals_of",
    "told_customers",
    "touched_by",
]
