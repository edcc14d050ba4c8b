import json
from pathlib import Path
from typing import Any

import pytest

from permanence.service.intake.command import answer_files
from permanence.service.intake.rules import Unreadable, read_letter

MAILS = Path(__file__).parents[3] / "mails"
EXPECTED = sorted(MAILS.glob("*.json"))


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: path.stem)
def test_a_letter_of_the_corpus_reads_as_expected(path: Path) -> None:
    expected = json.loads(path.read_text("utf-8"))

    ((line, understood),) = answer_files([str(path.with_suffix(".eml"))])
    answer = json.loads(line)

    assert understood
    assert pick(answer, expected) == expected


def pick(found: Any, wanted: Any) -> Any:
    """Return of an answer only what a test speaks of."""
    if isinstance(wanted, dict) and isinstance(found, dict):
        return {key: pick(found.get(key), wanted[key]) for key in wanted}
    if isinstance(wanted, list) and isinstance(found, list) and len(found) == len(wanted):
        return [pick(one, other) for one, other in zip(found, wanted, strict=True)]
    return found


@pytest.mark.parametrize("name", ["garbage", "prose", "empty"])
def test_what_is_no_letter_is_unreadable(name: str) -> None:
    with pytest.raises(Unreadable) as raised:
        read_letter((MAILS / f"{name}.eml").read_bytes())

    assert not raised.value.reason.startswith("unexpected")
