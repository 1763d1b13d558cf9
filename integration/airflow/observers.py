"""What Airflow tells in a measurement: nobody, a receiver that only writes down, or prewarm-server."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from processes import Services
from receiver import Receiver


class Observer:
    """Nobody."""

    url = ""

    def __init__(self, work: Path, services: Services) -> None:
        self.work = work
        work.mkdir(parents=True, exist_ok=True)

    def events(self) -> list[dict[str, Any]] | None:
        """What the plugin told so far, in the vocabulary of docs/events.md; None if that is not kept."""
        return None

    def close(self) -> None:
        pass


class Recorder(Observer):
    """A receiver that writes down what it is told, and warms nothing."""

    def __init__(self, work: Path, services: Services) -> None:
        super().__init__(work, services)
        file = work / "requests.jsonl"
        file.unlink(missing_ok=True)
        self._receiver = Receiver(0, file)
        self.url = f"http://127.0.0.1:{self._receiver.port}"

    def events(self) -> list[dict[str, Any]] | None:
        return self._receiver.events

    def close(self) -> None:
        self._receiver.close()


class Ill(Observer):
    """A receiver that is not well."""

    manner = ""

    def __init__(self, work: Path, services: Services) -> None:
        super().__init__(work, services)
        self._receiver = Receiver(0, manner=self.manner)
        self.url = f"http://127.0.0.1:{self._receiver.port}"

    def close(self) -> None:
        self._receiver.close()


class Hanging(Ill):
    """Takes connections and never answers."""

    manner = "hangs"


class Failing(Ill):
    """Answers 500."""

    manner = "fails"


class Talking(Ill):
    """Answers garbage."""

    manner = "garbage"


class Down(Observer):
    """An address where nobody listens."""

    url = "http://127.0.0.1:1"


OBSERVERS: Mapping[str, type[Observer]] = {
    "nobody": Observer,
    "recorder": Recorder,
    "down": Down,
    "hanging": Hanging,
    "failing": Failing,
    "garbage": Talking,
}
