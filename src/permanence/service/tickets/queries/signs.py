"""Which signs a desk looks for, and what they were before."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from permanence.service.tickets.models import SignsVersion
from permanence.service.tickets.rules.signs import Book, make_book
from permanence.world.accounts.models import Desk

SHIPPED: Final = Path(__file__).resolve().parent.parent / "signs"
BY_ORDER: Final = {"severity": "messaging", "level": "content"}


def book_of(desk: Desk, ordered_by: str) -> Book:
    """Return the signs that a desk looks for: its own last version, or those shipped."""
    versions = SignsVersion.objects.filter(desk=desk).order_by("-number")
    last = versions.values_list("pk", flat=True).first()
    return read_version(last) if last else read_shipped(name_shipped(desk, ordered_by))


def signs_told(desk: Desk, ordered_by: str) -> tuple[int, Mapping[str, Any]]:
    """Return the book that holds as its document says it, with its number; 0 is the shipped one."""
    last = SignsVersion.objects.filter(desk=desk).order_by("-number").first()
    if last is None:
        return 0, shipped_signs(desk, ordered_by)
    return last.number, last.book


def shipped_signs(desk: Desk, ordered_by: str) -> Mapping[str, Any]:
    """Return the book with which a desk begins."""
    return tell_shipped(name_shipped(desk, ordered_by))


def signs_versions(desk: Desk) -> list[SignsVersion]:
    """Return every version of a desk's own book, the last one first."""
    return list(SignsVersion.objects.filter(desk=desk).order_by("-number"))


def name_shipped(desk: Desk, ordered_by: str) -> str:
    """Return which of the shipped books is a desk's: its own, or the one for its order of work."""
    return desk.key if (SHIPPED / f"{desk.key}.toml").exists() else BY_ORDER[ordered_by]


@lru_cache(maxsize=16)
def read_version(version: int) -> Book:
    """Return the book that a desk once saved; it never changes, so a process reads it once."""
    return make_book(SignsVersion.objects.get(pk=version).book)


@lru_cache(maxsize=8)
def read_shipped(name: str) -> Book:
    """Return a book that the product ships."""
    return make_book(tell_shipped(name))


@lru_cache(maxsize=8)
def tell_shipped(name: str) -> Mapping[str, Any]:
    """Return what a shipped document says."""
    return tomllib.loads((SHIPPED / f"{name}.toml").read_text(encoding="utf-8"))
