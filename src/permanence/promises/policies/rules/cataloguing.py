"""The parts of the service with which a catalogue begins, and when customers' signals speak."""

from __future__ import annotations

from permanence.promises.policies.rules.amounts import TIME_EXAMPLE, parse_span, same_words
from permanence.promises.policies.rules.chapters import Drafts
from permanence.promises.policies.rules.parts import MINUTE
from permanence.promises.policies.rules.policy import ComponentTerm, SignalTerms
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


def read_signals(drafts: Drafts) -> SignalTerms:
    """Return when signals say that a customer is touched; ours where the operator is silent."""
    terms = SignalTerms()
    for draft in drafts.of("signals"):
        table = draft.table
        numbers = {
            name: table.number(name, default=getattr(terms, name), least=1)
            for name in ("weeks", "least", "factor")
        }
        lead = table.parsed("lead", parse_span, right=TIME_EXAMPLE, empty=MINUTE)
        fill = {name: same_words(number) for name, number in numbers.items()}
        draft.read_clauses({**fill, "lead": lead.words})
        terms = SignalTerms(lead=lead.span, **numbers)
    return terms
