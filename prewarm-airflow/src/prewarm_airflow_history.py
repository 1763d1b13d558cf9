"""Writes what Airflow remembers of past runs as a journal: for `advise --history`, before anything is installed.

Asks Airflow's REST API (version 2 of Airflow 3, version 1 of Airflow 2.11) for DAGs, their tasks, runs and task
instances with their attempts, and writes the events that the plugin would have sent, one a line (docs/events.md).
It changes nothing, and needs the standard library alone.

What Airflow does not remember is not there: which services tasks called, unless it shows in their rendered fields or
the connections of HttpOperators may be read (--connections); which way a branch decided, but for what was skipped. A
task's start is when its process began, some tenths of a second before its work. What never ran (a task before it has
failed, or somebody set its state by hand) has no event: it was no call, and what came after it tells the rest.
"""

from __future__ import annotations

import argparse
import base64
import fnmatch
import http.client
import json
import os
import re
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from typing import Any, TextIO

Json = dict[str, Any]

PAGE = 100
MOST_DAYS = 36_500
ENDED = ("success", "failed")
ATTEMPTED = ("success", "failed", "up_for_retry")
PASSING = ("EmptyOperator", "DummyOperator")
CHOOSING = re.compile(r"Branch|ShortCircuit|LatestOnly")


class Unanswered(Exception):
    """Why a request has no answer that can be read, in a sentence."""


class Refused(Unanswered):
    """The server's status, which is an error."""

    def __init__(self, error: urllib.error.HTTPError) -> None:
        super().__init__(f"{error.url}: {error.code} {error.reason}")
        self.code = error.code


class NotJson(Unanswered):
    """What has answered is no REST API; often it is a login page."""


class Api:
    """Airflow's REST API, read only."""

    def __init__(self, url: str, token: str = "", user: str = "", password: str = "", timeout: float = 30) -> None:
        if not usable(url):
            raise SystemExit(f"--url {url!r}: http://host:port or https://host:port is needed")
        self._url = url.rstrip("/")
        self._timeout = timeout
        self._headers = {"Accept": "application/json"}
        if not (token.isascii() and token.isprintable()):  # what cannot be sent would be quoted in an exception
            raise SystemExit("AIRFLOW_TOKEN has other than printable ASCII characters")
        if token:
            self._headers["Authorization"] = f"Bearer {token}"
        self._version = "v2"
        if user and not token:
            self._log_in(user, password)

    def _log_in(self, user: str, password: str) -> None:
        """Airflow 3 gives a token for a password; Airflow 2 takes the password with each request."""
        body = json.dumps({"username": user, "password": password}).encode()
        headers = {**self._headers, "Content-Type": "application/json"}
        try:
            token = self._open(urllib.request.Request(f"{self._url}/auth/token", body, headers)).get("access_token")
        except (Refused, NotJson):
            token = None
        if isinstance(token, str) and token.isascii() and token.isprintable():
            self._headers["Authorization"] = f"Bearer {token}"
        else:
            basic = base64.b64encode(f"{user}:{password}".encode()).decode()
            self._headers["Authorization"] = f"Basic {basic}"

    def _open(self, request: urllib.request.Request) -> Json:
        try:
            with urllib.request.urlopen(request, timeout=self._timeout) as response:
                text = response.read()
        except urllib.error.HTTPError as e:
            raise Refused(e) from e
        except (OSError, http.client.HTTPException) as e:
            why = str(getattr(e, "reason", e)) or type(e).__name__
            raise Unanswered(f"{request.full_url}: {' '.join(why.split())}") from e
        try:
            found = json.loads(text)
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise NotJson(f"{request.full_url}: what answers there is not Airflow's REST API, or asks for a login")
        return found

    def find_version(self) -> None:
        try:
            self.get("version")
        except Refused as e:
            if e.code != 404:
                raise
            self._version = "v1"
            self.get("version")

    def get(self, path: str, **query: Any) -> Json:
        url = f"{self._url}/api/{self._version}/{path}"
        if query:
            url += "?" + urllib.parse.urlencode(query)
        return self._open(urllib.request.Request(url, headers=self._headers))

    def all(self, path: str, key: str, **query: Any) -> Iterator[Json]:
        offset = 0
        while True:
            page = self.get(path, limit=PAGE, offset=offset, **query)
            found = page.get(key)
            if not isinstance(found, list):
                raise Unanswered(f"{self._url}/api/{self._version}/{path}: there are no {key} in the answer")
            yield from found
            offset += len(found)
            if not found or offset >= page.get("total_entries", 0):
                return


