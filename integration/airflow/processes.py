"""The processes of a measurement: Airflow's own, and the services that its DAGs call."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
import urllib.request
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

from installation import HERE, ROOT, Installation, NotAvailable, Postgres, free_port


def await_that(condition: Callable[[], Any], seconds: float, what: str, every: float = 0.2) -> Any:
    """What the condition gives once it is true; an error with the name of what was waited for if it does not become so."""
    until = time.monotonic() + seconds
    while True:
        try:
            if found := condition():
                return found
        except OSError:
            pass
        if time.monotonic() > until:
            raise TimeoutError(f"{what}: not within {seconds:.0f} s")
        time.sleep(every)


def get_json(url: str, **headers: str) -> Any:
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=10) as response:
        return json.load(response)


class Processes:
    """Processes that end together, with all that they started."""

    def __init__(self, logs: Path) -> None:
        self.logs = logs
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        logs.mkdir(parents=True, exist_ok=True)

    def start(self, name: str, command: list[str], env: Mapping[str, str], cwd: Path | None = None) -> None:
        with (self.logs / f"{name}.log").open("ab") as log:
            self._running[name] = subprocess.Popen(
                command, env=dict(env), cwd=cwd, stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.PIPE, start_new_session=True
            )

    def say(self, name: str, line: str) -> None:
        stdin = self._running[name].stdin
        assert stdin is not None
        stdin.write(line.encode() + b"\n")
        stdin.flush()

    def check(self) -> None:
        for name, process in self._running.items():
            if process.poll() is not None:
                raise RuntimeError(f"{name} has ended with {process.returncode}; see {self.logs / name}.log")

    def stop(self) -> None:
        for signum, patience in ((signal.SIGTERM, 15.0), (signal.SIGKILL, 5.0)):
            for process in self._running.values():
                try:
                    os.killpg(process.pid, signum)
                except ProcessLookupError:
                    pass
            until = time.monotonic() + patience
            while time.monotonic() < until and any(p.poll() is None for p in self._running.values()):
                time.sleep(0.1)
        self._running.clear()


SERVICES = {
    "first": (1, 3, 0),
    "second": (1, 7, 0),
    "third": (1, 5, 0),
    "left": (1, 2, 0),
    "right": (1, 2, 0),
    "work": (1, 3, 1),
    "flaky": (1, 2, 0),
}
"""Cold start and work in seconds, calls at a time of one instance (0: any number)."""


class Services:
    """MockKnative with the services that the DAGs call."""

    def __init__(self, processes: Processes, port: int, retention: float) -> None:
        self.port = port
        self.retention = retention
        jar = ROOT / "prewarm-simulator" / "target" / "prewarm-simulator.jar"
        if not jar.exists():
            raise NotAvailable(f"no {jar}; run: mvn -q -pl prewarm-simulator -am -DskipTests package")
        services = [f"{name}:{cold}:{work}:{at_a_time}" for name, (cold, work, at_a_time) in SERVICES.items()]
        java = ["java", "-cp", str(jar), str(HERE / "Services.java"), str(port), str(retention), *services]
        processes.start("services", java, os.environ)
        await_that(self.books, 180, "the services")

    def uri(self, name: str) -> str:
        return f"http://127.0.0.1:{self.port + 1 + list(SERVICES).index(name)}"

    def books(self) -> dict[str, dict[str, float]]:
        books: dict[str, dict[str, float]] = get_json(f"http://127.0.0.1:{self.port}/books")
        return books

    def await_cold(self) -> None:
        """Waits until no instance is left, so that the next run finds none."""
        await_that(lambda: not any(s["pods"] for s in self.books().values()), 120, "all services scaled to zero")


class Airflow:
    """A running Airflow with LocalExecutor, headless; what is not set here is as Airflow comes."""

    def __init__(self, installation: Installation, postgres: Postgres, work: Path, services: Services) -> None:
        self.installation = installation
        self.postgres = postgres
        self.home = work / f"home-{installation.major}"
        self.notes = self.home / "notes.jsonl"
        self.port = free_port()
        self.home.mkdir(parents=True, exist_ok=True)
        self.env = {
            **{k: v for k, v in os.environ.items() if not k.startswith("AIRFLOW")},
            "PATH": f"{installation.venv}/bin:{os.environ['PATH']}",
            "AIRFLOW_HOME": str(self.home),
            "AIRFLOW__CORE__DAGS_FOLDER": str(HERE / "dags"),
            "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
            "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
            "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": postgres.url(),
            "PREWARM_TEST_PORT": str(services.port),
            "PREWARM_TEST_NOTES": str(self.notes),
            **{f"AIRFLOW_CONN_KNATIVE_{name.upper()}": services.uri(name) for name in ("first", "second", "third")},
        }
        if installation.major == "3":
            self.env |= {
                "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS": "True",
                "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://127.0.0.1:{self.port}/execution/",
                "AIRFLOW__API__PORT": str(self.port),
                "AIRFLOW__API__WORKERS": "1",
                "AIRFLOW__API_AUTH__JWT_SECRET": "only-for-this-measurement-on-localhost-0123456789abcdef0123456789abcdef",
            }
        self.processes = Processes(self.home / "processes")

    def airflow(self, *arguments: str) -> None:
        command = [self.installation.program("airflow"), *arguments]
        done = subprocess.run(command, env=self.env, cwd=self.home, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode:
            raise RuntimeError(f"airflow {' '.join(arguments)}: {done.stdout[-3000:]}")

    def prepare(self) -> None:
        self.airflow("db", "migrate")
        self.airflow("pools", "set", "two", "2", "two at a time")

    def start(self, more: Mapping[str, str], dags: Collection[str]) -> None:
        """Starts it, and waits until it has read these DAGs."""
        env = {**self.env, **more}
        three = self.installation.major == "3"
        for name in ("api-server", "scheduler", "dag-processor", "triggerer") if three else ("scheduler", "triggerer"):
            self.processes.start(name, [self.installation.program("airflow"), name], env, self.home)
        if three:
            await_that(lambda: get_json(f"http://127.0.0.1:{self.port}/api/v2/version"), 600, "the API server")
        else:
            self.processes.start("trigger", [self.installation.program("python"), str(HERE / "trigger2.py")], env, self.home)
        read = f"select dag_id from dag where {'not is_stale' if three else 'is_active'}"
        await_that(lambda: {r[0] for r in self.postgres.query(read)} >= set(dags), 300, f"the DAGs {', '.join(dags)}", 1)
        fresh = "select count(*) from job where job_type='SchedulerJob' and state='running' and latest_heartbeat > now() - interval '10 s'"
        await_that(lambda: self._one(fresh) != "0", 600, "the scheduler", 1)
        self.postgres.query("update dag set is_paused = (dag_id = 'scheduled')")

    def stop(self) -> None:
        self.processes.stop()
        self.postgres.query("update dag set is_paused = true where dag_id = 'scheduled'")

    def _one(self, sql: str) -> str:
        found = self.postgres.query(sql)
        return found[0][0] if found else ""

    def trigger(self, dag: str, conf: Mapping[str, Any]) -> str:
        """Starts a run; its id."""
        run = f"measured-{time.time():.3f}"
        if self.installation.major == "2":
            self.processes.say("trigger", json.dumps([dag, run, conf]))
            return run
        token = get_json(f"http://127.0.0.1:{self.port}/auth/token")["access_token"]
        body = json.dumps({"dag_run_id": run, "logical_date": None, "conf": conf}).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/api/v2/dags/{dag}/dagRuns", data=body)
        request.add_header("Authorization", f"Bearer {token}")
        request.add_header("Content-Type", "application/json")
        urllib.request.urlopen(request, timeout=10).close()
        return run

    def history(self) -> list[dict[str, Any]] | None:
        """Past runs, as the package's script writes them; None for Airflow 2, whose API is not up here."""
        if self.installation.major == "2":
            return None
        out = self.home / "history.jsonl"
        token = get_json(f"http://127.0.0.1:{self.port}/auth/token")["access_token"]
        command = [self.installation.program("prewarm-airflow-history"), "--url", f"http://127.0.0.1:{self.port}", "--out", str(out)]
        subprocess.run(command, env={**self.env, "AIRFLOW_TOKEN": token}, check=True)
        return [json.loads(line) for line in out.read_text().splitlines()]

    def schedule(self, dag: str, on: bool) -> None:
        self.postgres.query(f"update dag set is_paused = {not on} where dag_id = '{dag}'")

    def runs(self, dag: str) -> list[str]:
        return [r[0] for r in self.postgres.query(f"select run_id from dag_run where dag_id='{dag}' order by id")]

    def await_run(self, dag: str, run: str, seconds: float = 240) -> dict[str, Any]:
        """State, and seconds from start to end, of a run that has ended."""

        def ended() -> list[str] | None:
            self.processes.check()
            sql = (
                "select state, extract(epoch from end_date - start_date), extract(epoch from start_date)"
                f" from dag_run where dag_id='{dag}' and run_id='{run}' and state in ('success', 'failed')"
            )
            found = self.postgres.query(sql)
            return found[0] if found else None

        state, lasted, started = await_that(ended, seconds, f"the run {run} of {dag}", 0.5)
        return {"state": state, "dagSeconds": round(float(lasted), 3), "startedAt": float(started)}

    def before_work(self, dag: str, run: str) -> list[float]:
        """Seconds from the start of each task, as Airflow has it, to the beginning of its first call: what happens in its process before its work."""
        sql = f"select task_id, map_index, extract(epoch from start_date) from task_instance where dag_id='{dag}' and run_id='{run}'"
        started = {(task, int(index)): float(at) for task, index, at in self.postgres.query(sql) if at}
        begun: dict[tuple[str, int], float] = {}
        for note in self.noted(dag, run):
            if note["what"] == "begins" and note["attempt"] == 1:
                begun.setdefault((note["task"], note["instance"]), note["at"])
        return [round(at - started[task], 3) for task, at in begun.items() if task in started and at > started[task]]

    def noted(self, dag: str, run: str) -> list[dict[str, Any]]:
        with self.notes.open() as file:
            return [n for n in map(json.loads, file) if n["dag"] == dag and n["run"] == run]
