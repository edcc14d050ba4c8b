"""Codes of an app follow RFC 6238, and recovery codes can be copied by hand."""

from __future__ import annotations

from base64 import b32encode
from datetime import UTC, datetime, timedelta

import pytest

from permanence.ground.lib.codes import (
    LETTERS,
    address_of_secret,
    code_of_step,
    find_step,
    make_recovery_code,
    make_secret,
    read_digits,
    read_recovery_code,
    step_at,
)

# The secret of RFC 6238, appendix B; its eight digits end in our six.
RFC = b32encode(b"12345678901234567890").decode("ascii")
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "digits"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_a_code_is_that_of_the_standard(seconds: int, digits: str) -> None:
    at = datetime.fromtimestamp(seconds, UTC)

    assert code_of_step(RFC, step_at(at)) == digits[-6:]


@pytest.mark.parametrize(("late", "is_good"), [(-61, False), (-30, True), (30, True), (61, False)])
def test_a_phone_may_be_half_a_minute_off(late: int, is_good: bool) -> None:
    code = code_of_step(RFC, step_at(NOON))

    step = find_step(RFC, code, at=NOON + timedelta(seconds=late), after=0)

    assert step == (step_at(NOON) if is_good else None)


def test_a_code_that_was_taken_is_wrong_and_so_is_every_earlier_one() -> None:
    now = step_at(NOON)

    assert find_step(RFC, code_of_step(RFC, now), at=NOON, after=now) is None
    assert find_step(RFC, code_of_step(RFC, now - 1), at=NOON, after=now) is None
    assert find_step(RFC, code_of_step(RFC, now + 1), at=NOON, after=now) == now + 1


@pytest.mark.parametrize(
    ("typed", "code"),
    [("123 456", "123456"), (" 123-456", "123456"), ("12345", ""), ("१२३४५६", ""), ("12345a", "")],
)
def test_digits_are_read_as_people_type_them(typed: str, code: str) -> None:
    assert read_digits(typed) == code


def test_secrets_are_long_and_never_the_same() -> None:
    assert len(make_secret()) == 32
    assert make_secret() != make_secret()


def test_an_app_is_told_everything_in_one_address() -> None:
    address = address_of_secret(RFC, account="sam@desk.example.com", issuer="Permanence")

    assert address.startswith("otpauth://totp/Permanence:sam%40desk.example.com?")
    assert f"secret={RFC}" in address
    assert "issuer=Permanence" in address


def test_a_recovery_code_is_read_however_it_was_copied() -> None:
    code = make_recovery_code()

    assert len(code) == 14
    assert set(code) <= set(LETTERS) | {"-"}
    assert read_recovery_code(f" {code.upper()} ") == code.replace("-", "")
    assert read_recovery_code(code.replace("-", "")) == read_recovery_code(code)
