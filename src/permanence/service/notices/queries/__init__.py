"""Notices, their deliveries and proof, and the templates in force."""

from permanence.service.notices.queries.notices import (
    call_backs_of,
    count_deliveries,
    deliveries_of,
    notice_of,
    notices_of,
)
from permanence.service.notices.queries.proof import Proof, prove_notice
from permanence.service.notices.queries.templates import (
    NoticeTemplate,
    approved_templates,
    choose_template,
    template_in_force,
    versions_of,
)
from permanence.service.notices.queries.writing import Writing, write_delivery, writing_of

__all__ = [
    "NoticeTemplate",
    "Proof",
    "Writing",
    "approved_templates",
    "call_backs_of",
    "choose_template",
    "count_deliveries",
    "deliveries_of",
    "notice_of",
    "notices_of",
    "prove_notice",
    "template_in_force",
    "versions_of",
    "write_delivery",
    "writing_of",
]
