"""The account of a customer's hours as files: PDF for people, CSV for spreadsheets."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from permanence.faces.ui.hours.statement import Told, read_told, show_statement
from permanence.faces.ui.hours.words import EVE
from permanence.ground.lib.documents import (
    Block,
    Column,
    Document,
    Facts,
    Heading,
    Paragraph,
    Table,
    write_csv,
    write_pdf,
)
from permanence.promises.contracts.models import Lot
from permanence.service.tickets.rules.reference import speak_reference
from permanence.world.accounts.models import Desk, Organisation

HOUR = 3600


def write_statement_pdf(told: Told) -> bytes:
    """Return the account as PDF in the customer's language."""
    contract = told.account.contract
    language = contract.organisation.language
    with translation.override(language):
        shown = show_statement(told)
        return write_pdf(
            Document(
                title=_("Statement of hours"),
                language=language,
                subtitle=f"{shown['organisation']} · {shown['period']}",
                desk=contract.desk.name,
                accent=contract.desk.accent,
                wide=True,
                blocks=[
                    Facts(
                        [
                            (_("Contract"), f"{told.number} · {told.title}"),
                            (_("Time zone"), shown["zone"]),
                        ]
                    ),
                    *tell_account(shown),
                ],
            )
        )


def tell_account(shown: Mapping[str, Any]) -> list[Block]:
    """Return totals, lots and every event as blocks of a document, in the language in force."""
    return [
        Facts([(one["label"], one["value"]) for one in shown["totals"]]),
        Heading(_("Hours granted")),
        lots_table(shown),
        Heading(_("Every piece of work")),
        lines_table(shown),
        Paragraph(explain_statement(), quiet=True),
    ]


def lots_table(shown: Mapping[str, Any]) -> Table:
    """Return the lots as a table."""
    columns = [
        Column(_("Hours"), share=2),
        Column(_("Valid"), share=2.6),
        Column(_("Granted"), "right", share=1.2),
        Column(_("Used"), "right", share=1.2),
        Column(_("Expired"), "right", share=1.2),
        Column(_("Left"), "right", share=1.2),
    ]
    keys = ("name", "validity", "granted", "used", "expired", "left")
    rows = [[lot[key] for key in keys] for lot in shown["lots"]]
    return Table(columns, rows, empty=_("No hours were granted in this time."))


def lines_table(shown: Mapping[str, Any]) -> Table:
    """Return every event as a table, with the balance after it."""
    columns = [
        Column(_("Date"), share=1.4),
        Column(_("Request"), share=4.2),
        Column(_("Kind"), share=1.7),
        Column(_("Worked"), "right", share=1.2),
        Column(_("Charged"), "right", share=1.2),
        Column(_("Paid by"), share=2.6),
        Column(_("Balance after"), "right", share=1.3),
    ]
    return Table(
        columns,
        [cells_of_line(line) for line in shown["lines"]],
        empty=_("Nothing happened in this time."),
    )


def cells_of_line(line: Mapping[str, Any]) -> list[str]:
    """Return one event as the cells of a row."""
    if line["kind"] != "entry":
        return [line["day"], line["text"], "", "", line["change"], "", line["balance"]]
    request = f"{speak_reference(line['reference'])}  {line['subject']}"
    return [
        line["day"],
        "\n".join(filter(None, (request, say_about(line)))),
        line["work"],
        line["worked"],
        line["charged"],
        "\n".join(line["parts"]),
        line["balance"],
    ]


def say_about(line: Mapping[str, Any]) -> str:
    """Return what was done, or why it was taken back."""
    told = {"day": line["worked_on"], "reason": line["reason"]}
    if line["is_reversal"]:
        return _("Work of %(day)s corrected: %(reason)s") % told
    if line["worked_on"] != line["day"]:
        return " ".join(filter(None, (_("Work of %(day)s.") % told, line["text"])))
    return str(line["text"])


def explain_statement() -> str:
    """Return how an account is to be read."""
    return _(
        "Balance before, granted, less used and expired, is the balance. Each piece of work is"
        " rounded up as your contract says. Work stands under the day on which it was written"
        " down; hours that come back to a lot which has expired do not change the balance."
    )


def write_statement_csv(told: Told) -> bytes:
    """Return every event of the account as CSV in the customer's language; times in hours."""
    with translation.override(told.account.contract.organisation.language):
        header = [
            _("Date"),
            _("Event"),
            _("Request"),
            _("Subject"),
            _("Day of the work"),
            _("Kind"),
            _("What was done"),
            _("Worked (h)"),
            _("Charged (h)"),
            _("Paid by"),
            _("Change (h)"),
            _("Balance after (h)"),
        ]
        names = {
            "granted": _("Hours granted"),
            "expired": _("Hours expired"),
            "entry": _("Work"),
        }
        rows = [
            (
                line["iso"],
                _("Correction") if line.get("is_reversal") else names[line["kind"]],
                f"#{line['reference']}" if line.get("reference") else "",
                line.get("subject", ""),
                line.get("worked_on", ""),
                line.get("work", ""),
                line.get("reason") or line["text"],
                in_hours(line.get("seconds")),
                in_hours(line.get("charged_seconds")),
                "; ".join(line["parts"]),
                in_hours(line["change_seconds"]),
                in_hours(line["balance_seconds"]),
            )
            for line in show_statement(told)["lines"]
        ]
        return write_csv(header, rows)


def in_hours(seconds: int | None) -> str:
    """Return seconds as hours with as many decimals as a minute needs."""
    return "" if seconds is None else f"{seconds / HOUR:.4f}".rstrip("0").rstrip(".")


def hours_block(
    organisation: Organisation, desk: Desk, *, since: datetime, until: datetime
) -> list[Block]:
    """Return the hours of a customer in a month, as blocks of its service report.

    In the language in force; nothing where no contract of the customer brings hours.
    """
    lots = Lot.objects.filter(contract__organisation=organisation, contract__desk=desk)
    touched = lots.filter(valid_from__lt=until, expires_at__gt=since)
    last = until.astimezone(since.tzinfo) - EVE
    blocks: list[Block] = []
    for contract in touched.order_by("contract").values_list("contract", flat=True).distinct():
        told = read_told(contract, at=last, first=since.date(), last=last.date())
        if told is not None:
            shown = show_statement(told)
            blocks += [
                Heading(_("Hours: contract %(number)s") % {"number": told.number}),
                Facts([(one["label"], one["value"]) for one in shown["totals"]]),
                lines_table(shown),
            ]
    return blocks
