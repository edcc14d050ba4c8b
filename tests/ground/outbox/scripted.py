"""A mail server that says what it was told to, and keeps what it heard at once each time."""

from __future__ import annotations

import socket
import threading


class ScriptedServer:
    """Greets, then gives one answer to each piece that it hears; at the end it hangs up.

    A piece is what arrived together, but for a mail, which is heard to its end.
    """

    def __init__(self, *answers: bytes) -> None:
        self.answers = answers
        self.heard: list[bytes] = []
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.door.getsockname()[1]
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self) -> None:
        """Talk to one client."""
        line, _ = self.door.accept()
        with self.door, line:
            line.settimeout(10)
            line.sendall(b"220 scripted\r\n")
            awaits_mail = False
            for answer in self.answers:
                piece = line.recv(2**16)
                while awaits_mail and not piece.endswith((b"\r\n.\r\n", b".\r\n")):
                    piece += line.recv(2**16)
                self.heard.append(piece)
                line.sendall(answer)
                awaits_mail = answer.splitlines()[-1].startswith(b"354")

    def end(self) -> None:
        """Wait until everything was said."""
        self.thread.join(10)
        assert not self.thread.is_alive()
