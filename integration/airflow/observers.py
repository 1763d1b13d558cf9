"""What Airflow tells in a measurement: nobody, a receiver that only writes down, or prewarm-server."""

from __future__ import annotations

import json
import os
import shlex
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from installation import ROOT, NotAvailable, free_port, is_listening
from processes import SERVICES, Processes, Services, await_that
from receiver import Receiver


class Observer:
    """Nobody."""

    url = ""

    def __init__(self, work: Path, services: Services, way: str) -> None:
        self.work = work
        work.mkdir(parents=True, exist_ok=True)

    def events(self) -> list[dict[str, Any]] | None:
        """What the plugin told so far, in the vocabulary of docs/events.md; None if that is not kept."""
        return None

    def close(self) -> None:
        pass


class Recorder(Observer):
    """A receiver that writes down what it is told, and warms nothing."""

    def __init__(self, work: Path, services: Services, way: str) -> None:
        super().__init__(work, services, way)
        file = work / "requests.jsonl"
        file.unlink(missing_ok=True)
        self._receiver = Receiver(0, file)
        self.url = f"http://127.0.0.1:{self._receiver.port}"

    def events(self) -> list[dict[str, Any]] | None:
        return self._receiver.events

    def close(self) -> None:
        self._receiver.close()


class Server(Observer):
    """prewarm-server, which knows the services' addresses and settings, as it would from the cluster, and nothing of the DAGs.

    OpenLineage does not tell what tasks call: there it is told that they call the services that are called like them.
    """

    def __init__(self, work: Path, services: Services, way: str) -> None:
        super().__init__(work, services, way)
        start = shlex.split(os.environ.get("PREWARM_SERVER", ""))
        if not start:
            jar = ROOT / "prewarm-server" / "target" / "prewarm-server.jar"
            if not jar.exists():
                raise NotAvailable(f"no {jar}; run: mvn -q -pl prewarm-server -am -DskipTests package")
            start = ["java", "-jar", str(jar)]
        self._data = work / "data"
        shutil.rmtree(self._data, ignore_errors=True)
        known = [
            {"name": name, "url": services.uri(name), "concurrency": at_a_time, "retention": f"{services.retention:g}s"}
            for name, (_, _, at_a_time) in SERVICES.items()
        ]
        rules = [{"match": "*.way.left", "calls": ["left"]}, {"match": "*.way.right", "calls": ["right"]}]
        rules += [{"match": f"*.{name}"} for name in SERVICES]
        rules.append({"match": "waits.deferred", "calls": ["first"]})
        rules.append({"match": "fanout.make", "calls": ["first"]})
        config = {"services": known, "holdout": 0, "tasks": rules if way.startswith("openlineage") else []}
        file = work / "prewarm.yaml"
        file.write_text(json.dumps(config, indent=1) + "\n")  # JSON is YAML
        port = free_port()
        self._processes = Processes(work)
        command = [*start, "--config", str(file), "--port", str(port), "--data", str(self._data)]
        self._processes.start("server", command, os.environ)
        self.url = f"http://127.0.0.1:{port}"
        try:
            await_that(lambda: is_listening(port), 180, "prewarm-server")
            self._processes.check()
        except BaseException:
            self.close()
            raise

    def events(self) -> list[dict[str, Any]] | None:
        """From its journal."""
        found = []
        for file in sorted(self._data.glob("**/*.jsonl"), key=lambda f: f.stat().st_mtime):
            for line in file.read_text().splitlines():
                event = json.loads(line)
                if str(event.get("type", "")).startswith("dev.prewarm."):
                    found.append(event)
        return found

    def close(self) -> None:
        self._processes.stop()


class Ill(Observer):
    """A receiver that is not well."""

    manner = ""

    def __init__(self, work: Path, services: Services, way: str) -> None:
        super().__init__(work, services, way)
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
    "server": Server,
    "nobody": Observer,
    "recorder": Recorder,
    "down": Down,
    "hanging": Hanging,
    "failing": Failing,
    "garbage": Talking,
}
