"""Heartbeats and what is read from them; logs that keep secrets."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest

from permanence.runtime import beats
from permanence.runtime.health import Health
from permanence.runtime.logs import LineFormatter
from tests.database import SharedServer


@pytest.fixture
def run(tmp_path: Path) -> Path:
    (tmp_path / "beats").mkdir()
    return tmp_path


def test_a_process_starts_beats_and_falls_silent(
    run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    beats.name_expected(run, ["watch"])
    assert beats.read_states(run) == {"watch": "starting"}

    beats.Beat(run / "beats", "watch")()
    assert beats.read_states(run) == {"watch": "ok"}

    monkeypatch.setattr(beats, "SILENT_AFTER", -1.0)
    assert beats.read_states(run) == {"watch": "silent"}


def test_of_several_workers_the_worst_counts(run: Path) -> None:
    beats.name_expected(run, ["worker-1", "worker-2"])
    beats.Beat(run / "beats", "worker-1")()

    assert beats.read_states(run) == {"worker": "starting"}


def test_health_says_when_the_database_is_away(run: Path, server: SharedServer) -> None:
    beats.name_expected(run, ["mail"])
    beats.Beat(run / "beats", "mail")()

    here = Health(run, server.cluster.url(database="postgres")).read()
    away = Health(run, f"postgresql://nobody@/none?host={run}").read()

    assert here[0] == 200
    assert json.loads(here[1])["processes"] == {"web": "ok", "mail": "ok", "database": "ok"}
    assert away[0] == 503
    assert json.loads(away[1])["processes"]["database"] == "down"


def test_a_log_line_is_one_line_and_keeps_passwords() -> None:
    record = logging.LogRecord("x", logging.INFO, __file__, 1, "cannot reach %s", None, None)
    record.args = ("postgresql://app:s3cret@db.example.com/one\nof two",)
    record.facts = {"why": 'a "quoted" reason', "seconds": 1.23456}

    line = LineFormatter().format(record)

    assert "\n" not in line
    assert "s3cret" not in line
    assert "postgresql://app:***@db.example.com/one" in line
    assert r'why="a \"quoted\" reason" seconds=1.235' in line
