"""Which canned answers a desk has, and which a specialist may use."""

from __future__ import annotations

from collections.abc import Collection

from permanence.world.accounts.models import Team
from permanence.world.wording.models import (
    CannedAnswer,
    CannedFile,
    CannedVersion,
    Macro,
    MailText,
    RequestTemplate,
)


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


def files_of(answer: CannedAnswer) -> list[CannedFile]:
    """Return every file that goes or once went with a canned answer, without its bytes."""
    return list(answer.files.select_related("blob").defer("blob__content").order_by("pk"))


def standing_files(answers: Collection[int]) -> dict[int, list[CannedFile]]:
    """Return the files that go with canned answers as they are now, without their bytes."""
    found: dict[int, list[CannedFile]] = {}
    rows = CannedFile.objects.standing().filter(answer__in=answers)
    for one in rows.select_related("blob").defer("blob__content").order_by("pk"):
        found.setdefault(one.answer_id, []).append(one)
    return found


def macros_of(desk: int) -> list[Macro]:
    """Return the macros of a desk, by title."""
    return sorted(Macro.objects.filter(desk=desk), key=lambda one: one.title.casefold())


def templates_of(desk: int) -> list[RequestTemplate]:
    """Return the templates for new requests of a desk, by title."""
    rows = RequestTemplate.objects.filter(desk=desk).select_related("team")
    return sorted(rows, key=lambda one: one.title.casefold())


def templates_for(desk: int, *, specialist: int) -> list[RequestTemplate]:
    """Return the templates that a specialist may begin with: the desk's, and their teams'."""
    own = set(
        Team.members.through.objects.filter(specialist_id=specialist).values_list(
            "team_id", flat=True
        )
    )
    return [one for one in templates_of(desk) if one.team_id is None or one.team_id in own]


def mail_texts_of(desks: Collection[int], mail: str) -> dict[int, dict[str, str]]:
    """Return what each desk adds of its own to a mail, by language."""
    rows = MailText.objects.filter(desk__in=desks, mail=mail).order_by("desk", "-number")
    return dict(rows.distinct("desk").values_list("desk_id", "texts"))


def mail_text_versions(desk: int, mail: str) -> list[MailText]:
    """Return every version of a desk's own text in a mail, the last one first."""
    return list(MailText.objects.filter(desk=desk, mail=mail).order_by("-number"))
