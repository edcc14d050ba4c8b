"""What journeys send and read: mails over real SMTP, and the folder of mails that went out."""

from __future__ import annotations

import re
import smtplib
from collections.abc import Callable
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

REFERENCE = re.compile(r"\[#(\d{10})\]")
LINK = re.compile(r"https?://\S+")


def write_mail(
    *, sender: str, to: str, subject: str, text: str, answers: EmailMessage | None = None
) -> EmailMessage:
    """Return a mail as a customer's program writes it; `answers` threads it."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, to, subject
    mail["Message-ID"] = f"<{abs(hash((sender, subject, text)))}@{sender.rpartition('@')[2]}>"
    if answers is not None:
        mail["In-Reply-To"] = mail["References"] = answers["Message-ID"]
    mail.set_content(text)
    return mail


def send_mail(port: int, mail: EmailMessage, *, to: str | None = None) -> None:
    """Send a mail to the listener, as another mail server would."""
    with smtplib.SMTP("127.0.0.1", port, timeout=20) as server:
        server.send_message(mail, to_addrs=[to] if to else None)


def read_folder(folder: Path) -> list[EmailMessage]:
    """Return the mails that went out into the folder, in their order."""
    return [read_mail_file(path) for path in sorted(folder.glob("*.eml"))]


def read_mail_file(path: Path) -> EmailMessage:
    """Return one mail from a file."""
    mail = message_from_bytes(path.read_bytes(), policy=default)
    assert isinstance(mail, EmailMessage)
    return mail


def mails_to(address: str, folder: Path) -> list[EmailMessage]:
    """Return the mails that went out to an address."""
    return [mail for mail in read_folder(folder) if address in str(mail["To"])]


def expect_mails(address: str, folder: Path, many: int) -> Callable[[], list[EmailMessage]]:
    """Return a question for `wait_until`: the mails to an address, once there are so many."""

    def ask() -> list[EmailMessage]:
        found = mails_to(address, folder)
        return found if len(found) >= many else []

    return ask


def text_of(mail: EmailMessage) -> str:
    """Return the plain text of a mail."""
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def reference_of(mail: EmailMessage) -> str:
    """Return the reference in the subject of a mail."""
    found = REFERENCE.search(str(mail["Subject"]))
    assert found, mail["Subject"]
    return found.group(1)
