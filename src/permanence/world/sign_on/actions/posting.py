"""The way of a browser to a provider of SAML, and back in two steps.

The provider lets the browser post its answer from its own page, so that no cookie comes along. The
answer waits until the browser comes by itself, with the secret that shows that it set out.
"""

from __future__ import annotations

from datetime import datetime

from permanence.ground.lib.db import house
from permanence.world.sign_on.actions.arriving import Arrived, end_approach, note_approach
from permanence.world.sign_on.models import Approach, Provider
from permanence.world.sign_on.rules.saml import (
    LARGEST,
    Wanted,
    read_answer,
    request_address,
    request_of,
)


def set_out_with_request(
    provider: Provider, *, audience: str, recipient: str, back: str, at: datetime
) -> tuple[str, str]:
    """Send a browser to a provider: return the address, and the secret that it has to keep."""
    state, secret = note_approach(provider, back=back, at=at)
    address = request_address(
        provider.sign_in_url,
        request=request_of(secret),
        audience=audience,
        recipient=recipient,
        state=state,
        at=at,
    )
    return address, secret


def keep_answer(provider: Provider, *, state: str, answer: str, at: datetime) -> None:
    """Keep what a browser posts that set out, once; anything else is let go."""
    if not answer or len(answer) > LARGEST * 4 // 3:
        return
    with house():
        on_the_way = Approach.objects.filter(state=state, provider=provider, answer="")
        on_the_way.exclude(pk__in=Approach.objects.stale(at=at)).update(answer=answer)


def come_back_with_answer(
    provider: Provider, *, state: str, secret: str, audience: str, recipient: str, at: datetime
) -> Arrived:
    """Return whom a provider vouches for; NotTrusted says why nobody is believed."""
    way = end_approach(provider, state=state, secret=secret, at=at)
    wanted = Wanted(provider.issuer, audience, recipient, request_of(secret))
    return Arrived(read_answer(way.answer, provider.card, wanted=wanted, at=at), way.back)
