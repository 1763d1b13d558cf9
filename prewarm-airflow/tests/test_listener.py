"""What Airflow's hooks tell, and that they never harm."""

from __future__ import annotations

import threading
import time
from types import SimpleNamespace
from typing import Any

import pytest
from fakes import Mapped, PlainXComArg, Task, TaskInstance, dag, dag_run
from receiver import Receiver


def told(plugin: Any, receiver: Receiver, valid: Any = None) -> list[tuple[str, dict[str, Any]]]:
    assert plugin._teller.join(10)
    for event in receiver.events:
        if valid is not None:
            valid.validate(event)
    return [(e["type"][len("dev.prewarm.") : -len(".v1")], e["data"]) for e in receiver.events]


@pytest.fixture(autouse=True)
def _no_database(plugin: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        plugin, "next_run", lambda dag_id, dag, interval: {"hourly": "2026-11-28T19:00:00+00:00"}.get(dag_id)
    )


def test_a_run(plugin: Any, receiver: Receiver, valid: Any) -> None:
    made = dag("hourly", Task("a", executor_config={"prewarm": "shop/a"}))
    plugin.on_dag_run_running(dag_run(made), "started")
    plugin.on_dag_run_success(dag_run(made), "done")
    plugin.on_dag_run_failed(dag_run(made), "done")
    ids = {"workflow": "hourly", "run": "manual__1"}
    tasks = {"a": {"after": [], "operator": "PythonOperator", "rule": "all_success", "calls": ["shop/a"]}}
    assert told(plugin, receiver, valid) == [
        ("run.started", {**ids, "tasks": tasks, "next": "2026-11-28T19:00:00+00:00"}),
        ("run.finished", ids),
        ("run.finished", {**ids, "failed": True}),
    ]


def test_a_run_without_a_timetable(plugin: Any, receiver: Receiver, valid: Any) -> None:
    plugin.on_dag_run_running(dag_run(dag("d")), "started")
    assert told(plugin, receiver, valid) == [("run.started", {"workflow": "d", "run": "manual__1", "tasks": {}})]


def test_a_task(plugin: Any, receiver: Receiver, valid: Any) -> None:
    task = Task("t", template_fields=("url",), url="http://a/b?c")
    dag("d", task)
    ti = TaskInstance(task, try_number=2, map_index=0)
    plugin.on_task_instance_running(None, ti)
    plugin.on_task_instance_success(None, ti)
    ids = {"workflow": "d", "run": "manual__1", "task": "t", "attempt": 2, "instance": 0}
    assert told(plugin, receiver, valid) == [("task.started", {**ids, "calls": ["http://a"]}), ("task.finished", ids)]


def test_a_task_whose_author_spoke_is_not_looked_into(plugin: Any, receiver: Receiver) -> None:
    task = Task("t", template_fields=("url",), url="http://a", executor_config={"prewarm": False})
    dag("d", task)
    plugin.on_task_instance_running(None, TaskInstance(task))
    assert told(plugin, receiver) == [
        ("task.started", {"workflow": "d", "run": "manual__1", "task": "t", "attempt": 1})
    ]


