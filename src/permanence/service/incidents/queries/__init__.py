"""Reads of incidents."""

from permanence.service.incidents.queries.chain import prove_incident, read_chain
from permanence.service.incidents.queries.impact import (
    difference_of,
    incidents_touching,
    last_revision,
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
    "difference_of",
    "find_incident",
    "incidents_touching",
    "last_revision",
    "next_clocks",
    "open_incidents",
    "prove_incident",
    "read_chain",
    "revisions_of",
    "signals_of",
    "told_customers",
    "touched_by",
]
