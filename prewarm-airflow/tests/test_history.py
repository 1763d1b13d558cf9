"""What is written of past runs, asked of an API that answers as Airflow's does."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

import prewarm_airflow_history as history


def ti(task: str, start: str | None, end: str | None, state: str = "success", **more: Any) -> dict[str, Any]:
    day = "2026-11-28T18:"
    times = {"start_date": start and f"{day}{start}Z", "end_date": end and f"{day}{end}Z"}
    return {"task_id": task, "state": state, "try_number": 1, "map_index": -1, **times, **more}


def run(number: int, state: str = "success") -> dict[str, Any]:
    start, end = f"2026-11-28T18:{number:02}:00Z", f"2026-11-28T18:{number:02}:30Z"
    return {"dag_run_id": f"manual__{number}", "state": state, "start_date": start, "end_date": end}


def task(task_id: str, *downstream: str, **more: Any) -> dict[str, Any]:
    shape = {"task_id": task_id, "downstream_task_ids": list(downstream), "trigger_rule": "all_success"}
    return {**shape, "operator_name": "PythonOperator", "is_mapped": False, **more}


class Airflow:
    """An API server with what is put into it; pages have two entries."""

    def __init__(self) -> None:
        self.version = "v2"
        self.answers: dict[str, Any] = {"version": {"version": "3.3.2"}}
        self.asked: list[str] = []
        self.authorization = ""

    def put(self, path: str, key: str, *entries: Any) -> None:
        self.answers[path] = {key: list(entries), "total_entries": len(entries)}

    def answer(self, path: str, query: dict[str, list[str]]) -> Any:
        self.asked.append(path)
        prefix = f"/api/{self.version}/"
        found = self.answers.get(path.removeprefix(prefix)) if path.startswith(prefix) else None
        if found is None or "limit" not in query:
            return found
        offset = int(query["offset"][0])
        return {k: v[offset : offset + 2] if isinstance(v, list) else v for k, v in found.items()}


@pytest.fixture
def airflow() -> Iterator[Airflow]:
    made = Airflow()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            url = urlsplit(self.path)
            made.authorization = self.headers.get("Authorization", "")
            self.reply(made.answer(unquote(url.path), parse_qs(url.query)))

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.reply(made.answers.get(self.path))

        def reply(self, content: Any) -> None:
            body = json.dumps(content).encode()
            self.send_response(404 if content is None else 200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    made.url = f"http://127.0.0.1:{server.server_port}"  # type: ignore[attr-defined]
    yield made
    server.shutdown()
    server.server_close()


def written(airflow: Airflow, connections: bool = False, dags: str = "*", runs: int = 200) -> list[dict[str, Any]]:
    api = history.Api(airflow.url)  # type: ignore[attr-defined]
    api.find_version()
    out = io.StringIO()
    history.write(history.History(api, "test", connections), [dags], 36_500, runs, out, lambda line: None)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def told(events: list[dict[str, Any]]) -> list[tuple[str, str, dict[str, Any]]]:
    """Kind, minute and second, and what else than workflow and run is in it."""
    return [
        (
            e["type"][len("dev.prewarm.") : -len(".v1")],
            e["time"][14:19],
            {k: v for k, v in e["data"].items() if k not in ("workflow", "run")},
        )
        for e in events
    ]


def one_run(airflow: Airflow, tasks: list[dict[str, Any]], *instances: dict[str, Any], state: str = "success") -> None:
    airflow.put("dags", "dags", {"dag_id": "d"})
    airflow.put("dags/d/tasks", "tasks", *tasks)
    airflow.put("dags/d/dagRuns", "dag_runs", run(0, state))
    airflow.put("dags/d/dagRuns/manual__0/taskInstances", "task_instances", *instances)


def test_a_chain(airflow: Airflow, valid: Any) -> None:
    fields: dict[str, Any] = {"rendered_fields": {"op_kwargs": {"url": "https://u:secret@b.shop/secret?x"}}}
    tasks = [task("a", "b"), task("b", "c"), task("c")]
    one_run(airflow, tasks, ti("a", "00:01", "00:04"), ti("b", "00:05", "00:09", **fields), ti("c", "00:10", "00:12"))
    events = written(airflow)
    for event in events:
        valid.validate(event)
        assert event["source"] == "test"
    shape = {
        "a": {"after": [], "operator": "PythonOperator", "rule": "all_success"},
        "b": {"after": ["a"], "operator": "PythonOperator", "rule": "all_success", "calls": ["https://b.shop"]},
        "c": {"after": ["b"], "operator": "PythonOperator", "rule": "all_success"},
    }
    assert told(events) == [
        ("run.started", "00:00", {"tasks": shape}),
        ("task.started", "00:01", {"task": "a", "attempt": 1}),
        ("task.finished", "00:04", {"task": "a", "attempt": 1}),
        ("task.started", "00:05", {"task": "b", "attempt": 1}),
        ("task.finished", "00:09", {"task": "b", "attempt": 1}),
        ("task.started", "00:10", {"task": "c", "attempt": 1}),
        ("task.finished", "00:12", {"task": "c", "attempt": 1}),
        ("run.finished", "00:30", {}),
    ]
    assert "secret" not in json.dumps(events)


def test_a_retry_comes_with_its_attempts(airflow: Airflow, valid: Any) -> None:
    one_run(airflow, [task("a")], ti("a", "00:16", "00:18", try_number=2))
    first = ti("a", "00:01", "00:04", state="failed")
    path = "dags/d/dagRuns/manual__0/taskInstances/a/tries"
    airflow.put(path, "task_instances", first, ti("a", "00:16", "00:18", try_number=2))
    events = written(airflow)
    for event in events:
        valid.validate(event)
    assert told(events)[1:-1] == [
        ("task.started", "00:01", {"task": "a", "attempt": 1}),
        ("task.failed", "00:04", {"task": "a", "attempt": 1, "againAfter": 12.0}),
        ("task.started", "00:16", {"task": "a", "attempt": 2}),
        ("task.finished", "00:18", {"task": "a", "attempt": 2}),
    ]


def test_instances_and_their_attempts(airflow: Airflow) -> None:
    instances = [ti("m", f"00:0{i}", "00:09", map_index=i) for i in range(2)]
    instances.append(ti("m", "00:20", "00:22", map_index=2, try_number=2))
    one_run(airflow, [task("m", is_mapped=True)], *instances)
    path = "dags/d/dagRuns/manual__0/taskInstances/m/2/tries"
    airflow.put(path, "task_instances", ti("m", "00:02", "00:03", state="failed", map_index=2))
    events = told(written(airflow))
    assert events[0][2]["tasks"]["m"]["mapped"] is True
    starts = [(d["instance"], d["attempt"]) for kind, _, d in events if kind == "task.started"]
    assert starts == [(0, 1), (1, 1), (2, 1), (2, 2)]


def test_skips_and_what_passes(airflow: Airflow) -> None:
    tasks = [
        task("choice", "left", "right", operator_name="BranchPythonOperator"),
        task("left", "join"),
        task("right", "join"),
        task("join", operator_name="EmptyOperator"),
    ]
    skipped = ti("right", None, "00:05", state="skipped")
    one_run(
        airflow, tasks, ti("choice", "00:01", "00:02"), ti("left", "00:05", "00:07"), skipped, ti("join", None, None)
    )
    events = told(written(airflow))
    assert events[0][2]["tasks"]["choice"]["chooses"] is True
    assert events[0][2]["tasks"]["join"]["passes"] is True
    assert ("task.skipped", "00:05", {"task": "right"}) in events
    assert not [d for kind, _, d in events if kind.startswith("task.") and d["task"] == "join"]


def test_a_run_that_failed(airflow: Airflow) -> None:
    one_run(airflow, [task("a")], ti("a", "00:01", "00:04", state="failed"), state="failed")
    assert told(written(airflow))[-1] == ("run.finished", "00:30", {"failed": True})


def test_a_run_that_goes_on_is_left_out(airflow: Airflow) -> None:
    one_run(airflow, [task("a")], state="running")
    assert written(airflow) == []


def test_runs_come_in_the_order_of_time_and_pages_are_turned(airflow: Airflow) -> None:
    airflow.put("dags", "dags", *({"dag_id": d} for d in ("a", "b", "c_1", "c_2")))
    for dag in ("a", "b", "c_1", "c_2"):
        airflow.put(f"dags/{dag}/tasks", "tasks", task("t"))
        airflow.put(f"dags/{dag}/dagRuns", "dag_runs", *(run(n) for n in (4, 3, 2, 1, 0)))
        for n in range(5):
            airflow.put(f"dags/{dag}/dagRuns/manual__{n}/taskInstances", "task_instances")
    starts = [(e["data"]["workflow"], e["data"]["run"]) for e in written(airflow, dags="c_*", runs=3)][::2]
    assert starts == [(dag, f"manual__{n}") for dag in ("c_1", "c_2") for n in (2, 3, 4)]


def test_connections_only_if_asked_for(airflow: Airflow) -> None:
    fields: dict[str, Any] = {"rendered_fields": {"http_conn_id": "api", "endpoint": "/"}}
    one_run(airflow, [task("a")], ti("a", "00:01", "00:04", **fields))
    said = {
        "connection_id": "api",
        "conn_type": "http",
        "host": "api.shop",
        "port": 8080,
        "login": "u",
        "password": "***",
    }
    airflow.answers["connections/api"] = said
    assert "calls" not in told(written(airflow))[0][2]["tasks"]["a"]
    assert not [path for path in airflow.asked if "connections" in path]
    assert told(written(airflow, connections=True))[0][2]["tasks"]["a"]["calls"] == ["http://api.shop:8080"]


def test_airflow_2_has_version_1(airflow: Airflow) -> None:
    airflow.version = "v1"
    plain = {"class_ref": {"class_name": "PythonOperator"}, "operator_name": None}
    one_run(airflow, [task("a", **plain)], ti("a", "00:01", "00:04"))
    assert told(written(airflow))[0][2]["tasks"]["a"]["operator"] == "PythonOperator"


def test_a_token_that_cannot_be_sent_is_not_shown() -> None:
    with pytest.raises(SystemExit) as end:
        history.Api("http://127.0.0.1:1", "geheim\nx")
    assert str(end.value) == "AIRFLOW_TOKEN has other than printable ASCII characters"


def test_a_user_becomes_a_token_or_is_sent_along(airflow: Airflow) -> None:
    airflow.answers["/auth/token"] = {"access_token": "abc"}
    history.Api(airflow.url, user="u", password="p").find_version()  # type: ignore[attr-defined]
    assert airflow.authorization == "Bearer abc"
    del airflow.answers["/auth/token"]
    history.Api(airflow.url, user="u", password="p").find_version()  # type: ignore[attr-defined]
    assert airflow.authorization == "Basic dTpw"
