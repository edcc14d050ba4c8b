"""All addresses of the product."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("permanence.faces.ui.urls")),
    path("", include("permanence.faces.api.urls")),
    path("desk/", include("permanence.faces.desk.urls")),
    path("", include("permanence.faces.portal.urls")),
]
