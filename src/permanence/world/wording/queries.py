"""Which canned answers a desk has, and which a specialist may use."""

from __future__ import annotations

from collections.abc import Collection

from permanence.world.wording.models import CannedAnswer, CannedVersion, Macro, MailText


def answers_of(desk: int) -> list[CannedAnswer]:
    """Return all canned answers of a desk, those in use first, by title."""
    rows = CannedAnswer.objects.filter(desk=desk).select_related("team")
    return sorted(rows, key=lambda one: (one.withdrawn_at is not None, one.title.casefold()))


def answers_for(desk: int, *, specialist: int) -> list[CannedAnswer]:
    """Return the canned answers that a specialist may use on a desk, by title."""
    rows = CannedAnswer.objects.filter(desk=desk).in_use().for_specialist(specialist)
    return sorted(rows, key=lambda one: one.title.casefold())


def answer_keyed(desk: int, key: str, *, specialist: int) -> CannedAnswer | None:
    """Return the canned answer of that key that a specialist may use; None when there is none."""
    rows = CannedAnswer.objects.filter(desk=desk, key=key).in_use()
    return rows.for_specialist(specialist).first()


def versions_of(answer: CannedAnswer) -> list[CannedVersion]:
    """Return every version of a canned answer, the last one first."""
    return list(answer.versions.order_by("-number"))


def macros_of(desk: int) -> list[Macro]:
    """Return the macros of a desk, by title."""
    return sorted(Macro.objects.filter(desk=desk), key=lambda one: one.title.casefold())


def mail_texts_of(desks: Collection[int], mail: str) -> dict[int, dict[str, str]]:
    """Return what each desk adds of its own to a mail, by language."""
    rows = MailText.objects.filter(desk__in=desks, mail=mail).order_by("desk", "-number")
    return dict(rows.distinct("desk").values_list("desk_id", "texts"))


def mail_text_versions(desk: int, mail: str) -> list[MailText]:
    """Return every version of a desk's own text in a mail, the last one first."""
    return list(MailText.objects.filter(desk=desk, mail=mail).order_by("-number"))
