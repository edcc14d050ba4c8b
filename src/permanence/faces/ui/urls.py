"""The addresses that every face shares."""

from __future__ import annotations

from django.urls import path

from permanence.faces.ui.theme import choose_theme

app_name = "ui"
urlpatterns = [path("theme", choose_theme, name="theme")]
