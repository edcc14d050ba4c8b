"""The addresses that mails carry; one table, so that a page and its link cannot part."""

from __future__ import annotations

PATHS = {
    "policy": "/{desk}/policy",
    "centre": "/{desk}/",
    "services": "/{desk}/services",
    "status": "/{desk}/status/",
    "status-in": "/{desk}/status/{language}/",
    "status-subscribe": "/{desk}/status/subscribe",
    "status-confirm": "/{desk}/status/confirm/{token}",
    "status-subscription": "/{desk}/status/subscription/{token}",
    "status-leave": "/{desk}/status/leave/{token}",
    "request": "/{desk}/requests/{reference}",
    "help-article": "/{desk}/help/{reference}",
    "enter": "/{desk}/enter/{token}",
    "escalate": "/{desk}/escalate/{token}",
    "take": "/take/{token}",
    "agree": "/agree/{token}",
    "extra-time": "/extra-time/{token}",
    "hours": "/{desk}/hours",
    "told": "/{desk}/notices",
    "password": "/desk/password/{token}",
    "account": "/desk/account",
    "ticket": "/desk/tickets/{reference}",
    "incident": "/desk/incidents/{number}",
    "contribute": "/contribute/{token}",
    "article": "/desk/articles/{reference}",
    "rota": "/desk/rotas/{reference}",
    "hand-off": "/desk/rotas/hand-offs/{number}",
    "rota-feed": "/desk/rotas/feed/{token}/{place}.ics",
    "notices": "/desk/notices",
    "channels": "/desk/account/notices",
}
# What stands before the token in the addresses that open something to whoever has them.
TOKEN_FOLLOWS = sorted(
    {
        path.partition("/{token}")[0].rpartition("/")[2]
        for path in PATHS.values()
        if "{token}" in path
    }
)


def link_to(name: str, *, base: str, **places: object) -> str:
    """Return the full address of a page for use in a mail."""
    return base + PATHS[name].format(**places)
