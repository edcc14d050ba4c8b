"""What kind of file some bytes are, and the text inside them."""

from permanence.ground.files.rules.kinds import IN_A_CHILD, MOST_TEXT, Kind, decode_text, tell_kind

__all__ = ["IN_A_CHILD", "MOST_TEXT", "Kind", "decode_text", "tell_kind"]
