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

    def check(self, results: list[dict[str, Any]], way: str) -> None:
        """Raises an error if what was told is not what happened."""

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

    def close(self) -> None:
        self._receiver.close()


OBSERVERS: Mapping[str, type[Observer]] = {"nobody": Observer, "recorder": Recorder}
