"""The command line: quick where no database is needed, clear when something is wrong."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from tests.database import ROOT, SOURCE

QUESTION = {
    "id": 1,
    "calendar": {"zone": "Europe/Paris", "week": {"mon": [["09:00", "17:00"]]}},
    "start": "2026-03-02T08:00:00Z",
    "target": {"seconds": 3600},
}


def permanence(
    *arguments: str, typed: str = "", before: str = ""
) -> subprocess.CompletedProcess[str]:
    code = f"import sys; {before}from permanence.runtime.command import main\n"
    code += "status = main(sys.argv[1:])\n"
    code += "sys.exit(status)"
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        input=typed,
        capture_output=True,
        text=True,
        timeout=60,
        env={"PYTHONPATH": str(SOURCE.parent), "PATH": "/usr/bin:/bin"},
    )


def test_reckon_answers_each_line_and_goes_on_after_a_bad_one() -> None:
    typed = "\n".join([json.dumps(QUESTION), "{nonsense", json.dumps(QUESTION | {"id": 2})])

    done = permanence("reckon", typed=typed)

    first, wrong, last = map(json.loads, done.stdout.splitlines())
    assert (first["id"], first["due"]) == (1, "2026-03-02T09:00:00Z")
    assert set(wrong) == {"error"}
    assert last["id"] == 2
    assert done.returncode == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("reckon",),
        ("policy", "check", str(ROOT / "policies" / "messaging.toml")),
        ("mail", "read", "none.eml"),
    ],
)
def test_commands_without_a_database_load_no_django(arguments: tuple[str, ...]) -> None:
    forbid = "sys.modules['django'] = None; "

    done = permanence(*arguments, before=forbid)

    assert "Traceback" not in done.stderr


def test_reckon_is_there_at_once() -> None:
    def measure() -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert permanence("reckon", typed=json.dumps(QUESTION)).returncode == 0
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime

    # Processor time, which other tests beside this one hardly change; wall time is about the same.
    assert min(measure() for _ in range(3)) < 0.25


def test_a_bad_document_ends_with_status_2(tmp_path: Path) -> None:
    document = tmp_path / "bad.toml"
    document.write_text("[desk]\nkey = 7\n")

    done = permanence("policy", "check", str(document))

    assert done.returncode == 2
    assert f"{document}:2: desk.key" in done.stderr


def test_unknown_commands_are_refused_with_help() -> None:
    done = permanence("fly")

    assert done.returncode == 2
    assert "usage: permanence" in done.stderr


def test_an_effective_date_without_its_offset_is_refused() -> None:
    done = permanence("policy", "load", "none.toml", "--effective", "2027-01-01")

    assert done.returncode == 2
    assert "2027-01-01T00:00+01:00" in done.stderr
