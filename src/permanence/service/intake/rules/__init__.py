"""What intake understands of a message: pure rules, no database and no clock."""

from permanence.service.intake.rules.identity import identity_of
from permanence.service.intake.rules.languages import guess_language
from permanence.service.intake.rules.letters import (
    Attachment,
    Authentication,
    Bounce,
    BouncedRecipient,
    Mailbox,
    ReadMail,
    Unreadable,
)
from permanence.service.intake.rules.markup import sanitise_html
from permanence.service.intake.rules.reading import read_letter
from permanence.service.intake.rules.replies import Reply, cut_reply
from permanence.service.intake.rules.verdicts import (
    FoundReference,
    Verdict,
    find_mail_references,
    judge_mail,
)

__all__ = [
    "Attachment",
    "Authentication",
    "Bounce",
    "BouncedRecipient",
    "FoundReference",
    "Mailbox",
    "ReadMail",
    "Reply",
    "Unreadable",
    "Verdict",
    "cut_reply",
    "find_mail_references",
    "guess_language",
    "identity_of",
    "judge_mail",
    "read_letter",
    "sanitise_html",
]
