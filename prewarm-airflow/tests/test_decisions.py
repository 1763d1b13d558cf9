"""What is told of what a finished or failed task has decided."""

from __future__ import annotations

import sys
from collections import namedtuple
from datetime import datetime, timedelta, timezone
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from fakes import Mapped, MapXComArg, PlainXComArg, Task, TaskInstance, ZipXComArg, dag


def decided(plugin: Any, task: Task, *others: Task, **xcoms: Any) -> Any:
    """The decisions of a task, given XComs by task: its return value, or {key: value}."""
    dag("d", task, *others)

    def read(task_id: str, key: str) -> Any:
        found = xcoms.get(task_id)
        if key == "skipmixin_key":
            return found
        return found

    return plugin.decisions(task, read)


def branch() -> tuple[Task, Task, Task, Task]:
    choice, left, right, end = Task("choice", inherits_from_skipmixin=True), Task("left"), Task("right"), Task("end")
    choice.then(left, right)
    left.then(end)
    right.then(end)
    return choice, left, right, end


def test_a_branch_says_who_follows(plugin: Any) -> None:
    assert decided(plugin, *branch(), choice={"followed": ["right"]}) == {"chosen": ["right"]}
    assert decided(plugin, *branch(), choice={"followed": []}) == {"chosen": []}


def test_only_those_directly_after_are_chosen(plugin: Any) -> None:
    assert decided(plugin, *branch(), choice={"followed": ["right", "end"]}) == {"chosen": ["right"]}


def test_a_short_circuit_that_opens_says_nothing_in_airflow(plugin: Any) -> None:
    assert decided(plugin, *branch(), choice=None) == {"chosen": ["left", "right"]}


def test_a_short_circuit_that_closes_says_who_is_skipped(plugin: Any) -> None:
    noted = {"skipped": ["left", "right", "end"]}
    assert decided(plugin, *branch(), choice=noted) == {"chosen": [], "skipped": ["end"]}


def test_the_width_of_what_is_mapped_over_the_result(plugin: Any) -> None:
    make = Task("make")
    work = Mapped("work", {"op_kwargs": PlainXComArg(make)})
    make.then(work)
    assert decided(plugin, make, work, make=[1, 2, 3]) == {"widths": {"work": 3}}
    assert decided(plugin, make, work, make={"a": 1}) == {"widths": {"work": 1}}
    assert decided(plugin, make, work, make=[]) == {"widths": {"work": 0}}


@pytest.mark.parametrize("value", [None, 7, "text"])
def test_what_has_no_length_tells_no_width(plugin: Any, value: Any) -> None:
    make = Task("make")
    make.then(work := Mapped("work", {"x": PlainXComArg(make)}))
    assert decided(plugin, make, work, make=value) == {}


def test_the_width_is_a_product_and_map_keeps_it(plugin: Any) -> None:
    make = Task("make")
    work = Mapped("work", {"x": MapXComArg(PlainXComArg(make)), "y": ["a", "b"]})
    make.then(work)
    assert decided(plugin, make, work, make=[1, 2, 3]) == {"widths": {"work": 6}}


def test_what_is_expanded_over_list_of_dicts(plugin: Any) -> None:
    make = Task("make")
    make.then(work := Mapped("work", PlainXComArg(make)))
    assert decided(plugin, make, work, make=[{}, {}]) == {"widths": {"work": 2}}


def test_another_input_that_is_not_there_yet(plugin: Any) -> None:
    make, other = Task("make"), Task("other")
    work = Mapped("work", {"x": PlainXComArg(make), "y": PlainXComArg(other)})
    make.then(work)
    other.then(work)
    assert decided(plugin, make, other, work, make=[1, 2]) == {}
    assert decided(plugin, make, other, work, make=[1, 2], other=[1, 2, 3]) == {"widths": {"work": 6}}


def test_a_chain_of_mapped_tasks_has_one_width(plugin: Any) -> None:
    make = Task("make")
    one = Mapped("one", {"x": PlainXComArg(make)})
    two = Mapped("two", {"x": PlainXComArg(one)})
    make.then(one).then(two)
    assert decided(plugin, make, one, two, make=[1, 2, 3]) == {"widths": {"one": 3, "two": 3}}


def test_zipped_inputs_are_not_guessed(plugin: Any) -> None:
    make = Task("make")
    make.then(work := Mapped("work", {"x": ZipXComArg()}))
    assert decided(plugin, make, work, make=[1, 2, 3]) == {}


