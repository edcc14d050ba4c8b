"""What customers run, what a desk's service consists of, and what a failure touches."""

from permanence.world.catalogue.queries.components import (
    archived_components_of,
    components_named,
    components_of,
    needs_of,
    touched_components,
)
from permanence.world.catalogue.queries.installations import (
    card_of_installation,
    find_installation,
    installations_of,
    pieces_among,
    pieces_of,
    retired_of,
    unconfirmed_of,
)

__all__ = [
    "archived_components_of",
    "card_of_installation",
    "components_named",
    "components_of",
    "find_installation",
    "installations_of",
    "needs_of",
    "pieces_among",
    "pieces_of",
    "retired_of",
    "touched_components",
    "unconfirmed_of",
]
