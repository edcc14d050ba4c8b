"""A process for one message by the notification library, which ends with it.

It reads what to send from its input and writes what came of it. The library connects by itself; in
this process no connection leads inside, unless the operator vouches for the host.
"""

from __future__ import annotations

import json
import logging
import socket
import sys
from collections.abc import Callable
from io import StringIO
from typing import Any

from permanence.ground.lib.hosts import is_public

LONGEST = 300


def send(told: dict[str, Any]) -> dict[str, Any]:
    """Send one message, and return whether it was taken and what the library says."""
    import apprise  # noqa: PLC0415 -- only this process carries it

    said = StringIO()
    keeper = logging.StreamHandler(said)
    keeper.setLevel(logging.WARNING)
    logging.getLogger("apprise").addHandler(keeper)
    socket.getaddrinfo = guard(socket.getaddrinfo, frozenset(told["trusted"]))
    asset = apprise.AppriseAsset(async_mode=False, secure_logging=True, http_redirects=False)
    service = apprise.Apprise(asset=asset)
    if not service.add(told["address"]):
        return {"taken": False, "said": "the address is not understood"}
    taken = service.notify(body=told["text"], body_format=apprise.NotifyFormat.TEXT)
    return {"taken": bool(taken), "said": said.getvalue().strip()[-LONGEST:]}


def guard(look_up: Callable[..., Any], trusted: frozenset[str]) -> Callable[..., Any]:
    """Return a look-up of hosts that knows none that lies inside."""

    def find(host: Any, port: Any, *args: Any, **kwargs: Any) -> Any:
        found = look_up(host, port, *args, **kwargs)
        if f"{host}:{port}" not in trusted and not all(is_public(str(one[4][0])) for one in found):
            raise OSError(f"{host} lies inside")
        return found

    return find


if __name__ == "__main__":
    sys.stdout.write(json.dumps(send(json.load(sys.stdin))))
