"""Somebody says how they are reached, and proves that an address is theirs."""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta
from hashlib import sha256

from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from permanence.ground.lib.errors import Refusal
from permanence.ground.lib.sealing import key_for
from permanence.ground.ways.actions import forget_texts, post_calls
from permanence.ground.ways.queries import ways_set_up
from permanence.ground.ways.rules import NewCall, Way
from permanence.ground.ways.rules.replies import spell_out
from permanence.world.accounts.models import Specialist
from permanence.world.attention.models import ReachQuiet, ReachWay
from permanence.world.attention.rules.reaching import (
    CODE_AGAIN,
    CODE_LIVES,
    MOST_TRIES,
    MOST_WAYS,
    PROVEN,
    By,
    QuietHours,
    make_code,
)

OWNER = "attention.way"


class NoSuchWay(Refusal):
    """Nobody carries messages by this way here."""


class TooSoon(Refusal):
    """Codes are not sent as often as somebody asks for them."""


def add_way(
    specialist: Specialist, way: By, address: str, *, after: timedelta, at: datetime
) -> ReachWay:
    """Add a way to somebody as their last; a code is sent where it has to be proven."""
    own = ReachWay.objects.filter(specialist=specialist)
    if way in PROVEN and Way(way.value) not in ways_set_up():
        raise NoSuchWay(_("Nobody carries messages by this way here. Ask who administers it."))
    if own.filter(way=way, address=address).exists():
        raise Refusal(_("This way stands there already."))
    if own.count() >= MOST_WAYS:
        raise Refusal(_("These are too many ways. Remove one first."))
    last = own.order_by("-position").values_list("position", flat=True).first() or 0
    made = ReachWay.objects.create(
        specialist=specialist,
        way=way,
        address=address,
        position=last + 1,
        after=after,
        proven_at=None if way in PROVEN else at,
    )
    if way in PROVEN:
        send_code(made, at=at)
    return made


def send_code(row: ReachWay, *, at: datetime) -> None:
    """Send a fresh code to an address; the one before is worth nothing any more."""
    if row.code_at is not None and at - row.code_at < CODE_AGAIN:
        raise TooSoon(_("A code was sent just now. Wait a minute before asking for another."))
    code = make_code()
    row.code, row.code_at, row.tries = digest_of(row, code), at, 0
    row.save(update_fields=["code", "code_at", "tries"])
    language = row.specialist.user.language
    with translation.override(language):
        told = gettext("Your code for Permanence is %(code)s.")
        text, spoken = told % {"code": code}, told % {"code": spell_out(code)}
    way = Way(row.way)
    post_calls([NewCall(OWNER, row.pk, way, row.address, language, text, spoken=spoken)], at=at)


def prove_way(specialist: Specialist, number: int, code: str, *, at: datetime) -> bool:
    """Use an address from now on whose code somebody knows; False when the code is wrong.

    After too many guesses, or too long, only a fresh code helps.
    """
    row = ReachWay.objects.select_for_update().filter(specialist=specialist, pk=number).first()
    if row is None or not row.code or row.code_at is None:
        return False
    if at - row.code_at > CODE_LIVES or row.tries >= MOST_TRIES:
        return False
    row.tries += 1
    is_right = hmac.compare_digest(digest_of(row, code.strip()), row.code)
    if is_right:
        row.proven_at, row.code = at, ""
        forget_texts(OWNER, row.pk)
    row.save(update_fields=["tries", "proven_at", "code"])
    return is_right


def digest_of(row: ReachWay, code: str) -> str:
    """Return what is kept of a code: with the installation's key, for this address alone."""
    told = f"{row.specialist_id}.{row.way}.{row.address}.{code}".encode()
    return hmac.digest(key_for("attention.code"), told, sha256).hex()


def remove_way(specialist: Specialist, number: int) -> bool:
    """Reach somebody by this way no more; say whether there was one."""
    return bool(ReachWay.objects.filter(specialist=specialist, pk=number).delete()[0])


def raise_way(specialist: Specialist, number: int) -> None:
    """Try a way one place earlier."""
    rows = list(ReachWay.objects.filter(specialist=specialist).order_by("position", "pk"))
    place = next((at for at, row in enumerate(rows) if row.pk == number), 0)
    if place:
        rows[place - 1], rows[place] = rows[place], rows[place - 1]
    for position, row in enumerate(rows, start=1):
        row.position = position
    ReachWay.objects.bulk_update(rows, ["position"])


def keep_quiet(specialist: Specialist, quiet: QuietHours) -> None:
    """Keep when somebody wants no call, and which severities are let through all the same."""
    ReachQuiet.objects.update_or_create(
        specialist=specialist,
        defaults={"quiet_from": quiet.begin, "quiet_to": quiet.end, "passes": sorted(quiet.passes)},
    )
