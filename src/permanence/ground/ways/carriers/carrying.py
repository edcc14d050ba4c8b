"""Handing a call to whom it was given to; whatever goes wrong there is an answer."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.conf import settings

from permanence.ground.ways.carriers.chat import carry_by_library
from permanence.ground.ways.carriers.gateway import carry_by_gateway
from permanence.ground.ways.carriers.sip import carry_by_sip
from permanence.ground.ways.carriers.twilio import carry_by_twilio
from permanence.ground.ways.rules.failing_over import Outcome, Result
from permanence.ground.ways.rules.providers import Kind
from permanence.ground.ways.rules.trial import Trial

LOG = logging.getLogger(__name__)
CARRIERS: dict[str, Callable[..., Outcome]] = {
    Kind.GATEWAY: carry_by_gateway,
    Kind.APPRISE: carry_by_library,
    Kind.TWILIO: carry_by_twilio,
    Kind.SIP: carry_by_sip,
}


def carry(trial: Trial) -> Outcome:
    """Return what became of one attempt; no transaction may be open meanwhile."""
    try:
        return CARRIERS[trial.kind](trial, trusted=settings.WAY_HOSTS)
    except Exception as wrong:
        LOG.exception("attempt failed", extra={"facts": {"attempt": trial.attempt}})
        return Outcome(Result.FAILED, type(wrong).__name__)
