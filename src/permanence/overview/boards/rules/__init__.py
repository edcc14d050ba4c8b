"""What a supervisor's board counts, and how its figures are kept."""

from permanence.overview.boards.rules.figures import (
    AGES,
    FIRST_SPAN,
    LENGTHS,
    SPANS,
    Backlog,
    Load,
    Speed,
    Speeds,
    bar_of,
    fill_bars,
    read_span,
)

__all__ = [
    "AGES",
    "FIRST_SPAN",
    "LENGTHS",
    "SPANS",
    "Backlog",
    "Load",
    "Speed",
    "Speeds",
    "bar_of",
    "fill_bars",
    "read_span",
]
