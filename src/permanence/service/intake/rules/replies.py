"""What is new in a reply: the quotation, the signature and the footers taken off."""

from __future__ import annotations

import re
from dataclasses import dataclass

from permanence.service.intake.rules.quotations import (
    Opening,
    find_opening,
    flatten_line,
    is_quoted,
)

SIGNATURE_LIMIT = 10
CONTEXT_LIMIT = 6

_FOOTER = re.compile(
    r"sent (?:from|with|via|using)\b|(?:get|download) outlook\b|provenance ?:|provient de\b"
    r"|envoyé (?:de|depuis|avec|à partir|via|par)\b"
    r"|(?:télécharge[rz]|obtene[rz]|obtenir) outlook\b"
    r"|gesendet (?:von|mit|aus)\b|(?:diese nachricht wurde )?von (?:mein|samsung)|mit .* gesendet"
    r"|(?:holen|laden) sie sich outlook|outlook für (?:ios|android)"
    r"|inviato (?:da|dal|con)\b|(?:scarica|ottieni) outlook\b"
    r"|enviado (?:desde|con|de)\b|(?:descargar?|obtén|obtener) outlook\b"
    r"|virus-free|garanti sans virus|virenfrei|sin virus|libre de virus|privo di virus",
    re.IGNORECASE,
)
_DEVICE = re.compile(
    r"iphone|ipad|android|outlook|samsung|galaxy|mobile?\b|mobiltelefon|smartphone|blackberry"
    r"|huawei|xiaomi|windows|k-9|yahoo|proton|tutanota|bluemail|gmx|web\.de|\bios\b|téléphone"
    r"|telefono|teléfono|móvil|handy|avast|avg\b|tablet|orange",
    re.IGNORECASE,
)
_DISCLAIMER = re.compile(
    r"confidential|confidentiel|vertraulich|riservat|confidencial|unsubscribe|désabonner|abmelden",
    re.IGNORECASE,
)
_RULE = re.compile(r"\s*[_*=\u2500-]{5,}\s*$")
_WROTE = re.compile(r"(?:\S+ ){0,5}\S*(?:wrote|a écrit|schrieb|ha scritto|escribió) ?:$", re.I)


@dataclass(frozen=True, slots=True)
class Reply:
    """The two halves of a message; `cut` says whether a quotation was recognised."""

    new: str
    quoted: str
    cut: bool


def cut_reply(text: str, *, forwarded: bool = False) -> Reply:
    """Return the new text of a message, and what was taken off it.

    Answers written between the lines of a quotation are new, and keep the lines they
    answer. What a person forwards is what they have to say: it stays.
    """
    lines = text.split("\n")
    opening = find_opening(lines, forwarded=forwarded)
    if opening and opening.kind == "forward":
        return Reply(text.strip(), "", cut=False)
    kept = _keep_lines(lines, opening)
    kept_numbers = set(kept)
    quoted = [line for number, line in enumerate(lines) if number not in kept_numbers]
    return Reply(
        "\n".join(lines[number] for number in kept).strip("\n").rstrip(),
        "\n".join(quoted).strip("\n"),
        cut=opening is not None,
    )


def _keep_lines(lines: list[str], opening: Opening | None) -> list[int]:
    """Return the numbers of the lines that are new."""
    if opening is None:
        return _trim_end(lines, _drop_edge_quotations(lines))
    head = _trim_end(lines, list(range(opening.start)))
    has_head = any(lines[number].strip() for number in head)
    answers = _find_answers(lines, opening.end, has_head=has_head)
    return [*head, *answers] if has_head else answers


def _drop_edge_quotations(lines: list[str]) -> list[int]:
    """Return the lines less a quotation at the very end, and a long one at the very start."""
    end = len(lines)
    while end and (not lines[end - 1].strip() or is_quoted(lines[end - 1])):
        end -= 1
    if end and end < len(lines) and _WROTE.match(flatten_line(lines[end - 1])):
        end -= 1
    start = 0
    while start < end and (not lines[start].strip() or is_quoted(lines[start])):
        start += 1
    return list(range(start if start > CONTEXT_LIMIT else 0, end))


