"""A request that nobody answers reaches one person after the other, by mail (SPEC A7, A9)."""

from __future__ import annotations

import re
import subprocess
import sys
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

import psycopg

from permanence.runtime.cluster import Cluster
from tests.database import ROOT
from tests.installation import Installation, wait_until
from tests.journeys.post import LINK, expect_mails, send_mail, text_of, write_mail

HIDDEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


def hasten(policy: str) -> str:
    """Return the messaging policy with targets and rungs of seconds."""
    policy = policy.replace('under = "1 hour"', 'under = "4 seconds"')
    start = policy.index("[operator.ladder.allowed]")
    return policy[:start] + re.sub(r'= "\d+ minutes"', '= "2 seconds"', policy[start:], count=5)


def load_policy_file(centre: Installation, path: Path) -> None:
    command = [sys.executable, "-m", "permanence.runtime.command", "policy", "load", str(path)]
    done = subprocess.run(
        command,
        env={
            "PATH": "/usr/bin:/bin",
            "PYTHONPATH": str(ROOT / "src"),
            "PERMANENCE_DATA": str(centre.data),
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_an_unanswered_request_climbs_twice_and_is_taken_over(
    centre: Installation, tmp_path: Path
) -> None:
    shipped = (ROOT / "policies" / "messaging.toml").read_text(encoding="utf-8")
    quick = tmp_path / "messaging.toml"
    quick.write_text(hasten(shipped), encoding="utf-8")
    load_policy_file(centre, quick)
    folder = centre.data / "outgoing-mail"

    send_mail(
        centre.smtp_port,
        write_mail(
            sender="olive@larkspur-mill.example",
            to="support@messaging.example.com",
            subject="No fax arrives",
            text="Not one fax has arrived since noon.",
        ),
    )

    first = wait_until(
        expect_mails("support", folder, 1), within=30, what="a call to the first rung"
    )[0]
    assert "Not one fax has arrived since noon." in text_of(first)
    second = wait_until(
        expect_mails("supervisor", folder, 1), within=30, what="a call to the second rung"
    )[0]
    link = next(one for one in LINK.findall(text_of(second)) if "/take/" in one)
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    address = centre.url + link.partition("/take/")[1] + link.partition("/take/")[2]
    page = browser.open(address, timeout=10).read().decode()
    assert "Not one fax has arrived since noon." in page
    token = HIDDEN.search(page)
    assert token
    answer = urlencode({"csrfmiddlewaretoken": token.group(1)}).encode()
    browser.open(address, data=answer, timeout=10)

    with psycopg.connect(Cluster(centre.data / "database").url()) as connection:
        climbs = connection.execute(
            "select held_at is not null, taken_by from escalation_climb where matter = 'response'"
        ).fetchall()
    assert climbs == [(True, "Supervisor, EMEA and APAC")]
