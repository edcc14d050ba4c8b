"""The addresses of the portal."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from permanence.faces.portal.views import organisation, subscriptions
from permanence.faces.portal.views.agreements import (
    agree,
    agree_paper,
    agreement_paper,
    show_agreement,
)
from permanence.faces.portal.views.centres import list_centres
from permanence.faces.portal.views.contribute import contribute
from permanence.faces.portal.views.escalations import escalate, follow_escalate_link
from permanence.faces.portal.views.help import judge_article, show_help, show_help_article
from permanence.faces.portal.views.home import show_home
from permanence.faces.portal.views.hours import answer_extra_time, download_hours, show_hours_page
from permanence.faces.portal.views.links import ask_link, follow_link, sign_out
from permanence.faces.portal.views.notices import (
    list_notices,
    say_disruption_touches,
    say_it_touches,
    show_notice,
)
from permanence.faces.portal.views.paper import request_paper
from permanence.faces.portal.views.perhaps import show_help_text, suggest_help
from permanence.faces.portal.views.policy import show_policy, show_version
from permanence.faces.portal.views.reports import download_report, show_reports
from permanence.faces.portal.views.request import download_attachment, show_request
from permanence.faces.portal.views.requests import ask_help, list_requests, show_sent
from permanence.faces.portal.views.services import show_services
from permanence.faces.portal.views.status import show_feed, show_status, show_status_in
from permanence.faces.portal.views.summaries import ask_summary, show_summaries, summary_paper
from permanence.faces.portal.views.take import take_over

app_name = "portal"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", list_centres, name="centres"),
    path("take/<str:token>", take_over, name="take"),
    path("contribute/<str:token>", contribute, name="contribute"),
    path("agree/<str:token>", agree, name="agree"),
    path("agree/<str:token>/paper.pdf", agree_paper, name="agree-paper"),
    path("extra-time/<str:token>", answer_extra_time, name="extra-time"),
    path("<slug:desk>/", show_home, name="home"),
    path("<slug:desk>/policy", show_policy, name="policy"),
    path("<slug:desk>/policy/<int:number>", show_version, name="policy-version"),
    path("<slug:desk>/services", show_services, name="services"),
    path("<slug:desk>/status/", show_status, name="status"),
    path("<slug:desk>/status/subscribe", subscriptions.subscribe, name="status-subscribe"),
    path("<slug:desk>/status/confirm/<str:token>", subscriptions.confirm, name="status-confirm"),
    path(
        "<slug:desk>/status/subscription/<str:token>",
        subscriptions.keep_subscription,
        name="status-subscription",
    ),
    path("<slug:desk>/status/leave/<str:token>", subscriptions.leave, name="status-leave"),
    path("<slug:desk>/status/<slug:language>/", show_status_in, name="status-in"),
    path(
        "<slug:desk>/status/<slug:language>/<slug:place>.<slug:form>",
        show_feed,
        name="status-feed",
    ),
    path("<slug:desk>/enter", ask_link, name="ask-link"),
    path("<slug:desk>/enter/<str:token>", follow_link, name="enter"),
    path("<slug:desk>/escalate/<str:token>", follow_escalate_link, name="escalate"),
    path("<slug:desk>/leave", sign_out, name="leave"),
    path("<slug:desk>/reports", show_reports, name="reports"),
    path("<slug:desk>/reports/<str:month>.pdf", download_report, name="report"),
    path("<slug:desk>/notices", list_notices, name="notices"),
    path("<slug:desk>/notices/<int:number>", show_notice, name="notice"),
    path("<slug:desk>/incident-summaries", show_summaries, name="summaries"),
    path("<slug:desk>/incident-summaries/<int:number>/ask", ask_summary, name="summary-ask"),
    path("<slug:desk>/incident-summaries/<int:number>.pdf", summary_paper, name="summary-paper"),
    path("<slug:desk>/notices/<int:number>/touched", say_it_touches, name="notice-touched"),
    path(
        "<slug:desk>/disruptions/<int:number>/touched",
        say_disruption_touches,
        name="disruption-touched",
    ),
    path("<slug:desk>/hours", show_hours_page, name="hours"),
    path("<slug:desk>/hours/<int:number>.<str:form>", download_hours, name="hours-file"),
    path("<slug:desk>/organisation", organisation.show_organisation, name="organisation"),
    path("<slug:desk>/organisation/invite", organisation.invite, name="invite"),
    path("<slug:desk>/organisation/people/<int:number>", organisation.show_person, name="person"),
    path(
        "<slug:desk>/organisation/installations/new",
        organisation.new_installation,
        name="installation-new",
    ),
    path(
        "<slug:desk>/organisation/installations/<int:number>",
        organisation.show_installation,
        name="installation",
    ),
    path(
        "<slug:desk>/organisation/installations/<int:number>/edit",
        organisation.edit_installation,
        name="installation-edit",
    ),
    path(
        "<slug:desk>/organisation/installations/<int:number>/acts/<slug:act>",
        organisation.act_on_installation,
        name="installation-act",
    ),
    path(
        "<slug:desk>/organisation/installations/<int:number>/pieces/<slug:kind>",
        organisation.new_piece,
        name="piece-new",
    ),
    path("<slug:desk>/help/", show_help, name="help"),
    path("<slug:desk>/help/<str:reference>", show_help_article, name="help_article"),
    path("<slug:desk>/help/<str:reference>/text", show_help_text, name="help_text"),
    path("<slug:desk>/help/<str:reference>/verdict", judge_article, name="help_verdict"),
    path("<slug:desk>/requests", list_requests, name="requests"),
    path("<slug:desk>/requests/new", ask_help, name="new"),
    path("<slug:desk>/requests/new/perhaps", suggest_help, name="perhaps"),
    path("<slug:desk>/requests/sent", show_sent, name="sent"),
    path("<slug:desk>/requests/<str:reference>", show_request, name="request"),
    path("<slug:desk>/requests/<str:reference>/escalate", escalate, name="request-escalate"),
    path("<slug:desk>/requests/<str:reference>/paper", request_paper, name="request-paper"),
    path(
        "<slug:desk>/requests/<str:reference>/agreement",
        show_agreement,
        name="agreement",
    ),
    path(
        "<slug:desk>/requests/<str:reference>/agreement/<int:number>.pdf",
        agreement_paper,
        name="agreement-paper",
    ),
    path(
        "<slug:desk>/requests/<str:reference>/files/<int:number>",
        download_attachment,
        name="attachment",
    ),
]
