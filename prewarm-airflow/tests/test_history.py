"""What is written of past runs, asked of an API that answers as Airflow's does."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from fakes import SOURCES, WHICH_DAGS

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
        self.instead: bytes | None = None
        """What is sent before the connection is closed, to whatever is asked."""

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
            if made.instead is not None:
                self.wfile.write(made.instead)
                return
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
    history.write(history.History(api, "test", connections), dags, 36_500, runs, out, lambda line: None)
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


NEVER_RAN = [
    ("upstream_failed", 0, None),
    ("upstream_failed", 1, "worker-1"),  # cleared, and not come to its turn again
    ("removed", 0, None),
    ("removed", 1, "worker-1"),
    ("success", 0, None),  # set by hand
    ("failed", 0, None),
    ("success", 1, ""),  # set by hand while it was queued
    ("failed", 1, None),
    (None, 1, "worker-1"),  # cleared, and its run was not
    ("queued", 2, "worker-1"),
]


@pytest.mark.parametrize(("state", "number", "host"), NEVER_RAN)
def test_what_never_ran_is_no_call(airflow: Airflow, state: str, number: int, host: str | None) -> None:
    never = ti("b", "00:04", "00:04", state, try_number=number, hostname=host)
    airflow.put("dags/d/dagRuns/manual__0/taskInstances/b/tries", "task_instances", never)
    one_run(airflow, [task("a", "b"), task("b")], ti("a", "00:01", "00:04", hostname="worker-1"), never)
    assert [(kind, d["task"]) for kind, _, d in told(written(airflow))[1:-1]] == [
        ("task.started", "a"),
        ("task.finished", "a"),
    ]


@pytest.mark.parametrize(("start", "host"), [("00:03.99", ""), ("00:04", "worker-1")])
def test_what_was_quick_or_worked_for_by_a_trigger_ran(airflow: Airflow, start: str, host: str) -> None:
    one_run(airflow, [task("a")], ti("a", start, "00:04", hostname=host))
    assert [kind for kind, _, _ in told(written(airflow))[1:-1]] == ["task.started", "task.finished"]


def test_what_was_skipped_without_an_attempt_is_told_so(airflow: Airflow) -> None:
    one_run(airflow, [task("a")], ti("a", "00:04", "00:04", "skipped", try_number=0))
    assert told(written(airflow))[1:-1] == [("task.skipped", "00:04", {"task": "a"})]


def test_an_attempt_before_one_that_never_ran(airflow: Airflow) -> None:
    by_hand = ti("a", "00:20", "00:20", try_number=2, hostname="")
    first = ti("a", "00:01", "00:04", state="failed", hostname="worker-1")
    airflow.put("dags/d/dagRuns/manual__0/taskInstances/a/tries", "task_instances", first, by_hand)
    one_run(airflow, [task("a")], by_hand)
    assert told(written(airflow))[1:-1] == [
        ("task.started", "00:01", {"task": "a", "attempt": 1}),
        ("task.failed", "00:04", {"task": "a", "attempt": 1}),
    ]


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


@pytest.mark.parametrize(("dags", "dag", "wanted"), WHICH_DAGS)
def test_which_dags(dags: str, dag: str, wanted: bool) -> None:
    assert history.wants(dags, dag) is wanted


@pytest.mark.parametrize(("name", "uri"), SOURCES)
def test_a_source_is_a_uri(airflow: Airflow, name: str, uri: str) -> None:
    one_run(airflow, [task("a")])
    events = history.History(history.Api(airflow.url), name).events("d", history.instant("2026-11-01T00:00:00Z"), 9)  # type: ignore[attr-defined]
    assert {e["source"] for e in events} == {uri}


class TestCommand:
    """The command line: what it writes, and that whoever makes a mistake reads one sentence."""

    def run(self, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> None:
        monkeypatch.setattr(sys, "argv", ["prewarm-airflow-history", *arguments])
        history.main()

    def refused(self, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> str:
        """The sentence with which it ends; Python writes it to stderr, and exits with 1."""
        with pytest.raises(SystemExit) as end:
            self.run(monkeypatch, *arguments)
        assert isinstance(end.value.code, str)
        assert "\n" not in end.value.code
        return end.value.code

    @pytest.fixture(autouse=True)
    def _environment(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in ("AIRFLOW_TOKEN", "AIRFLOW_USER"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("AIRFLOW_PASSWORD", "hunter2")

    def test_a_file(self, airflow: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: Any) -> None:
        one_run(airflow, [task("a")], ti("a", "00:01", "00:04"))
        airflow.put("dags", "dags", {"dag_id": "d"}, {"dag_id": "d_test"})
        out = tmp_path / "history.jsonl"
        self.run(monkeypatch, "--url", airflow.url, "--dags", "d*,-d_test", "--out", str(out))
        assert [json.loads(line)["data"]["workflow"] for line in out.read_text().splitlines()] == ["d"] * 4
        assert capsys.readouterr().err == "d: 4 events\n"

    def test_standard_output(self, airflow: Any, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
        one_run(airflow, [task("a")], ti("a", "00:01", "00:04"))
        self.run(monkeypatch, "--url", airflow.url, "--days", "36500", "--runs", "1")
        assert len(capsys.readouterr().out.splitlines()) == 4

    @pytest.mark.parametrize(
        "url",
        [
            "127.0.0.1:8080",
            "ftp://airflow",
            "http://",
            "http://127.0.0.1:18931x",
            "http://127.0.0.1:99999",
            "http://127.0.0.1:0",
            "http://[bad",
            "http://a..b",
            "http://a b",
            "http://a/b c",
            "http://a/\u20ac",
            "http://u:p@a",
        ],
    )
    def test_a_url_that_is_none(self, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
        assert (
            self.refused(monkeypatch, "--url", url) == f"--url {url!r}: http://host:port or https://host:port is needed"
        )

    @pytest.mark.parametrize("days", ["nan", "inf", "1e9", "36501", "0", "-1", "many"])
    def test_days_that_cannot_be(self, monkeypatch: pytest.MonkeyPatch, days: str) -> None:
        said = self.refused(monkeypatch, "--url", "http://127.0.0.1:1", f"--days={days}")
        assert said == f"--days {days}: a number above 0, up to 36500, is needed"

    @pytest.mark.parametrize("runs", ["0", "-1", "1.5", "all"])
    def test_runs_that_cannot_be(self, monkeypatch: pytest.MonkeyPatch, runs: str) -> None:
        said = self.refused(monkeypatch, "--url", "http://127.0.0.1:1", f"--runs={runs}")
        assert said == f"--runs {runs}: a whole number, at least 1, is needed"

    @pytest.mark.parametrize("user", [[], ["--user", "u"]], ids=["nobody", "user"])
    def test_nobody_there(self, monkeypatch: pytest.MonkeyPatch, user: list[str]) -> None:
        said = self.refused(monkeypatch, "--url", "http://127.0.0.1:1", *user)
        assert said.startswith("http://127.0.0.1:1/")
        assert said.endswith("Connection refused")

    @pytest.mark.parametrize("user", [[], ["--user", "u"]], ids=["nobody", "user"])
    @pytest.mark.parametrize(
        ("instead", "why"),
        [
            (b"", "Remote end closed connection without response"),
            (b"SSH-2.0-OpenSSH_9.2\r\n", "SSH-2.0-OpenSSH_9.2"),
            (b"HTTP/1.0 200 OK\r\nContent-Length: 9\r\n\r\n{", "IncompleteRead(1 bytes read, 8 more expected)"),
            (b"HTTP/1.0 200 OK\r\n\r\n<html>Sign in</html>", "what answers there is not Airflow's REST API"),
            (b"HTTP/1.0 200 OK\r\n\r\n\xff", "what answers there is not Airflow's REST API"),
            (b"HTTP/1.0 200 OK\r\n\r\n[]", "what answers there is not Airflow's REST API"),
            (b"HTTP/1.0 200 OK\r\n\r\n{}", "there are no dags in the answer"),
            (b"HTTP/1.0 403 Forbidden\r\n\r\n", "403 Forbidden; set AIRFLOW_TOKEN, or --user and AIRFLOW_PASSWORD"),
            (b"HTTP/1.0 500 Oops\r\n\r\n", "500 Oops"),
        ],
    )
    def test_no_airflow_there(
        self, airflow: Any, monkeypatch: pytest.MonkeyPatch, instead: bytes, why: str, user: list[str]
    ) -> None:
        airflow.instead = instead
        said = self.refused(monkeypatch, "--url", airflow.url, *user)
        assert said.startswith(airflow.url)
        assert why in said

    @pytest.mark.parametrize("token", ["geheim\u20ac", "geheim\n", 7, None])
    def test_a_token_of_the_server_that_cannot_be_sent(
        self, airflow: Any, monkeypatch: pytest.MonkeyPatch, token: Any
    ) -> None:
        airflow.answers["/auth/token"] = {"access_token": token}
        airflow.put("dags", "dags")
        self.run(monkeypatch, "--url", airflow.url, "--user", "u")
        assert airflow.authorization == "Basic dTpodW50ZXIy"

    def test_a_file_that_cannot_be_written(self, airflow: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        out = tmp_path / "nonexistent" / "x"
        said = self.refused(monkeypatch, "--url", airflow.url, "--out", str(out))
        assert said == f"--out {out}: No such file or directory"

    def test_what_was_read_before_an_error_is_written(
        self, airflow: Any, monkeypatch: pytest.MonkeyPatch, capfd: Any
    ) -> None:
        one_run(airflow, [task("a")], ti("a", "00:01", "00:04"))
        airflow.put("dags", "dags", {"dag_id": "d"}, {"dag_id": "gone"})
        said = self.refused(monkeypatch, "--url", airflow.url)
        assert said.endswith(": 404 Not Found")
        assert len(capfd.readouterr().out.splitlines()) == 4

    def test_nobody_reads_on(self, airflow: Any) -> None:
        one_run(airflow, [task("a")], ti("a", "00:01", "00:04"))
        read, write = os.pipe()
        os.close(read)
        command = [sys.executable, history.__file__, "--url", airflow.url, "--days", "36500"]
        buffered = {**os.environ, "PYTHONUNBUFFERED": ""}
        ended = subprocess.run(command, stdout=write, stderr=subprocess.PIPE, text=True, env=buffered)
        os.close(write)
        assert ended.returncode == 1
        assert ended.stderr == "d: 4 events\n--out -: Broken pipe\n"
