"""What is sealed can be read only under the same key, and only for what it was sealed for."""

from __future__ import annotations

import pytest
from django.conf import settings

from permanence.ground.lib.sealing import seal, unseal


def test_a_sealed_secret_comes_back() -> None:
    sealed = seal("geheim é", purpose="totp")

    assert "geheim" not in sealed
    assert unseal(sealed, purpose="totp") == "geheim é"


def test_the_same_secret_is_never_sealed_alike() -> None:
    assert seal("one", purpose="totp") != seal("one", purpose="totp")


def test_a_seal_for_one_thing_opens_no_other() -> None:
    assert unseal(seal("one", purpose="totp"), purpose="offered") is None


def test_another_key_opens_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    sealed = seal("one", purpose="totp")
    monkeypatch.setattr(settings, "SECRET_KEY", "another")

    assert unseal(sealed, purpose="totp") is None


def test_what_was_changed_or_is_no_seal_opens_nothing() -> None:
    sealed = seal("one", purpose="totp")

    assert unseal(sealed[:-4] + "AAA=", purpose="totp") is None
    assert unseal("nonsense", purpose="totp") is None
