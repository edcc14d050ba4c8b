"""What the templates of reports may say beyond what every template may."""

from __future__ import annotations

from django import template

from permanence.faces.ui.reports.drawing import draw_lines, draw_promises

register = template.Library()
register.filter(draw_lines)
register.filter(draw_promises)