def test_what_others_decide_is_not_told(plugin: Any) -> None:
    make, between = Task("make"), Task("between")
    work = Mapped("work", {"x": PlainXComArg(make)})
    make.then(between).then(work)
    make.then(work)
    reads: list[str] = []
    dag("d", make, between, work)

    def read(task_id: str, key: str) -> Any:
        reads.append(task_id)
        return [1]

    assert plugin.decisions(between, read) == {}


def test_an_instance_of_a_mapped_task_decides_no_width(plugin: Any) -> None:
    one = Mapped("one", {"x": [1, 2]})
    one.then(two := Mapped("two", {"x": PlainXComArg(one)}))
    assert decided(plugin, one, two, one=[1, 2]) == {}


class TestAgain:
    """When is the next attempt due?"""

    def again(self, plugin: Any, state: str = "up_for_retry", attempt: int = 1, **more: Any) -> Any:
        task = Task("t", retry_delay=timedelta(seconds=10), **more)
        dag("d", task)
        return plugin.again_after(TaskInstance(task, state=state, try_number=attempt))

    def test_after_the_delay(self, plugin: Any) -> None:
        assert self.again(plugin) == 10

    def test_never(self, plugin: Any) -> None:
        assert self.again(plugin, state="failed") is None

    def test_with_backoff_at_the_earliest(self, plugin: Any) -> None:
        assert self.again(plugin, attempt=3, retry_exponential_backoff=True) == 40
        assert self.again(plugin, attempt=3, retry_exponential_backoff=3.0) == 90
        assert self.again(plugin, attempt=3, retry_exponential_backoff=1.0) == 10
        assert self.again(plugin, attempt=3, retry_exponential_backoff=0) == 10

    def test_no_later_than_the_most(self, plugin: Any) -> None:
        capped = timedelta(seconds=25)
        assert self.again(plugin, attempt=3, retry_exponential_backoff=True, max_retry_delay=capped) == 25
        assert self.again(plugin, attempt=5000, retry_exponential_backoff=True) == 86_400


class TestNext:
    """When is the next run due?"""

    def due(self, plugin: Any, **more: Any) -> Any:
        at = datetime(2026, 11, 28, 19, tzinfo=timezone.utc)
        fields = {"is_paused": False, "next_dagrun_create_after": at, "next_dagrun_data_interval_end": at}
        return plugin.due(SimpleNamespace(**{**fields, **more}), lambda: at + timedelta(hours=1), (at, self.ended))

    ended = datetime(2026, 11, 28, 18, tzinfo=timezone.utc)
    """The end of the interval of the run that has begun."""

    def test_as_the_scheduler_has_it(self, plugin: Any) -> None:
        assert self.due(plugin) == "2026-11-28T19:00:00+00:00"
        assert self.due(plugin, next_dagrun_create_after=None) == "2026-11-28T19:00:00+00:00"

    def test_while_the_books_of_airflow_2_hold_the_run_that_has_begun(self, plugin: Any) -> None:
        self.ended = datetime(2026, 11, 28, 19, tzinfo=timezone.utc)
        assert self.due(plugin, next_dagrun_create_after=None) == "2026-11-28T20:00:00+00:00"
        assert self.due(plugin) == "2026-11-28T19:00:00+00:00"

    def test_after_which_run(self, plugin: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        timetables = ModuleType("airflow.timetables.base")
        monkeypatch.setattr(timetables, "DataInterval", namedtuple("DataInterval", "start end"), raising=False)
        monkeypatch.setitem(sys.modules, "airflow.timetables.base", timetables)
        timezones = ModuleType("airflow.utils.timezone")
        monkeypatch.setattr(timezones, "coerce_datetime", lambda at: at, raising=False)
        monkeypatch.setitem(sys.modules, "airflow.utils.timezone", timezones)
        infos = {(1, 2): SimpleNamespace(run_after=3), (2, 3): None}
        dag = SimpleNamespace(next_dagrun_info=lambda interval: infos[interval.start, interval.end])
        assert plugin.following(dag, (1, 2)) == 3
        assert plugin.following(dag, (2, 3)) is None

    def test_never(self, plugin: Any) -> None:
        assert self.due(plugin, next_dagrun_create_after=None, next_dagrun_data_interval_end=None) is None
        assert self.due(plugin, is_paused=True) is None
        assert plugin.due(None, lambda: None, (None, None)) is None