def usable(url: str) -> bool:
    """Whether requests can be sent below it: it has scheme and host, no user, if a port a real one, a path of ASCII."""
    try:
        parts = urllib.parse.urlsplit(url)
        host = (parts.hostname or "").encode("idna")
        sendable = parts.username is None and parts.path.isascii() and not re.search(r"[\x00-\x20\x7f]", url)
        return parts.scheme in ("http", "https") and bool(host) and parts.port != 0 and sendable
    except ValueError:  # a port that is no number or too high, a host that is no name
        return False


# What may stand in a URI without being percent-encoded, but for what separates its parts.
CHARACTER = r"[A-Za-z0-9._~!$&'()*+,;=:@-]"
URI = re.compile(
    rf"(?:[A-Za-z][A-Za-z0-9+.-]*:(?=[^#])|(?![^/?#]*:))"
    rf"(?://{CHARACTER}+(?:/(?:{CHARACTER}|/)*)?|(?!//)(?:{CHARACTER}|/)*)"
    rf"(?:\?(?:{CHARACTER}|[/?])*)?(?:#(?:{CHARACTER}|[/?])*)?"
)


def uri(name: str) -> str:
    """The URI reference of a source's name, which may be any text: itself if it is one, else percent-encoded."""
    return name if URI.fullmatch(name) else urllib.parse.quote(name, safe="", errors="replace")


def wants(dags: str, dag_id: str) -> bool:
    """Whether a DAG is meant by globs separated by commas, as in the plugin's setting of that name."""
    globs = [g.strip() for g in dags.split(",") if g.strip()]
    without = [g[1:] for g in globs if g.startswith("-")]
    only = [g for g in globs if not g.startswith("-")] or ["*"]
    return any(fnmatch.fnmatchcase(dag_id, g) for g in only) and not any(
        fnmatch.fnmatchcase(dag_id, g) for g in without
    )


def quoted(name: str) -> str:
    return urllib.parse.quote(name, safe="")


