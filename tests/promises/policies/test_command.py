"""What `permanence policy` prints, and the status it ends with."""

import io
import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from permanence.promises.policies.command import check_files, list_versions, load_files
from permanence.promises.policies.models import PolicyVersion

ROOT = Path(__file__).parents[3]
SMALL = Path(__file__).parent / "small.toml"
SHIPPED = [str(ROOT / "policies" / name) for name in ("messaging.toml", "content.toml")]


@pytest.fixture
def broken(tmp_path: Path) -> str:
    file = tmp_path / "broken.toml"
    text = SMALL.read_text(encoding="utf-8")
    file.write_text(text.replace("at = 0.7", "at = 7"), encoding="utf-8")
    return str(file)


def test_check_says_a_line_for_each_fault_and_ends_with_2(broken: str) -> None:
    out, err = io.StringIO(), io.StringIO()

    status = check_files([broken], out, err)

    text = Path(broken).read_text(encoding="utf-8")
    line = text[: text.index("at = 7")].count("\n") + 1
    assert status == 2
    assert out.getvalue() == ""
    assert err.getvalue() == (
        f"{broken}:{line}: operator.climb.at: 7 is no share; "
        "write a number between 0 and 1, such as 0.7\n"
    )


def test_check_of_a_right_document_ends_with_0() -> None:
    err = io.StringIO()

    assert check_files(SHIPPED, io.StringIO(), err) == 0
    assert err.getvalue() == ""


def test_check_of_a_missing_file_is_a_fault(tmp_path: Path) -> None:
    err = io.StringIO()

    assert check_files([str(tmp_path / "none.toml")], io.StringIO(), err) == 2
    assert err.getvalue() == (
        f"{tmp_path}/none.toml:1: document: No such file or directory; name a readable UTF-8 file\n"
    )


def test_check_loads_no_django() -> None:
    program = (
        "import sys, io; from permanence.promises.policies.command import check_files; "
        "status = check_files(sys.argv[1:], io.StringIO(), sys.stderr); "
        "sys.exit(status or any(name.split('.')[0] == 'django' for name in sys.modules))"
    )

    done = subprocess.run(
        [sys.executable, "-c", program, *SHIPPED],
        env={"PYTHONPATH": str(ROOT / "src")},
        timeout=30,
        check=False,
    )

    assert done.returncode == 0


@pytest.mark.usefixtures("house")
def test_load_and_list(at: datetime) -> None:
    out = io.StringIO()

    assert load_files(SHIPPED, io.StringIO(), io.StringIO(), at=at) == 0
    assert list_versions(out) == 0

    listed = [json.loads(line) for line in out.getvalue().splitlines()]
    assert listed == [
        {
            "desk": "messaging",
            "version": 1,
            "effective": "2026-03-02T09:00:00Z",
            "title": "Support policy for production messaging",
            "addresses": [
                "support@messaging.example.com",
                "hilfe@messaging.example.com",
                "assistance@messaging.example.com",
            ],
        },
        {
            "desk": "content",
            "version": 1,
            "effective": "2026-03-02T09:00:00Z",
            "title": "Politique de support en gestion de contenu",
            "addresses": ["soutien@content.example.com"],
        },
    ]


@pytest.mark.usefixtures("house")
def test_loading_the_same_again_says_so(at: datetime) -> None:
    out = io.StringIO()
    load_files([str(SMALL)], io.StringIO(), io.StringIO(), at=at)

    assert load_files([str(SMALL)], out, io.StringIO(), at=at) == 0

    assert "unchanged, is already version 1 of small" in out.getvalue()


@pytest.mark.usefixtures("house")
def test_one_faulty_document_keeps_all_from_being_loaded(broken: str, at: datetime) -> None:
    err = io.StringIO()

    status = load_files([str(SMALL), broken], io.StringIO(), err, at=at)

    assert status == 2
    assert "operator.climb.at" in err.getvalue()
    assert not PolicyVersion.objects.exists()


@pytest.mark.usefixtures("house")
def test_a_date_that_has_passed_is_refused(at: datetime, tmp_path: Path) -> None:
    load_files([str(SMALL)], io.StringIO(), io.StringIO(), at=at)
    newer = tmp_path / "newer.toml"
    newer.write_text(SMALL.read_text(encoding="utf-8").replace("at = 0.7", "at = 0.6"))
    err = io.StringIO()

    status = load_files(
        [str(newer)], io.StringIO(), err, at=at, effective_at=datetime(2020, 1, 1, tzinfo=UTC)
    )

    assert status == 2
    assert "takes effect now or later" in err.getvalue()
    assert PolicyVersion.objects.count() == 1
