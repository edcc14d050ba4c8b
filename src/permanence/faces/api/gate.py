"""How often somebody may knock, in this process: a flood costs no database."""

from __future__ import annotations

import threading
import time
from collections import defaultdict

MOST_KNOWN = 5000


class Gate:
    """Lets so many through a minute, each key on its own."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._lock = threading.Lock()
        self._minute = 0
        self._counts: dict[str, int] = defaultdict(int)

    def opens(self, key: str) -> bool:
        """Say whether one more may pass now."""
        with self._lock:
            minute = int(time.monotonic() // 60)
            if minute != self._minute or len(self._counts) > MOST_KNOWN:
                self._minute = minute
                self._counts.clear()
            self._counts[key] += 1
            return self._counts[key] <= self.most
