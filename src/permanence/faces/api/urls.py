"""The addresses of the api."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from permanence.faces.api.views import alerts, phone, texts, traces

app_name = "api"
PROVIDER = "api/ways/<int:provider>/<str:token>"
urlpatterns: list[URLPattern | URLResolver] = [
    path("api/alerts/<int:source>", alerts.alerts, name="alerts"),
    path("api/alerts/<int:source>/<str:token>", alerts.alerts, name="alerts-secret"),
    path("api/v1/traces", traces.traces, name="traces"),
    path(f"{PROVIDER}/receipt", texts.receipt, name="ways-receipt"),
    path(f"{PROVIDER}/reply", texts.reply, name="ways-reply"),
    path(f"{PROVIDER}/calls/<int:call>", phone.speak, name="ways-speak"),
    path(f"{PROVIDER}/calls/<int:call>/key", phone.key, name="ways-key"),
    path(f"{PROVIDER}/calls/<int:call>/end", phone.end, name="ways-end"),
]
