"""Five hundred mails, everything killed in the middle: five hundred tickets (SPEC C5)."""

from __future__ import annotations

import smtplib
import threading
import time

import psycopg

from permanence.runtime.cluster import Cluster
from tests.installation import Installation, wait_until
from tests.journeys.post import write_mail

MANY = 500


class Postman:
    """A mail server that sends each of its mails until it is told that it was accepted."""

    def __init__(self, port: int, numbers: range) -> None:
        self.port = port
        self.waiting = list(numbers)
        self.accepted = 0
        self.thread = threading.Thread(target=self.work, daemon=True)

    def work(self) -> None:
        until = time.monotonic() + 120
        while self.waiting and time.monotonic() < until:
            try:
                with smtplib.SMTP("127.0.0.1", self.port, timeout=10) as server:
                    while self.waiting:
                        server.send_message(mail_numbered(self.waiting[0]))
                        self.waiting.pop(0)
                        self.accepted += 1
            except (OSError, smtplib.SMTPException):
                time.sleep(0.1)


def mail_numbered(number: int):  # type: ignore[no-untyped-def]
    return write_mail(
        sender=f"person{number % 40}@customer{number % 7}.example",
        to="support@messaging.example.com",
        subject=f"Request number {number}",
        text=f"This is the request number {number}. " * 40,
    )


def count(centre: Installation, question: str) -> int:
    with psycopg.connect(Cluster(centre.data / "database").url()) as connection:
        row = connection.execute(question).fetchone()  # type: ignore[arg-type]
    assert row
    return int(row[0])


def test_five_hundred_mails_and_a_power_failure_make_five_hundred_tickets(
    centre: Installation,
) -> None:
    postmen = [Postman(centre.smtp_port, range(first, MANY, 4)) for first in range(4)]
    for postman in postmen:
        postman.thread.start()
    wait_until(
        lambda: sum(one.accepted for one in postmen) > MANY / 4, within=60, what="a quarter sent"
    )

    centre.kill_everything()
    assert sum(one.accepted for one in postmen) < MANY
    centre.start("--demo")

    for postman in postmen:
        postman.thread.join(120)
    assert sum(one.accepted for one in postmen) == MANY
    unsettled = "select count(*) from intake_letter where state = 'received'"
    wait_until(lambda: count(centre, unsettled) == 0, within=60, what="all digested")
    assert count(centre, "select count(*) from intake_letter") == MANY
    assert count(centre, "select count(*) from tickets_ticket") == MANY
    assert count(centre, "select count(distinct subject) from tickets_ticket") == MANY
    waiting = "select count(*) from outbox_message where sent_at is null"
    wait_until(lambda: count(centre, waiting) == 0, within=120, what="all confirmed")
    assert len(list((centre.data / "outgoing-mail").glob("*.eml"))) == MANY
