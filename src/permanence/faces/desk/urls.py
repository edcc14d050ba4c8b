"""The addresses of the desk."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from permanence.faces.desk.views import (
    agreements,
    calendars,
    files,
    letters,
    outgoing,
    policies,
    policy_preview,
    reports,
    session,
    ticket,
    tickets,
)

app_name = "desk"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", tickets.go_home, name="home"),
    path("login", session.log_in, name="login"),
    path("logout", session.log_out, name="logout"),
    path("account", session.account, name="account"),
    path("rail", tickets.rail, name="rail"),
    path("search", tickets.search, name="search"),
    path("tickets", tickets.tickets, name="tickets"),
    path("tickets/<str:reference>", ticket.ticket, name="ticket"),
    path("tickets/<str:reference>/reply", ticket.reply, name="ticket-reply"),
    path("tickets/<str:reference>/note", ticket.note, name="ticket-note"),
    path("tickets/<str:reference>/triage", ticket.triage, name="ticket-triage"),
    path("tickets/<str:reference>/act", ticket.act, name="ticket-act"),
    path("tickets/<str:reference>/reopen", ticket.reopen, name="ticket-reopen"),
    path("tickets/<str:reference>/agreement", agreements.agreement, name="agreement"),
    path("tickets/<str:reference>/agreement/end", agreements.end_agreement, name="agreement-end"),
    path(
        "tickets/<str:reference>/agreement/<int:number>/act",
        agreements.act,
        name="agreement-act",
    ),
    path(
        "tickets/<str:reference>/agreement/<int:number>.pdf",
        agreements.paper,
        name="agreement-paper",
    ),
    path("agreements", agreements.agreements, name="agreements"),
    path(
        "agreements/delegations/<int:number>/end",
        agreements.end_delegated,
        name="delegation-end",
    ),
    path("attachments/<int:number>", files.attachment, name="attachment"),
    path("entries/<int:number>/html", files.entry_html, name="entry-html"),
    path("letters/<int:number>/raw", files.letter_raw, name="letter-raw"),
    path("letters/<int:number>/files/<int:place>", files.letter_file, name="letter-file"),
    path("quarantine", letters.quarantine, name="quarantine"),
    path("quarantine/<int:number>", letters.letter, name="letter"),
    path("quarantine/<int:number>/attach", letters.attach, name="letter-attach"),
    path("quarantine/<int:number>/sort", letters.sort, name="letter-sort"),
    path("outgoing", outgoing.outgoing, name="outgoing"),
    path("outgoing/<int:number>", outgoing.message, name="message"),
    path("outgoing/<int:number>/html", outgoing.message_html, name="message-html"),
    path("outgoing/<int:number>/raw", outgoing.message_raw, name="message-raw"),
    path("outgoing/<int:number>/retry", outgoing.retry, name="message-retry"),
    path("reports", reports.reports, name="reports"),
    path("reports/figures.<str:form>", reports.report_file, name="report-file"),
    path("reports/promises", reports.report_promises, name="report-promises"),
    path("reports/promises.<str:form>", reports.report_promises_file, name="report-promises-file"),
    path("reports/promises/<int:number>/reason", reports.report_reason, name="report-reason"),
    path("reports/service.pdf", reports.report_service, name="report-service"),
    path("calendars", calendars.calendars, name="calendars"),
    path("calendars/<slug:key>", calendars.calendar, name="calendar"),
    path("policies", policies.policies, name="policies"),
    path("policies/new", policy_preview.policy_new, name="policy-new"),
    path("policies/<slug:key>/<int:number>", policies.policy_version, name="policy-version"),
    path("policies/<slug:key>/<int:number>/source", policies.policy_source, name="policy-source"),
]
