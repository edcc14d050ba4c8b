"""Sets of seconds as ordered, disjoint spans (from, to), the second `to` not included."""

from collections.abc import Iterable, Iterator

Span = tuple[int, int]
Spans = tuple[Span, ...]


def merge_spans(spans: Iterable[Span]) -> Spans:
    """Return the seconds of all these spans, in whatever order and overlap they come."""
    merged: list[Span] = []
    for begins, ends in sorted(spans):
        if ends <= begins:
            continue
        if merged and begins <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], ends))
        else:
            merged.append((begins, ends))
    return tuple(merged)


def subtract_spans(spans: Spans, taken: Spans) -> Spans:
    """Return the seconds of `spans` that are not in `taken`."""
    if not taken:
        return spans
    return tuple(left for span in spans for left in _subtract(span, taken))


def intersect_spans(spans: Spans, others: Spans) -> Spans:
    """Return the seconds that are in both."""
    shared = (
        (max(begins, other_begins), min(ends, other_ends))
        for begins, ends in spans
        for other_begins, other_ends in others
    )
    return merge_spans(shared)


def shift_spans(spans: Spans, by: int) -> Iterator[Span]:
    """Yield the spans moved by so many seconds."""
    return ((begins + by, ends + by) for begins, ends in spans)


def _subtract(span: Span, taken: Spans) -> Iterator[Span]:
    begins, ends = span
    for taken_begins, taken_ends in taken:
        if taken_ends <= begins:
            continue
        if taken_begins >= ends:
            break
        if taken_begins > begins:
            yield begins, taken_begins
        begins = taken_ends
    if begins < ends:
        yield begins, ends