def _find_answers(lines: list[str], start: int, *, has_head: bool) -> list[int]:
    """Return the lines written between or below the quoted ones, each with what it answers."""
    numbers = [n for n in range(start, len(lines)) if lines[n].strip()]
    if not numbers or not is_quoted(lines[numbers[0]]):
        return []
    runs = _group_runs(lines, start)
    own = [run for run in runs if not is_quoted(lines[run[0]])]
    if own and own[-1] is runs[-1]:
        trimmed = _trim_tail(lines, own.pop(), has_head=has_head or len(own) > 0)
        own += [trimmed] if trimmed else []
    if not own:
        return []
    if len(own) == 1 and not has_head and own[0][-1] >= runs[-1][0]:
        return own[0]
    kept: list[int] = []
    for before, run in zip(runs, [*runs[1:], []], strict=True):
        answer = next((each for each in own if run and each[0] == run[0]), None)
        if answer:
            kept += [*_pick_context(lines, before), *answer]
    return kept


def _group_runs(lines: list[str], start: int) -> list[list[int]]:
    """Return runs of quoted and of own lines in turn; blank lines go with the own."""
    runs: list[list[int]] = []
    for number in range(start, len(lines)):
        if not lines[number].strip():
            if runs:
                runs[-1].append(number)
            continue
        quoted = is_quoted(lines[number]) or _is_wrapped_rest(lines, number)
        if runs and is_quoted(lines[runs[-1][0]]) == quoted:
            runs[-1].append(number)
        else:
            runs.append([number])
    return runs


def _is_wrapped_rest(lines: list[str], number: int) -> bool:
    """Say whether a line is the rest of a long quoted one, broken off by a mail program."""
    before = lines[number - 1] if number else ""
    after = lines[number + 1] if number + 1 < len(lines) else ""
    is_between = is_quoted(before) and is_quoted(after)
    return (
        is_between
        and len(before) >= 66
        and before.rstrip()[-1:] not in ".?!:;"
        and len(lines[number]) < 60
    )


def _pick_context(lines: list[str], quoted: list[int]) -> list[int]:
    """Return the last paragraph of a quotation: what the answer below it answers."""
    context: list[int] = []
    for number in reversed(quoted):
        said = lines[number].strip(" >\u00a0")
        if said:
            context.insert(0, number)
        elif any(lines[n].strip(" >\u00a0") for n in context):
            break
        else:
            context.insert(0, number)
        if len(context) >= CONTEXT_LIMIT:
            break
    return context


def _trim_tail(lines: list[str], run: list[int], *, has_head: bool) -> list[int]:
    """Return what a person wrote below the last quotation, less what gateways put there."""
    trimmed = _trim_end(lines, run)
    words = "\n".join(lines[number] for number in trimmed)
    if has_head and (_RULE.match(lines[run[0]]) or _DISCLAIMER.search(words)):
        return []
    return trimmed if words.strip() else []


def _trim_end(lines: list[str], numbers: list[int]) -> list[int]:
    """Return the lines less signature, footers of devices and blank lines at their end."""
    left = _trim_footers(lines, numbers)
    signature = _find_signature(lines, left)
    if signature is not None:
        left = _trim_footers(lines, left[:signature])
    return left


def _trim_footers(lines: list[str], numbers: list[int]) -> list[int]:
    end = len(numbers)
    while end and _is_footer(lines[numbers[end - 1]]):
        end -= 1
    while end and not lines[numbers[end - 1]].strip():
        end -= 1
    return numbers[:end]


def _is_footer(line: str) -> bool:
    bare = flatten_line(line)
    if not bare or _RULE.match(bare):
        return True
    bare = bare.strip("*_-[]() ")
    return len(bare) <= 160 and bool(_FOOTER.match(bare)) and bool(_DEVICE.search(bare))


def _find_signature(lines: list[str], numbers: list[int]) -> int | None:
    """Return where the signature begins: at "-- ", or at a bare "--" near the end."""
    for position in range(len(numbers) - 1, -1, -1):
        line = lines[numbers[position]]
        if line == "-- ":
            return position
        if line.rstrip() == "--" and position:
            after = [n for n in numbers[position + 1 :] if lines[n].strip()]
            if len(after) <= SIGNATURE_LIMIT:
                return position
    return None
