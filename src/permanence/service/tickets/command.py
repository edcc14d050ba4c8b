"""`permanence reckon --ticket`: what it prints and the status it ends with."""

from __future__ import annotations

import json
from typing import TextIO

from permanence.ground.lib.db import house
from permanence.service.tickets.models import Ticket
from permanence.service.tickets.queries import write_commitments

UNKNOWN = 1


def print_commitments(number: str, out: TextIO) -> int:
    """Print each promise that stands on a ticket with its reasons, one JSON object a line."""
    digits = "".join(letter for letter in number if letter.isdecimal())
    with house():
        ticket = Ticket.objects.found_by(digits).first()
        if ticket is None:
            fault = {"at": "ticket", "message": f"{number}: no ticket has this reference"}
            print(json.dumps({"error": fault}), file=out)
            return UNKNOWN
        for line in write_commitments(ticket):
            print(json.dumps(line, ensure_ascii=False, allow_nan=False), file=out)
    return 0
