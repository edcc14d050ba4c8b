"""The hours bank: what hours a contract brings, what they pay for, and how they are told."""

from permanence.promises.contracts.rules.bank.alerts import AlertDue, LotStanding, alerts_due
from permanence.promises.contracts.rules.bank.allocating import (
    FOR_WANT_OF_HOURS,
    Allocation,
    OpenLot,
    Part,
    Reason,
    Work,
    allocate_work,
    round_up,
)
from permanence.promises.contracts.rules.bank.lots import (
    LotDue,
    LotKind,
    day_after_contract,
    first_instant,
    hours_sources,
    lots_due,
)
from permanence.promises.contracts.rules.bank.statement import (
    LotFacts,
    LotRow,
    Movement,
    Statement,
    StatementLine,
    Totals,
    write_statement,
)

__all__ = [
    "FOR_WANT_OF_HOURS",
    "AlertDue",
    "Allocation",
    "LotDue",
    "LotFacts",
    "LotKind",
    "LotRow",
    "LotStanding",
    "Movement",
    "OpenLot",
    "Part",
    "Reason",
    "Statement",
    "StatementLine",
    "Totals",
    "Work",
    "alerts_due",
    "allocate_work",
    "day_after_contract",
    "first_instant",
    "hours_sources",
    "lots_due",
    "round_up",
    "write_statement",
]
