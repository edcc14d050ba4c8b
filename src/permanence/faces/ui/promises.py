"""What promises are called, on every face."""

from __future__ import annotations

from permanence.service.tickets.queries.promises import promise_names

__all__ = ["promise_names"]
