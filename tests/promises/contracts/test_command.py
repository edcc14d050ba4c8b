"""What `permanence contract` prints, and the status it ends with."""

import io
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from permanence.ground.lib.db import house
from permanence.promises.contracts.command import check_files, list_versions, load_files
from permanence.promises.contracts.models import ContractVersion
from tests.cast import World
from tests.promises.contracts.documents import PLAIN, change

ROOT = Path(__file__).parents[3]
POLICIES = [str(ROOT / "policies" / name) for name in ("messaging.toml", "content.toml")]
SAMPLES = [str(path) for path in sorted((ROOT / "contracts").glob("*.toml"))]


@pytest.fixture
def written(tmp_path: Path) -> Path:
    file = tmp_path / "plain.toml"
    file.write_text(PLAIN, encoding="utf-8")
    return file


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    file = tmp_path / "broken.toml"
    file.write_text(change("2026-12-31", "2025-12-31", PLAIN), encoding="utf-8")
    return file


@pytest.fixture
def _in_house(world: World) -> Iterator[None]:
    with house():
        yield


def test_check_says_a_line_for_each_fault_and_ends_with_2(broken: Path) -> None:
    out, err = io.StringIO(), io.StringIO()

    status = check_files([str(broken)], out, err, policies=POLICIES)

    assert (status, out.getvalue()) == (2, "")
    assert err.getvalue() == (
        f"{broken}:8: contract.ends: 2025-12-31 comes before the start; write 2026-01-01 or later\n"
    )


def test_check_names_the_desks_it_knows(written: Path) -> None:
    err = io.StringIO()

    assert check_files([str(written)], io.StringIO(), err, policies=POLICIES[1:]) == 2
    assert err.getvalue() == (
        f'{written}:4: contract.desk: there is no desk "messaging"; '
        "use one of: content; or name its policy with --policy\n"
    )


def test_check_of_the_samples_needs_no_django() -> None:
    program = (
        "import sys, io; from permanence.promises.contracts.command import check_files; "
        f"status = check_files(sys.argv[1:], io.StringIO(), sys.stderr, policies={POLICIES!r}); "
        "sys.exit(status or any(name.split('.')[0] == 'django' for name in sys.modules))"
    )

    done = subprocess.run(
        [sys.executable, "-c", program, *SAMPLES],
        env={"PYTHONPATH": str(ROOT / "src")},
        timeout=30,
        check=False,
    )

    assert SAMPLES
    assert done.returncode == 0


@pytest.mark.usefixtures("_in_house")
def test_load_and_list(world: World, written: Path) -> None:
    out, listed = io.StringIO(), io.StringIO()

    assert load_files([str(written)], out, io.StringIO(), at=world.at) == 0
    assert load_files([str(written)], out, io.StringIO(), at=world.at) == 0
    assert list_versions(listed) == 0

    told = "version 1 of contract M-8 of Brightwater Insurance, in effect from"
    assert f"loaded as {told} {world.at.isoformat()}" in out.getvalue()
    assert f"unchanged, is already {told}" in out.getvalue()
    assert json.loads(listed.getvalue().splitlines()[0]) == {
        "desk": "messaging",
        "contract": "M-8",
        "customer": "Brightwater Insurance",
        "version": 1,
        "effective": "2026-03-02T15:00:00Z",
        "title": "Support",
        "plan": "",
        "starts": "2026-01-01",
        "ends": "2026-12-31",
        "renewed": False,
        "suspended": False,
    }


@pytest.mark.usefixtures("_in_house")
def test_one_faulty_document_keeps_all_from_being_loaded(
    world: World, written: Path, broken: Path
) -> None:
    before = ContractVersion.objects.count()

    status = load_files([str(written), str(broken)], io.StringIO(), io.StringIO(), at=world.at)

    assert status == 2
    assert ContractVersion.objects.count() == before