class History:
    """The events of a DAG's past runs."""

    def __init__(self, api: Api, source: str = "airflow", connections: bool = False) -> None:
        self._api = api
        self._source = uri(source)
        self._connections = connections
        self._known: dict[str, str | None] = {}

    def dags(self, dags: str) -> list[str]:
        return [d["dag_id"] for d in self._api.all("dags", "dags") if wants(dags, d["dag_id"])]

    def events(self, dag: str, since: datetime, most: int) -> Iterator[Json]:
        """Those of the DAG's runs that ended, the latest ones, in the order of time."""
        found = []
        runs = self._api.all(
            f"dags/{quoted(dag)}/dagRuns", "dag_runs", start_date_gte=since.isoformat(), order_by="-start_date"
        )
        tasks: Json | None = None
        for run in runs:
            if run["state"] in ENDED and run["start_date"] and run["end_date"]:
                attempts = self._attempts(dag, run["dag_run_id"])
                tasks = tasks if tasks is not None else self._shape(dag, attempts)
                found.append(list(self._run(dag, run, tasks, attempts)))
                if len(found) == most:
                    break
        for events in reversed(found):
            yield from sorted(events, key=lambda e: instant(e["time"]))

    def _shape(self, dag: str, attempts: list[Json]) -> Json:
        listed = self._api.get(f"dags/{quoted(dag)}/tasks")["tasks"]
        tasks: Json = {}
        for task in listed:
            entry: Json = {"after": [], "operator": task.get("operator_name") or task["class_ref"]["class_name"]}
            entry["rule"] = task.get("trigger_rule") or "all_success"
            if task.get("is_mapped"):
                entry["mapped"] = True
            if CHOOSING.search(entry["operator"]):
                entry["chooses"] = True
            if entry["operator"] in PASSING:
                entry["passes"] = True
                entry["calls"] = []
            calls = self._calls(task["task_id"], attempts)
            if calls:
                entry["calls"] = calls
            tasks[task["task_id"]] = entry
        for task in listed:
            for after in task.get("downstream_task_ids") or ():
                if after in tasks:
                    tasks[after]["after"].append(task["task_id"])
        for entry in tasks.values():
            entry["after"].sort()
        return tasks

    def _calls(self, task: str, attempts: list[Json]) -> list[str]:
        """The origins of addresses in the task's rendered fields, or of its connection."""
        found: dict[str, None] = {}
        for attempt in attempts:
            fields = attempt.get("rendered_fields") or {} if attempt["task_id"] == task else {}
            connection = fields.get("http_conn_id")
            if isinstance(connection, str) and connection:
                address = self._connection(connection)
                found.update({address: None} if address else {})
            else:
                text = json.dumps(list(fields.values()))
                found.update(dict.fromkeys(f"{m[1]}://{m[2]}" for m in ADDRESS.finditer(text)))
        return list(found)

    def _connection(self, name: str) -> str | None:
        if not self._connections:
            return None
        if name not in self._known:
            try:
                said = self._api.get(f"connections/{quoted(name)}")
            except Refused as e:
                print(f"connection {name}: {e}", file=sys.stderr)
                self._known[name] = None
                return None
            host = said.get("host") or ""
            if "://" not in host:
                secure = "https" in (said.get("schema"), said.get("conn_type"))
                host = f"{'https' if secure else 'http'}://{host}"
            match = ADDRESS.match(host)
            port = said.get("port")
            known = f"{match[1]}://{match[2]}" if match else None
            self._known[name] = f"{known}:{port}" if known and port and ":" not in known[8:] else known
        return self._known[name]

    def _attempts(self, dag: str, run: str) -> list[Json]:
        """The task instances of a run, with those attempts that were followed by others."""
        path = f"dags/{quoted(dag)}/dagRuns/{quoted(run)}/taskInstances"
        found = []
        for ti in self._api.all(path, "task_instances"):
            found.append(ti)
            if (ti.get("try_number") or 0) > 1:
                mapped = f"/{ti['map_index']}" if (ti.get("map_index") or -1) >= 0 or ti.get("map_index") == 0 else ""
                tries = self._api.get(f"{path}/{quoted(ti['task_id'])}{mapped}/tries")["task_instances"]
                found += [t for t in tries if t["try_number"] < ti["try_number"]]
        return found

    def _run(self, dag: str, run: Json, tasks: Json, attempts: list[Json]) -> Iterator[Json]:
        ids = {"workflow": dag, "run": run["dag_run_id"]}
        yield self._event("run.started", run["start_date"], {**ids, "tasks": tasks})
        for ti in attempts:
            about = {**ids, "task": ti["task_id"]}
            if ti.get("map_index") is not None and ti["map_index"] >= 0:
                about["instance"] = ti["map_index"]
            if ti["state"] == "skipped":
                yield self._event("task.skipped", ti["end_date"] or run["end_date"], about)
            elif ran(ti) and not tasks.get(ti["task_id"], {}).get("passes"):
                about["attempt"] = ti["try_number"]
                yield self._event("task.started", ti["start_date"], about)
                if ti["state"] == "success":
                    yield self._event("task.finished", ti["end_date"], about)
                else:
                    yield self._event("task.failed", ti["end_date"], {**about, **again(ti, attempts)})
        yield self._event(
            "run.finished", run["end_date"], {**ids, **({"failed": True} if run["state"] == "failed" else {})}
        )

    def _event(self, kind: str, at: str, data: Json) -> Json:
        which = [str(data.get(k, "")) for k in ("workflow", "run", "task", "instance", "attempt")]
        return {
            "specversion": "1.0",
            "type": f"dev.prewarm.{kind}.v1",
            "source": self._source,
            "id": "/".join([kind, *which]),
            "time": instant(at).isoformat(),
            "data": data,
        }


ADDRESS = re.compile(r"(https?)://(?:[^\s/?#@\"'<>\\]*@)?([A-Za-z0-9._-]+(?::\d{1,5})?)(?![\w.{@-])")