def test_what_an_operator_does_to_its_fields_when_it_works_is_not_told(
    plugin: Any, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PythonOperator replaces its op_kwargs by Airflow's whole context."""
    task = Task("t", template_fields=("op_kwargs",), op_kwargs={"url": "http://a"})
    dag("d", task)
    gate = threading.Event()
    send = plugin._teller._send
    monkeypatch.setattr(plugin._teller, "_send", lambda batch: gate.wait(10) and send(batch))
    plugin.on_task_instance_running(None, TaskInstance(task))
    task.op_kwargs = {"conf": "http://airflow.internal"}  # type: ignore[attr-defined]
    gate.set()
    assert told(plugin, receiver)[0][1]["calls"] == ["http://a"]


def test_a_failure(plugin: Any, receiver: Receiver, valid: Any) -> None:
    task = Task("t")
    dag("d", task)
    plugin.on_task_instance_failed(None, TaskInstance(task, state="up_for_retry"), RuntimeError("no"))
    plugin.on_task_instance_failed(None, TaskInstance(task, state="failed", try_number=2), None)
    ids = {"workflow": "d", "run": "manual__1", "task": "t"}
    assert told(plugin, receiver, valid) == [
        ("task.failed", {**ids, "attempt": 1, "againAfter": 300.0}),
        ("task.failed", {**ids, "attempt": 2}),
    ]


def test_a_skip(plugin: Any, receiver: Receiver, valid: Any) -> None:
    task = Task("t")
    dag("d", task)
    plugin.on_task_instance_skipped(None, TaskInstance(task))
    assert told(plugin, receiver, valid) == [("task.skipped", {"workflow": "d", "run": "manual__1", "task": "t"})]


def test_a_branch_and_a_width_come_with_the_end(plugin: Any, receiver: Receiver, valid: Any) -> None:
    choice, left, right = Task("choice", inherits_from_skipmixin=True), Task("left"), Task("right")
    choice.then(left, right)
    choice.then(work := Mapped("work", {"x": PlainXComArg(choice)}))
    dag("d", choice, left, right, work)
    xcoms = {("choice", "skipmixin_key"): {"followed": ["work"]}, ("choice", "return_value"): [1, 2]}
    ti = TaskInstance(choice, xcoms=xcoms)
    plugin.on_task_instance_running(None, ti)
    plugin.on_task_instance_success(None, ti)
    kind, data = told(plugin, receiver, valid)[-1]
    assert (kind, data["chosen"], data["widths"]) == ("task.finished", ["work"], {"work": 2})


def test_what_a_closed_gate_skips(plugin: Any, receiver: Receiver, valid: Any) -> None:
    gate, then, end = Task("gate", inherits_from_skipmixin=True), Task("then"), Task("end")
    gate.then(then).then(end)
    dag("d", gate, then, end)
    ti = TaskInstance(gate, xcoms={("gate", "skipmixin_key"): {"skipped": ["then", "end"]}})
    plugin.on_task_instance_running(None, ti)
    plugin.on_task_instance_success(None, ti)
    ids = {"workflow": "d", "run": "manual__1"}
    assert told(plugin, receiver, valid)[1:] == [
        ("task.finished", {**ids, "task": "gate", "attempt": 1, "chosen": []}),
        ("task.skipped", {**ids, "task": "end"}),
    ]


def test_a_run_that_a_task_starts_is_announced(plugin: Any, receiver: Receiver, valid: Any) -> None:
    task = Task("go", task_type="TriggerDagRunOperator", trigger_dag_id="child")
    dag("d", task)
    plugin.on_task_instance_running(None, TaskInstance(task))
    kind, data = told(plugin, receiver, valid)[-1]
    assert kind == "run.expected"
    assert (data["workflow"], data["key"]) == ("child", "d/manual__1/go")


@pytest.mark.parametrize("of", ["airflow.sdk.execution_time.task_runner", "airflow.models.taskinstance"])
def test_a_run_is_announced_once_although_its_task_is_deferred(
    plugin: Any, receiver: Receiver, valid: Any, monkeypatch: pytest.MonkeyPatch, of: str
) -> None:
    """Airflow 3's task process has heard from the API server that it goes on; Airflow 2's has it from the database."""
    monkeypatch.setattr(TaskInstance, "__module__", of)
    task = Task("go", task_type="TriggerDagRunOperator", trigger_dag_id="child")
    dag("d", task)
    for method in (None, "execute_complete"):
        said = SimpleNamespace(next_method=method)
        more = said.__dict__ if of == "airflow.models.taskinstance" else {"_ti_context_from_server": said}
        plugin.on_task_instance_running(None, TaskInstance(task, **more))
    kinds = [kind for kind, _ in told(plugin, receiver, valid)]
    assert kinds == ["task.started", "run.expected", "task.started"]


def test_what_is_off_is_not_told(plugin: Any, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRFLOW__PREWARM__DAGS", "-quiet")
    for made in (dag("quiet", Task("t")), dag("d", Task("t"), tags={"prewarm:off"})):
        ti = TaskInstance(made.tasks[0])
        plugin.on_dag_run_running(dag_run(made), "")
        plugin.on_task_instance_running(None, ti)
        plugin.on_task_instance_success(None, ti)
        plugin.on_task_instance_failed(None, ti, None)
        plugin.on_task_instance_skipped(None, ti)
        plugin.on_dag_run_success(dag_run(made), "")
    assert told(plugin, receiver) == []


class TestHarm:
    """Nothing that goes wrong here goes wrong in Airflow."""

    class Broken:
        """Raises whatever is asked of it."""

        def __getattribute__(self, name: str) -> Any:
            raise RuntimeError(f"no {name}")

    @pytest.mark.parametrize("make", [lambda: None, Broken], ids=["nothing", "broken"])
    def test_no_hook_raises(self, plugin: Any, receiver: Receiver, make: Any) -> None:
        thing = make()
        plugin.on_dag_run_running(thing, "")
        plugin.on_dag_run_success(thing, "")
        plugin.on_dag_run_failed(thing, "")
        plugin.on_task_instance_running(None, thing)
        plugin.on_task_instance_success(None, thing)
        plugin.on_task_instance_failed(None, thing, None)
        plugin.on_task_instance_skipped(None, thing)
        plugin.before_stopping(thing)

    def test_an_xcom_that_cannot_be_read(self, plugin: Any, receiver: Receiver) -> None:
        choice = Task("choice", inherits_from_skipmixin=True)
        dag("d", choice)
        ti = TaskInstance(choice, xcom_pull=None)
        plugin.on_task_instance_running(None, ti)
        plugin.on_task_instance_success(None, ti)
        assert [kind for kind, _ in told(plugin, receiver)] == ["task.started", "task.finished"]

    def test_the_network_is_left_to_another_thread(
        self, plugin: Any, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        import socket

        users: set[str] = set()
        connect = socket.create_connection

        def noting(*args: Any, **more: Any) -> socket.socket:
            users.add(threading.current_thread().name)
            return connect(*args, **more)

        monkeypatch.setattr(socket, "create_connection", noting)
        task = Task("t")
        made = dag("d", task)
        plugin.on_dag_run_running(dag_run(made), "")
        plugin.on_task_instance_running(None, TaskInstance(task))
        plugin.on_task_instance_success(None, TaskInstance(task))
        plugin.on_dag_run_success(dag_run(made), "")
        assert len(told(plugin, receiver)) == 4
        assert users == {"prewarm"}

    def test_before_the_work_nothing_is_waited_for(self, plugin: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        gate = threading.Event()
        monkeypatch.setattr(plugin._teller, "_send", lambda batch: gate.wait(30))
        monkeypatch.setattr(plugin._teller, "join", lambda seconds: pytest.fail("waits before the work"))
        task = Task("t")
        dag("d", task)
        plugin.on_task_instance_running(None, TaskInstance(task))
        assert not gate.is_set()
        gate.set()

    def waits(self, plugin: Any, monkeypatch: pytest.MonkeyPatch) -> list[float]:
        """How long is waited for, on a clock that goes on only by waiting in vain."""
        now, waited = [100.0], []

        def join(seconds: float) -> bool:
            waited.append(round(seconds, 3))
            now[0] += seconds
            return False

        monkeypatch.setattr(time, "monotonic", lambda: now[0])
        monkeypatch.setattr(plugin._teller, "join", join)
        return waited

    def test_after_it_half_a_second_in_all(
        self, plugin: Any, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        waited = self.waits(plugin, monkeypatch)
        task = Task("t")
        dag("d", task)
        for attempt in (1, 2):
            ti = TaskInstance(task, try_number=attempt)
            plugin.on_task_instance_running(None, ti)
            plugin.on_task_instance_success(None, ti)
            plugin.before_stopping(None)
        assert waited == [0.5, 0.0, 0.5, 0.0]

    def test_a_deferred_task_is_told_before_its_process_ends(
        self, plugin: Any, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        waited = self.waits(plugin, monkeypatch)
        task = Task("t")
        dag("d", task)
        plugin.on_task_instance_running(None, TaskInstance(task))
        plugin.before_stopping(None)
        assert waited == [0.5]

    def test_schedulers_and_api_servers_do_not_wait(
        self, plugin: Any, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """They tell of tasks that they do not run: zombies, and what users mark as done."""
        waited = self.waits(plugin, monkeypatch)
        task = Task("t", inherits_from_skipmixin=True)
        made = dag("d", task)
        ti = TaskInstance(task, xcom_pull=lambda **_: pytest.fail("asks for another's XCom"))
        plugin.on_task_instance_failed(None, ti, None)
        plugin.on_task_instance_success(None, ti)
        plugin.on_task_instance_skipped(None, ti)
        plugin.on_dag_run_success(dag_run(made), "")
        assert waited == []

    def test_what_is_known_of_a_secret_is_not_told(self, plugin: Any, receiver: Receiver) -> None:
        task = Task(
            "t",
            template_fields=("op_kwargs", "env"),
            op_kwargs={"url": "https://user:hunter2@a.shop/hunter2?k=hunter2", "password": "hunter2"},
            env={"TOKEN": "hunter2"},
            python_callable=lambda: "hunter2",
        )
        made = dag("d", task)
        ti = TaskInstance(task)
        plugin.on_dag_run_running(dag_run(made), "")
        plugin.on_task_instance_running(None, ti)
        plugin.on_task_instance_failed(None, ti, RuntimeError("hunter2"))
        assert len(told(plugin, receiver)) == 3
        assert "hunter2" not in repr(receiver.requests)
        assert "https://a.shop" in repr(receiver.requests)
