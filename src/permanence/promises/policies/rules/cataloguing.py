"""The parts of its service with which a desk's catalogue begins."""

from __future__ import annotations

from permanence.promises.policies.rules.chapters import Drafts
from permanence.promises.policies.rules.policy import ComponentTerm
from permanence.world.catalogue.rules import ComponentKind, find_circle


def read_components(drafts: Drafts) -> tuple[ComponentTerm, ...]:
    """Return the components that the document names, in its order."""
    found: list[ComponentTerm] = []
    for draft in drafts.of("catalogue"):
        draft.read_clauses()
        tables = draft.table.tables("component")
        keys = [str(item.values.get("key", "")) for item in tables]
        for item in tables:
            key = item.name("key")
            term = ComponentTerm(
                clause=draft.add(item, f"component-{key}", item.words("text")),
                key=key,
                name=item.words("name"),
                kind=item.choice("kind", list(ComponentKind)),
                needs=item.choices("needs", keys),
                is_public=item.truth("public", default=True),
            )
            found.append(term)
            item.close()
        circle = find_circle({term.key: term.needs for term in found})
        if circle:
            wrong = f"a circle: {' needs '.join(circle)}"
            draft.table.blame("component", wrong, "let one of them need the other no more")
    return tuple(found)
