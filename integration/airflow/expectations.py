"""What the plugin must have told of the DAGs here: facts, no times."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

Event = dict[str, Any]


def unmet(events: list[Event], results: list[dict[str, Any]], address: Callable[[str], str], major: str) -> Iterator[str]:
    """Sentences on what is missing or wrong in what was told of measured runs, given the address of each service and Airflow's major version."""
    for result in results:
        of_run = [(e["type"].split(".", 2)[2].removesuffix(".v1"), e["data"]) for e in events if e["data"].get("run") == result["run"]]
        for problem in RUN[result["case"]](Told(of_run, major), address):
            yield f"{result['case']} {result['run']}: {problem}"


def differing(history: list[Event], told: list[Event], results: list[dict[str, Any]]) -> Iterator[str]:
    """Sentences on runs of which Airflow remembers other ends of tasks than the plugin told."""

    def ends(events: list[Event], run: str) -> set[tuple[str, str, Any, Any]]:
        kinds = ("dev.prewarm.task.finished.v1", "dev.prewarm.task.failed.v1")
        of_run = [e for e in events if e["data"].get("run") == run and e["type"] in kinds]
        return {(e["type"], e["data"]["task"], e["data"].get("instance"), e["data"].get("attempt")) for e in of_run}

    for result in results:
        remembered, heard = ends(history, result["run"]), ends(told, result["run"])
        if remembered != heard:
            yield f"{result['case']} {result['run']}: the history differs from what was told by {sorted(remembered ^ heard, key=str)}"


class Told:
    """The events of a run."""

    def __init__(self, events: list[tuple[str, Event]], major: str) -> None:
        self._events, self.major = events, major

    def data(self, kind: str, task: str = "", **more: Any) -> list[Event]:
        """Those of a kind, of a task, and with certain fields."""
        wanted = {**({"task": task} if task else {}), **more}
        return [d for k, d in self._events if k == kind and all(d.get(f) == v for f, v in wanted.items())]

    def shape(self, task: str) -> Event:
        started = self.data("run.started")
        found: Event = started[0].get("tasks", {}).get(task, {}) if started else {}
        return found

    def lacks(self, kind: str, task: str = "", **more: Any) -> Iterator[str]:
        if not self.data(kind, task, **more):
            yield f"no {kind} of {task or 'the run'} with {more}; there are {self.data(kind, task)}"

    def differs(self, task: str, field: str, value: Any) -> Iterator[str]:
        if self.shape(task).get(field) != value:
            yield f"{field} of {task} is {self.shape(task).get(field)}, but {value} is right"

    def whole(self, *tasks: str) -> Iterator[str]:
        """The run and the tasks start and finish."""
        yield from self.lacks("run.started")
        yield from self.lacks("run.finished")
        for task in tasks:
            yield from self.lacks("task.started", task)
            yield from self.lacks("task.finished", task)


def chain(told: Told, address: Callable[[str], str]) -> Iterator[str]:
    yield from told.whole("first", "second", "third")
    for task, after in (("first", []), ("second", ["first"]), ("third", ["second"])):
        yield from told.differs(task, "calls", [address(task)])
        yield from told.differs(task, "after", after)


def scheduled(told: Told, address: Callable[[str], str]) -> Iterator[str]:
    """A run each minute; Airflow 2 names a run after the beginning of its minute, and starts it at the end of that."""
    yield from chain(told, address)
    minutes = 2 if told.major == "2" else 1
    for started in told.data("run.started"):
        due = datetime.fromisoformat(started["run"].removeprefix("scheduled__")) + timedelta(minutes=minutes)
        announced = started.get("next", "nothing").replace("Z", "+00:00")
        if announced != due.isoformat():
            yield f"{announced} is announced as the next run, but {due.isoformat()} is right"


def branch(told: Told, address: Callable[[str], str]) -> Iterator[str]:
    yield from told.whole("first", "choice", "way.right", "third")
    yield from told.differs("choice", "chooses", True)
    yield from told.differs("join", "passes", True)
    yield from told.differs("join", "rule", "none_failed_min_one_success")
    yield from told.lacks("task.finished", "choice", chosen=["way.right"])


def short_circuit(told: Told, address: Callable[[str], str]) -> Iterator[str]:
    yield from told.whole("gate")
    yield from told.lacks("task.finished", "gate", chosen=[])
    yield from told.lacks("task.skipped", "third")


def fanout(told: Told, address: Callable[[str], str]) -> Iterator[str]:
    yield from told.whole("make", "third")
    yield from told.differs("work", "mapped", True)
    yield from told.differs("work", "limit", 2)
    yield from told.differs("work", "calls", [address("work")])
    yield from told.lacks("task.finished", "make", widths={"work": 4})
    for instance in range(4):
        yield from told.lacks("task.started", "work", instance=instance)
        yield from told.lacks("task.finished", "work", instance=instance)


def retrying(told: Told, address: Callable[[str], str]) -> Iterator[str]:
    yield from told.whole("flaky", "third")
    yield from told.lacks("task.failed", "flaky", attempt=1, againAfter=5.0)
    yield from told.lacks("task.finished", "flaky", attempt=2)


def waits(told: Told, address: Callable[[str], str]) -> Iterator[str]:
    """A deferred task starts, is away, and starts again; Airflow 2.11 does not say the second, nor that a task skips itself."""
    yield from told.whole("deferred", "last")
    yield from told.differs("deferred", "calls", [address("first")])


def declined(told: Told, address: Callable[[str], str]) -> Iterator[str]:
    """All instances of a mapped task skip themselves; Airflow 2.11 does not say that a task does."""
    yield from told.whole("list")
    yield from told.lacks("task.finished", "list", widths={"work": 2})
    for instance in range(2):
        yield from told.lacks("task.started", "work", instance=instance)
        if told.major != "2":
            yield from told.lacks("task.skipped", "work", instance=instance)


RUN: dict[str, Callable[[Told, Callable[[str], str]], Iterator[str]]] = {
    "paper": chain,
    "scheduled": scheduled,
    "branch": branch,
    "short_circuit": short_circuit,
    "fanout": fanout,
    "retrying": retrying,
    "waits": waits,
    "declined": declined,
}
