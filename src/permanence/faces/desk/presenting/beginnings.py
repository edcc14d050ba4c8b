"""What the form of a call begins with once a template was chosen."""

from __future__ import annotations

from collections.abc import Mapping

from permanence.faces.desk.presenting.canned import add_text
from permanence.promises.policies.rules import Policy
from permanence.world.wording.models import RequestTemplate
from permanence.world.wording.rules import choose_text


def begin_with(
    template: RequestTemplate, typed: Mapping[str, str], language: str, policy: Policy
) -> dict[str, str]:
    """Return what the form shows: what was typed stays, what is empty comes from the template.

    Its text goes after the one that was typed; choosing another template later adds that one's.
    Where nothing was chosen now, what was sent speaks for itself.
    """
    if not typed:
        return {}
    wanted = typed.get("language") or language
    fallback = policy.default_language
    subject = choose_text(template.subjects, wanted, fallback)[1]
    text = choose_text(template.texts, wanted, fallback)[1]
    before = typed.get("text", "").replace("\r\n", "\n").strip()
    return {
        **{name: value for name, value in typed.items() if value},
        "subject": typed.get("subject") or subject,
        "kind": typed.get("kind") or template.kind,
        "text": before if text and before.endswith(text) else add_text(before, text),
        "template": str(template.pk),
    }
