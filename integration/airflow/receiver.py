"""A receiver of events that writes them down, or that does what a receiver must not: for development, and to see what harm that does.

    python3 receiver.py PORT FILE [records|hangs|fails|garbage|drips|resets]

Its thread of acceptance does the least; FILE gets one line a request: when it arrived, its path, its headers' content type and its body.
"""

from __future__ import annotations

import json
import socket
import struct
import sys
import threading
import time
from pathlib import Path
from typing import Any


class Receiver:
    """Listens on a port of localhost from its making until it is closed."""

    def __init__(self, port: int, file: Path | None = None, manner: str = "records") -> None:
        self.manner = manner
        self.file = file
        self.requests: list[dict[str, Any]] = []
        self._lock = threading.Lock()
        self._held: list[socket.socket] = []
        self._server = socket.create_server(("127.0.0.1", port), backlog=500)
        self.port = self._server.getsockname()[1]
        self._thread = threading.Thread(target=self._accept, name="receiver", daemon=True)
        self._thread.start()

    @property
    def events(self) -> list[dict[str, Any]]:
        """What came by POST, in the order of arrival, batches taken apart."""
        found: list[dict[str, Any]] = []
        with self._lock:
            for request in self.requests:
                body = request["body"]
                found.extend(body if isinstance(body, list) else [body])
        return found

    def close(self) -> None:
        self._server.close()
        for connection in self._held:
            connection.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._server.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            if self.manner == "hangs":
                self._held.append(connection)
                return
            if self.manner == "resets":
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                connection.close()
                return
            connection.settimeout(10)
            with connection, connection.makefile("rb") as stream:
                while self._one(stream, connection):
                    pass
        except (OSError, ValueError):
            pass

    def _one(self, stream, connection: socket.socket) -> bool:  # type: ignore[no-untyped-def]
        line = stream.readline()
        if not line:
            return False
        headers: dict[str, str] = {}
        while (header := stream.readline().strip()) != b"":
            name, _, value = header.decode("latin-1").partition(":")
            headers[name.lower()] = value.strip()
        body = stream.read(int(headers.get("content-length", "0")))
        self._note(line.decode().split(" ")[1], headers, body)
        if self.manner == "garbage":
            connection.sendall(b"\x16\x03\x01" + bytes(range(256)) * 40)
            return False
        if self.manner == "drips":
            for byte in b"HTTP/1.1 202 Accepted\r\n" * 10:
                connection.sendall(bytes([byte]))
                time.sleep(0.3)
            return False
        status = b"500 Internal Server Error" if self.manner == "fails" else b"202 Accepted"
        connection.sendall(b"HTTP/1.1 " + status + b"\r\nContent-Length: 0\r\n\r\n")
        return headers.get("connection", "").lower() != "close"

    def _note(self, path: str, headers: dict[str, str], body: bytes) -> None:
        try:
            content = json.loads(body)
        except ValueError:
            content = body.decode("utf-8", "replace")
        request: dict[str, Any] = {"arrived": time.time(), "path": path, "headers": headers, "body": content}
        with self._lock:
            self.requests.append(request)
            if self.file is not None:
                with self.file.open("a") as out:
                    out.write(json.dumps(request) + "\n")


if __name__ == "__main__":
    Receiver(int(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:])
    print("ready", flush=True)
    threading.Event().wait()
