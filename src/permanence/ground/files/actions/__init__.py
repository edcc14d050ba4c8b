"""Keeping files and reading the text inside them."""

from permanence.ground.files.actions.keeping import (
    ROW_LIMIT,
    Content,
    drop_contents,
    keep_contents,
    read_content,
    remove_files,
    write_synced,
)
from permanence.ground.files.actions.reading import (
    begin_reading,
    keep_text,
    load_content,
    read_short,
    read_text,
)

__all__ = [
    "ROW_LIMIT",
    "Content",
    "begin_reading",
    "drop_contents",
    "keep_contents",
    "keep_text",
    "load_content",
    "read_content",
    "read_short",
    "read_text",
    "remove_files",
    "write_synced",
]
