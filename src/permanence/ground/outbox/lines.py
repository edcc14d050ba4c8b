"""Lines to SMTP servers: envelope and mail in two round trips where a server allows it."""

from __future__ import annotations

import re
import smtplib
import socket
from collections.abc import Sequence
from typing import Any

Answer = tuple[int, bytes]
GO_ON = 354
AWAY = 421
END = b".\r\n"


class Line(smtplib.SMTP):
    """A line to an SMTP server; what it said last to a mail names it in the server's own queue."""

    said = "250"

    def hurry(self) -> None:
        """Let the end of a long mail go before the server had word of its beginning."""
        if self.sock:
            self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def hand_over(
        self, sender: str, recipients: Sequence[str], mail: bytes, *, options: Sequence[str]
    ) -> dict[str, Answer]:
        """Send a mail, and return who was refused while another was not.

        A server far away is waited for twice instead of four times and more, if it takes several
        commands at once (RFC 2920).
        """
        self.ehlo_or_helo_if_needed()
        if not self.has_extn("pipelining"):
            return self.sendmail(sender, recipients, mail, mail_options=options)
        refused, ready = self.ask(sender, recipients, mail, options)
        if len(refused) == len(recipients):
            if ready[0] == GO_ON:
                self.send(END)  # the server waits for a mail to nobody (RFC 2920, 3.1)
                self.getreply()
            raise smtplib.SMTPRecipientsRefused(refused)
        if ready[0] != GO_ON:
            raise smtplib.SMTPDataError(*ready)
        self.send(write_content(mail))
        code, words = self.getreply()
        if code != 250:
            raise smtplib.SMTPDataError(code, words)
        self.note(code, words)
        return refused

    def ask(
        self, sender: str, recipients: Sequence[str], mail: bytes, options: Sequence[str]
    ) -> tuple[dict[str, Answer], Answer]:
        """Send the envelope in one piece; return who was refused, and the answer to DATA."""
        if "SMTPUTF8" in options and not self.has_extn("smtputf8"):
            raise smtplib.SMTPNotSupportedError("SMTPUTF8 not supported by server")
        sized = [f"size={len(mail)}"] if self.has_extn("size") else []
        said = " ".join([f"MAIL FROM:{smtplib.quoteaddr(sender)}", *sized, *options])
        commands = [said, *[f"RCPT TO:{smtplib.quoteaddr(one)}" for one in recipients], "DATA"]
        self.send(write_commands(commands))
        begun, *taken, ready = self.read_answers(len(commands))
        if begun[0] != 250:
            raise smtplib.SMTPSenderRefused(*begun, sender)
        answers = zip(recipients, taken, strict=True)
        return {one: answer for one, answer in answers if answer[0] not in (250, 251)}, ready

    def read_answers(self, count: int) -> list[Answer]:
        """Read so many answers; who leaves after a refusal has refused the rest as well."""
        answers: list[Answer] = []
        while len(answers) < count:
            try:
                answers.append(self.getreply())
            except smtplib.SMTPServerDisconnected:
                if not answers or answers[-1][0] < 400:
                    raise
                answers += answers[-1:] * (count - len(answers))
            if answers[-1][0] == AWAY:
                answers += answers[-1:] * (count - len(answers))
        return answers

    def data(self, msg: Any) -> Answer:
        """Send the mail of an envelope that was taken command by command, and keep the answer."""
        code, words = super().data(msg)
        self.note(code, words)
        return code, words

    def note(self, code: int, words: bytes) -> None:
        """Keep what the server said to a mail."""
        self.said = f"{code} {words.decode('utf-8', 'replace')}"


class SealedLine(Line, smtplib.SMTP_SSL):
    """The same, in TLS from the beginning."""


def write_commands(commands: Sequence[str]) -> bytes:
    """Return commands as they go over the line; one that would be read as two is a mistake."""
    if any("\r" in one or "\n" in one for one in commands):
        raise ValueError("an address has a line break in it")
    return "".join(f"{one}\r\n" for one in commands).encode()


def write_content(mail: bytes) -> bytes:
    """Return a mail as it goes over the line: dots in front doubled, and its end (RFC 5321)."""
    stuffed = re.sub(rb"(?m)^\.", b"..", mail)
    return stuffed + (b"" if stuffed.endswith(b"\r\n") else b"\r\n") + END
