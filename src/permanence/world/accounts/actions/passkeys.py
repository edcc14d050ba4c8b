"""Passkeys (WebAuthn): adding one, and letting it prove who somebody is, without a password.

The library answers with the standard's own JSON. A state goes with each question, is kept with the
browser that was asked, and is good for one answer.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from permanence.ground.lib.errors import Refusal
from permanence.world.accounts.actions.second import check_not_last, drop_idle_codes
from permanence.world.accounts.models import Passkey, User

if TYPE_CHECKING:
    from fido2.server import Fido2Server

MOST = 10
HANDLE_SALT = "permanence.passkey"
# What the library raises for an answer that is none, is forged, or is meant for somebody else.
WRONG_ANSWERS = (ValueError, KeyError, TypeError, AttributeError, IndexError, struct.error)
Json = dict[str, Any]


class PasskeyRefused(Refusal):
    """An answer that does not fit its question."""


class TooManyPasskeys(Refusal):
    """More than anybody needs."""


@dataclass(frozen=True)
class Proof:
    """A passkey that signed rightly; `is_twin` when it counts as if another had signed since."""

    passkey: Passkey
    is_twin: bool


def ask_for_new_passkey(user: User) -> tuple[Json, Json]:
    """Return what a browser is asked to make a passkey of its device, and the state."""
    from fido2.webauthn import (  # noqa: PLC0415 -- few pages need it, all would load it
        PublicKeyCredentialDescriptor,
        PublicKeyCredentialType,
        PublicKeyCredentialUserEntity,
        ResidentKeyRequirement,
        UserVerificationRequirement,
    )

    known = Passkey.objects.filter(user=user).values_list("credential", flat=True)
    options, state = make_server().register_begin(
        PublicKeyCredentialUserEntity(id=handle_of(user), name=user.email, display_name=user.email),
        credentials=[
            PublicKeyCredentialDescriptor(type=PublicKeyCredentialType.PUBLIC_KEY, id=bytes(one))
            for one in known
        ],
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return dict(options), state


def add_passkey(
    user: User, *, name: str, state: Mapping[str, Any], answer: Mapping[str, Any], at: datetime
) -> Passkey:
    """Keep a passkey that a device has made; from then on it opens the log-in alone."""
    from fido2.cose import UnsupportedKey  # noqa: PLC0415 -- as above

    if Passkey.objects.filter(user=user).count() >= MOST:
        raise TooManyPasskeys(_("You have {most} passkeys: remove one first."), most=MOST)
    try:
        made = make_server().register_complete(state, answer)
    except WRONG_ANSWERS:
        made = None
    told = made.credential_data if made else None
    if made is None or told is None or isinstance(told.public_key, UnsupportedKey):
        raise PasskeyRefused(_("Your device's answer does not fit. Try again."))
    passkey, is_new = Passkey.objects.get_or_create(
        credential=told.credential_id,
        defaults={
            "user": user,
            "name": name,
            "public_key": bytes(told),
            "counter": made.counter,
            "since": at,
        },
    )
    if not is_new:
        raise PasskeyRefused(_("This passkey is known already."))
    return passkey


def ask_for_passkey() -> tuple[Json, Json]:
    """Return what a browser is asked to prove that somebody is there, and the state."""
    from fido2.webauthn import UserVerificationRequirement  # noqa: PLC0415 -- as above

    required = UserVerificationRequirement.REQUIRED
    options, state = make_server().authenticate_begin(user_verification=required)
    return dict(options), state


def accept_passkey(
    *, state: Mapping[str, Any], answer: Mapping[str, Any], at: datetime
) -> Proof | None:
    """Return what a device has proven; None when it is nothing.

    A device that counts must count on: one that says no more than before has a twin, and from then
    on neither of them opens anything.
    """
    from fido2.utils import websafe_decode  # noqa: PLC0415 -- as above
    from fido2.webauthn import AttestedCredentialData, AuthenticationResponse  # noqa: PLC0415

    try:
        told = AuthenticationResponse.from_dict(answer)
        passkey = (
            Passkey.objects.select_related("user")
            .filter(credential=websafe_decode(answer["rawId"]), user__is_active=True)
            .first()
        )
        if passkey is None or passkey.doubted_at is not None:
            return None
        known = [AttestedCredentialData(bytes(passkey.public_key))]
        make_server().authenticate_complete(state, known, told)
        handle = told.response.user_handle
    except WRONG_ANSWERS:
        return None
    if handle != handle_of(passkey.user):
        return None
    return Proof(passkey, not note_use(passkey, told.response.authenticator_data.counter, at=at))


def note_use(passkey: Passkey, counter: int, *, at: datetime) -> bool:
    """Keep how often a device says that it signed; False, and no more use, when it goes back."""
    rows = Passkey.objects.filter(pk=passkey.pk, doubted_at=None)
    fitting = rows.filter(counter__lt=counter) if counter else rows.filter(counter=0)
    if fitting.update(counter=counter, used_at=at):
        return True
    rows.update(doubted_at=at)
    return False


def remove_passkey(passkey: Passkey, *, is_demanded: bool) -> None:
    """Let a passkey open nothing any more."""
    check_not_last(passkey.user, is_demanded=is_demanded)
    passkey.delete()
    drop_idle_codes(passkey.user)


def handle_of(user: User) -> bytes:
    """Return the name under which devices keep somebody: the same always, and telling nothing."""
    return salted_hmac(HANDLE_SALT, str(user.pk), algorithm="sha256").digest()


def make_server() -> Fido2Server:
    """Return the library's side of the conversation, for this installation's own address alone."""
    from fido2.server import Fido2Server  # noqa: PLC0415 -- as above
    from fido2.webauthn import PublicKeyCredentialRpEntity  # noqa: PLC0415

    place = urlsplit(settings.PUBLIC_URL)
    origin = f"{place.scheme}://{place.netloc}"
    return Fido2Server(
        PublicKeyCredentialRpEntity(id=place.hostname or "", name="Permanence"),
        verify_origin=lambda told: told == origin,
    )