def ran(ti: Json) -> bool:
    """Whether the task instance is an attempt that was made and has ended.

    Of others Airflow sets the state itself, and a start and an end as if they had run. They have the attempt number 0;
    or another one, if they were scheduled already, but no host and no duration.
    """
    if ti["state"] not in ATTEMPTED or not ti.get("try_number") or not ti["start_date"] or not ti["end_date"]:
        return False
    return bool(ti.get("hostname")) or instant(ti["end_date"]) - instant(ti["start_date"]) >= NO_TIME


NO_TIME = timedelta(milliseconds=10)
"""The least duration of an attempt that is said to have had no host, as one that a trigger alone has worked on."""


def again(failed: Json, attempts: list[Json]) -> Json:
    """After how many seconds the next attempt came, if there was one."""
    for ti in attempts:
        same = (ti["task_id"], ti.get("map_index")) == (failed["task_id"], failed.get("map_index"))
        if same and ti["try_number"] == failed["try_number"] + 1 and ran(ti):
            return {"againAfter": max(0.0, (instant(ti["start_date"]) - instant(failed["end_date"])).total_seconds())}
    return {}


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def write(history: History, dags: str, days: float, most: int, out: TextIO, say: Callable[[str], None]) -> int:
    """How many events were written."""
    since = datetime.now(timezone.utc) - timedelta(days=days)
    total = 0
    for dag in history.dags(dags):
        written = 0
        for event in history.events(dag, since, most):
            out.write(json.dumps(event, separators=(",", ":")) + "\n")
            written += 1
        say(f"{dag}: {written} events")
        total += written
    return total


@contextmanager
def output(name: str) -> Iterator[TextIO]:
    """The file of that name, or standard output for a hyphen; all is written when it is left."""
    if name != "-":
        with open(name, "w", encoding="utf-8") as out:
            yield out
        return
    try:
        yield sys.stdout
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # where Python, when it ends, writes the rest
        raise


def days_in(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = 0
    if not 0 < number <= MOST_DAYS:  # what is no number (nan) is not allowed either
        raise SystemExit(f"--days {text}: a number above 0, up to {MOST_DAYS}, is needed")
    return number


def runs_in(text: str) -> int:
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise SystemExit(f"--runs {text}: a whole number, at least 1, is needed")
    return number


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", required=True, help="of Airflow's web or API server, such as http://localhost:8080")
    parser.add_argument(
        "--user", default=os.environ.get("AIRFLOW_USER", ""), help="or AIRFLOW_USER; the password is AIRFLOW_PASSWORD"
    )
    parser.add_argument(
        "--dags", default="*", help="globs, separated by commas, with a minus before those not meant; default: all"
    )
    parser.add_argument("--days", type=days_in, default=30, help="how far back; default: 30")
    parser.add_argument("--runs", type=runs_in, default=200, help="of each DAG, the latest, at most; default: 200")
    parser.add_argument(
        "--connections", action="store_true", help="ask for the hosts of HTTP connections, if the user may"
    )
    parser.add_argument("--source", default="airflow", help="what the events call this Airflow; default: airflow")
    parser.add_argument("--out", default="-", help="the file; default: standard output")
    options = parser.parse_args()
    token, password = os.environ.get("AIRFLOW_TOKEN", "").strip(), os.environ.get("AIRFLOW_PASSWORD", "")

    def say(line: str) -> None:
        print(line, file=sys.stderr)

    try:
        api = Api(options.url, token, options.user, password)
        api.find_version()
        history = History(api, options.source, options.connections)
        with output(options.out) as out:
            write(history, options.dags, options.days, options.runs, out, say)
    except Refused as e:
        hint = "; set AIRFLOW_TOKEN, or --user and AIRFLOW_PASSWORD" if e.code in (401, 403) else ""
        raise SystemExit(f"{e}{hint}") from e
    except Unanswered as e:
        raise SystemExit(str(e)) from e
    except OSError as e:
        raise SystemExit(f"--out {options.out}: {e.strerror or e}") from e


if __name__ == "__main__":
    main()
