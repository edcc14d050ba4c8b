"""Reads of incidents."""

from permanence.service.incidents.queries.chain import prove_incident, read_chain
from permanence.service.incidents.queries.incidents import (
    clocks_of,
    components_touched,
    find_incident,
    open_incidents,
)

__all__ = [
    "clocks_of",
    "components_touched",
    "find_incident",
    "open_incidents",
    "prove_incident",
    "read_chain",
]
