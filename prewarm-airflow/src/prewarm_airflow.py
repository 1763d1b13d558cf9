"""The Airflow plugin of prewarm: tells prewarm-server what DAG runs do, so that services are warm when tasks call them.

Installed as a package or copied into Airflow's plugins folder, and switched on by AIRFLOW__PREWARM__URL. Works with
Airflow 3 and 2.11 and needs the standard library alone. What it sends is defined in docs/events.md.

It must never harm: nothing here raises into Airflow, and a thread of its own does whatever may take time. Before a
task's work nothing is waited for; after it, once Airflow knows the outcome, at most JOIN_SECONDS.
"""

from __future__ import annotations

import _thread
import fnmatch
import http.client
import json
import logging
import os
import re
import ssl
import sys
import threading
import time
import uuid
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

from airflow.configuration import conf
from airflow.listeners import hookimpl
from airflow.plugins_manager import AirflowPlugin

__version__ = "0.1.0"

JOIN_SECONDS = 0.5
"""How long a finished task's process waits for its last event to be told."""

OFF_TAG = "prewarm:off"
"""A DAG with this tag is not told about."""

LOG = logging.getLogger("prewarm")

Data = dict[str, Any]


# ------------------------------------------------------------------------------------------------------------ settings


class Unsendable(Exception):
    """Why nothing can be sent; the message may be logged."""


class Settings(NamedTuple):
    """What the section [prewarm] of Airflow's configuration says, or AIRFLOW__PREWARM__… in the environment."""

    url: str
    """The server; /events is added where it has no path. Empty: the plugin does nothing."""
    token: str
    token_file: str
    """A file with the token, read anew for each request; wins over the token itself."""
    timeout: float
    """Seconds for connecting, for sending and for the answer, each."""
    ca_file: str
    """Certificates (PEM) to trust instead of the system's."""
    source: str
    """What this Airflow calls itself, as a URI reference; needed where several tell the same server."""
    dags: str
    """Globs of DAG ids, separated by commas, with a minus before those that are not meant."""

    def wants(self, dag_id: str) -> bool:
        globs = [g.strip() for g in self.dags.split(",") if g.strip()]
        without = [g[1:] for g in globs if g.startswith("-")]
        only = [g for g in globs if not g.startswith("-")] or ["*"]
        return any(fnmatch.fnmatchcase(dag_id, g) for g in only) and not any(
            fnmatch.fnmatchcase(dag_id, g) for g in without
        )

    def credentials(self) -> str:
        token = self.token
        if self.token_file:
            with open(self.token_file, encoding="utf-8") as file:
                token = file.read().strip()
        if not (token.isascii() and token.isprintable()):
            raise Unsendable("the token has other than printable ASCII characters")
        return token


def usable(url: str) -> bool:
    """Whether events can be sent there: it has a scheme, a host, if a port then a real one, and a path of ASCII."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna")
        sendable = parts.path.isascii() and not re.search(r"[\x00-\x20\x7f]", url)
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
    return name if URI.fullmatch(name) else quote(name, safe="", errors="replace")


@lru_cache(maxsize=1)
def settings() -> Settings:
    def value(key: str, default: str = "") -> str:
        return str(conf.get("prewarm", key, fallback=default) or default).strip()

    url = value("url")
    if url and not usable(url):
        LOG.warning("prewarm is off: [prewarm] url is %r, but http://host:port or https://host:port is needed", url)
        url = ""
    try:
        timeout = float(value("timeout", "2"))
    except ValueError:
        timeout = 0
    if not 0 < timeout <= 60:
        LOG.warning(
            "[prewarm] timeout is %r, but more than 0, up to 60 seconds is allowed; 2 s taken", value("timeout")
        )
        timeout = 2
    return Settings(
        url=url,
        token=value("token"),
        token_file=value("token_file"),
        timeout=timeout,
        ca_file=value("ca_file"),
        source=uri(value("source", "airflow")),
        dags=value("dags", "*"),
    )


# ------------------------------------------------------------------------------------------------------------- telling


class Telling(NamedTuple):
    """An event that is not sent yet: what is known at once, and what takes time to find out."""

    kind: str
    at: datetime
    data: Data
    more: Callable[[], Data] | None

    def events(self, source: str) -> Iterator[Data]:
        """The CloudEvent itself, and those of tasks that are skipped because of it."""
        data = dict(self.data)
        if self.more is not None:
            try:
                data.update(self.more())
            except Exception as e:
                LOG.debug("prewarm: %s of %s is told without what could not be found out: %r", self.kind, data, e)
        skipped = data.pop("skipped", ())
        yield self._event(source, self.kind, data)
        for task in skipped:
            yield self._event(source, "task.skipped", {**{k: data[k] for k in ("workflow", "run")}, "task": task})

    def _event(self, source: str, kind: str, data: Data) -> Data:
        return {
            "specversion": "1.0",
            "type": f"dev.prewarm.{kind}.v1",
            "source": source,
            "id": str(uuid.uuid4()),
            "time": self.at.isoformat(),
            "datacontenttype": "application/json",
            "data": data,
        }


class Teller:
    """A queue and the thread that empties it; the thread ends with the queue, and is not there when nothing is told.

    Safe for use by any thread, and across a fork.
    """

    CAPACITY = 1_000
    BATCH = 100

    def __init__(self, send: Callable[[list[Telling]], None]) -> None:
        self._send = send
        self._forked()

    def _forked(self) -> None:
        """What the parent had in its queue, the parent tells."""
        self._changed = threading.Condition()
        self._queue: deque[Telling] = deque()
        self._running = False
        self._lost = 0

    def tell(self, telling: Telling) -> None:
        with self._changed:
            if len(self._queue) >= self.CAPACITY:
                self._lost += 1
                return
            self._queue.append(telling)
            if not self._running:
                try:
                    _thread.start_new_thread(self._run, ())  # as threading.Thread, but does not wait until it runs
                    self._running = True
                except RuntimeError:  # no more threads to be had
                    self._queue.clear()
                    raise

    def join(self, seconds: float) -> bool:
        """Whether everything has been told, at the latest after so many seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._running, seconds)

    def _run(self) -> None:
        threading.current_thread().name = "prewarm"
        while batch := self._next():
            try:
                self._send(batch)
            except Exception as e:
                complain(f"{len(batch)} events were not told: {reason(e)}")

    def _next(self) -> list[Telling]:
        with self._changed:
            batch = [self._queue.popleft() for _ in range(min(len(self._queue), self.BATCH))]
            if not batch:
                self._running = False
                self._changed.notify_all()
            lost, self._lost = self._lost, 0
        if lost:
            complain(f"{lost} events were not told: more than {self.CAPACITY} were waiting")
        return batch


def reason(e: Exception) -> str:
    """What happened, without what exceptions quote: that may be the token."""
    if isinstance(e, Unsendable):
        return str(e)
    kind = type(e).__name__
    return f"{kind}: {e.strerror}" if isinstance(e, OSError) and e.strerror else kind


_complained = [0.0, 0.0]


def complain(problem: str) -> None:
    """Logs a warning, at most one a minute, that says how many were kept back."""
    now = time.monotonic()
    if _complained[0] and now - _complained[0] < 60:
        _complained[1] += 1
        LOG.debug("prewarm: %s", problem)
        return
    more = f" ({_complained[1]:.0f} more of such in between)" if _complained[1] else ""
    _complained[:] = [now, 0.0]
    LOG.warning("prewarm: %s; tasks are not affected%s", problem, more)


def send(tellings: list[Telling]) -> None:
    """Posts events in one request, without proxies and redirects, and looks at the first line of the answer alone."""
    told = settings()
    events = [event for telling in tellings for event in telling.events(told.source)]
    single = len(events) == 1
    body = json.dumps(events[0] if single else events, default=str).encode()
    headers = {
        "Content-Type": "application/cloudevents+json" if single else "application/cloudevents-batch+json",
        "User-Agent": f"prewarm-airflow/{__version__}",
        "Connection": "close",
    }
    if token := told.credentials():
        headers["Authorization"] = f"Bearer {token}"
    url = urlsplit(told.url)
    connection = connect(url.scheme, url.hostname or "", url.port, told)
    try:
        connection.request("POST", url.path if url.path.strip("/") else "/events", body, headers)
        answer = connection.sock.recv(64)
    finally:
        connection.close()
    status = re.match(rb"HTTP/1\.[01] (\d{3})", answer)
    if status is None:
        complain(f"the server at {url.hostname} does not answer as one that speaks HTTP/1.1: {answer!r}")
    elif not status[1].startswith(b"2"):
        reason = {b"401": ": the token", b"403": ": the token", b"413": ": too large", b"503": ": too busy"}
        complain(f"the server at {url.hostname} answers {status[1].decode()}{reason.get(status[1], '')}")


def connect(scheme: str, host: str, port: int | None, told: Settings) -> http.client.HTTPConnection:
    if scheme == "http":
        return http.client.HTTPConnection(host, port, timeout=told.timeout)
    return http.client.HTTPSConnection(host, port, timeout=told.timeout, context=tls(told.ca_file))


@lru_cache(maxsize=1)
def tls(ca_file: str) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=ca_file or None)


_teller = Teller(send)
os.register_at_fork(after_in_child=_teller._forked)


def tell(kind: str, data: Data, more: Callable[[], Data] | None = None) -> None:
    _teller.tell(Telling(kind, datetime.now(timezone.utc), data, more))


def harmless(action: Callable[..., None], *args: Any) -> None:
    """Airflow goes on, whatever happens."""
    try:
        action(*args)
    except Exception as e:
        LOG.debug("prewarm: %s: %r", getattr(action, "__name__", action), e, exc_info=True)


# ------------------------------------------------------------------------------------------------ the shape of a DAG


def shape(dag: Any) -> dict[str, Data]:
    """What is known of the DAG's tasks before any of them runs."""
    return {task.task_id: task_shape(task, dag) for task in dag.tasks}


def task_shape(task: Any, dag: Any) -> Data:
    entry: Data = {
        "after": sorted(task.upstream_task_ids),
        "operator": task.task_type,
        "rule": plain(task.trigger_rule),
    }
    if is_mapped(task):
        entry["mapped"] = True
        entry["width"] = guess(lambda: task.get_parse_time_mapped_ti_count())
        entry["limit"] = guess(lambda: limit(task, dag))
    if chooses(task):
        entry["chooses"] = True
    if passes(task):
        entry["passes"] = True
    if (child := triggers(task)) is not None:
        entry["triggers"] = [child]
    entry["calls"] = guess(lambda: calls(task))
    return {k: v for k, v in entry.items() if v is not None}


def guess(what: Callable[[], Any]) -> Any:
    """What there is to be known, or None."""
    try:
        return what()
    except Exception as e:
        LOG.debug("prewarm: not known: %r", e)
        return None


def plain(value: Any) -> str:
    return str(getattr(value, "value", value))


def is_kind(task: Any, *names: str) -> bool:
    """Whether the task is of a class of one of these names; Airflow 2, Airflow 3 and DAGs read back have their own."""
    return any(kind.__name__ in names for kind in type(task).__mro__)


def expands(task: Any) -> bool:
    """Whether expand() is called on the task itself."""
    return bool(getattr(task, "is_mapped", False)) or is_kind(task, "MappedOperator", "SerializedMappedOperator")


def is_mapped(task: Any) -> bool:
    """Whether the task has instances, because of itself or of a group that it is in."""
    return expands(task) or closest_mapped_group(task) is not None


def closest_mapped_group(task: Any) -> Any:
    find = getattr(task, "get_closest_mapped_task_group", None)
    return find() if find else None


def passes(task: Any) -> bool:
    """Whether the scheduler declares the task done without running it."""
    runs_for = ["on_execute_callback", "on_success_callback", "has_on_execute_callback", "has_on_success_callback"]
    runs_for += ["inlets", "outlets", "start_from_trigger"]
    return bool(getattr(task, "inherits_from_empty_operator", False)) and not any(
        getattr(task, reason, None) for reason in runs_for
    )


CHOOSING = re.compile("Branch|ShortCircuit|LatestOnly")


def chooses(task: Any) -> bool:
    """Whether the task decides which of those after it go on; in Airflow 2 sensors are of such classes, too."""
    if getattr(task, "_is_sensor", False) or hasattr(task, "poke_interval"):
        return False
    by_class = getattr(task, "inherits_from_skipmixin", False) or is_kind(task, "SkipMixin")
    return bool(by_class or CHOOSING.search(task.task_type))


def triggers(task: Any) -> str | None:
    """The DAG of which the task starts a run, if it says so."""
    if task.task_type != "TriggerDagRunOperator":
        return None
    child = getattr(task, "trigger_dag_id", None)
    return child if isinstance(child, str) and "{" not in child else None


def limit(task: Any, dag: Any) -> int | None:
    """How many of the task's instances run at a time, at most."""
    limits = [
        getattr(task, "max_active_tis_per_dagrun", None),
        getattr(task, "max_active_tis_per_dag", None),
        getattr(dag, "max_active_tasks", None),
        conf.getint("core", "parallelism", fallback=0),
    ]
    slots = pool_slots(task.pool)
    if slots is not None and slots > 0:
        limits.append(max(1, slots // max(1, task.pool_slots or 1)))
    return min((n for n in limits if n), default=None)


def said(task: Any) -> Any:
    """What the author says: executor_config={"prewarm": …}."""
    config = getattr(task, "executor_config", None)
    return config.get("prewarm") if isinstance(config, Mapping) else None


def calls(task: Any) -> list[str] | None:
    """The services that a task calls: as its author says it, or as its connection and its template fields show it."""
    what = said(task)
    if what is False:
        return []
    if isinstance(what, str):
        what = [what]
    if isinstance(what, (list, tuple)):
        return [origin(str(one)) or str(one) for one in what]
    partial = getattr(task, "partial_kwargs", None) or {}
    connection = partial.get("http_conn_id", getattr(task, "http_conn_id", None))
    if isinstance(connection, str) and "{" not in connection:
        address = connection_origin(connection)
        return None if address is None else [address]
    fields = template_fields(task, partial)
    return literals(fields) or ([] if passes(task) else None)


def template_fields(task: Any, partial: Mapping[str, Any]) -> list[Any]:
    names = getattr(task, "template_fields", None) or ()
    if not expands(task):
        return [getattr(task, name, None) for name in names]
    given = task._get_specified_expand_input().value
    return [partial.get(name) for name in names] + [given]


ADDRESS = re.compile(
    r"(https?)://(?:[^\s/?#@\"'<>]*@)?"  # user and password, which are not kept
    r"((?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?)"
    r"(?![\w.{@:-])"  # not a part of a host, or of what turns out to be a user
)
TEMPLATE = re.compile(r"\{[{%#].*?[}%#]\}", re.DOTALL)


def origin(text: str) -> str | None:
    """Scheme, host and port of the address at the beginning of a text: no user, no password, no path, no query."""
    found = ADDRESS.match(text)
    return f"{found[1]}://{found[2]}" if found else None


def literals(values: Iterable[Any], depth: int = 5) -> list[str]:
    """The addresses that are written in strings, and in what is in dictionaries and lists."""
    found: dict[str, None] = {}
    for value in values:
        if isinstance(value, str):
            text = TEMPLATE.sub("{}", value[:10_000])
            found.update((f"{m[1]}://{m[2]}", None) for m in ADDRESS.finditer(text))
        elif depth and isinstance(value, Mapping):
            found.update(dict.fromkeys(literals(value.values(), depth - 1)))
        elif depth and isinstance(value, (list, tuple)):
            found.update(dict.fromkeys(literals(value[:1_000], depth - 1)))
    return list(found)


# ------------------------------------------------------------ what the scheduler has in its database, on our own thread


class Remembered:
    """What was found out within the last minute."""

    def __init__(self, find: Callable[[str], Any]) -> None:
        self._find = find
        self._known: dict[str, tuple[float, Any]] = {}

    def __call__(self, key: str) -> Any:
        now = time.monotonic()
        found = self._known.get(key)
        if found is None or now - found[0] > 60:
            found = self._known[key] = (now, guess(lambda: self._find(key)))
        return found[1]


@Remembered
def connection_origin(conn_id: str) -> str | None:
    """Where a connection leads; who uses it, and with which password, is not looked at."""
    from airflow.models.connection import Connection

    connection = Connection.get_connection_from_secrets(conn_id)
    host = connection.host or ""
    if "://" not in host:
        secure = "https" in (connection.schema, connection.conn_type)
        host = f"{'https' if secure else 'http'}://{host}"
    address = origin(host)
    if address and connection.port and urlsplit(address).port is None:
        address = f"{address}:{connection.port}"
    return address


@Remembered
def pool_slots(name: str) -> int | None:
    from airflow.models.pool import Pool
    from airflow.utils.session import create_session

    with create_session() as session:
        pool = session.query(Pool).filter(Pool.pool == name).first()
        return None if pool is None else int(pool.slots)


Interval = tuple[Any, Any]
"""The beginning and the end of what a run is for, by its timetable."""


def next_run(dag_id: str, dag: Any, interval: Interval) -> str | None:
    """When the DAG's next run is due by its timetable, after one for that interval."""
    from airflow.models.dag import DagModel
    from airflow.utils.session import create_session

    with create_session() as session:
        return due(session.get(DagModel, dag_id), lambda: following(dag, interval), interval)


def due(model: Any, following: Callable[[], Any], interval: Interval) -> str | None:
    """The instant in the books of the scheduler.

    Airflow 2 strikes it out while as many runs as may be are active, and until one of them has ended the interval
    in its books is that of the latest.
    """
    if model is None or model.is_paused:
        return None
    at = model.next_dagrun_create_after
    if at is None:
        at = getattr(model, "next_dagrun_data_interval_end", None)
        if at is not None and at == interval[1]:
            at = following()
    return None if at is None else str(at.isoformat())


def following(dag: Any, interval: Interval) -> Any:
    """When the run after the one for that interval is due; None if there is none."""
    from airflow.timetables.base import DataInterval
    from airflow.utils.timezone import coerce_datetime

    # Timetables want instants of their own kind, and the database gives others.
    info = dag.next_dagrun_info(DataInterval(*map(coerce_datetime, interval)))
    return None if info is None else info.run_after


# ------------------------------------------------------------------------------------------- what a task decides


def in_task_sdk(ti: Any) -> bool:
    """Whether this is Airflow 3's task process, which asks the API server; Airflow 2's asks the database."""
    return type(ti).__module__.startswith("airflow.sdk")


def reader(ti: Any) -> Callable[[str, str], Any]:
    """A function of task id and key that reads an XCom of the run; usable on any thread only in Airflow 2."""
    dag_id, run_id = ti.dag_id, ti.run_id

    def read(task_id: str, key: str) -> Any:
        if in_task_sdk(ti):
            return ti.xcom_pull(task_ids=task_id, key=key)
        from airflow.models.xcom import XCom

        return XCom.get_one(run_id=run_id, dag_id=dag_id, task_id=task_id, key=key)

    return read


def decisions(task: Any, read: Callable[[str, str], Any]) -> Data:
    """What a finished task has decided: which of those after it go on, and how many instances mapped tasks get."""
    decided: Data = {}
    if chooses(task):
        decided.update(choice(task, read(task.task_id, "skipmixin_key")))
    if widths := mapped_widths(task, read):
        decided["widths"] = widths
    return decided


def choice(task: Any, noted: Any) -> Data:
    """What a branch or a short circuit left in its XCom: those who follow, or those who are skipped, or nothing."""
    direct = set(task.downstream_task_ids)
    if not noted:
        return {"chosen": sorted(direct)}
    if "followed" in noted:
        return {"chosen": sorted(direct & set(noted["followed"]))}
    skipped = set(noted.get("skipped", ()))
    return {"chosen": sorted(direct - skipped), "skipped": sorted(skipped - direct)}


def mapped_widths(task: Any, read: Callable[[str, str], Any]) -> dict[str, int]:
    """How many instances mapped tasks get because of what this one returned, and those that go over their results."""
    if is_mapped(task):
        return {}
    known: dict[str, int] = {}
    values: dict[tuple[str, str], Any] = {}

    def length(task_id: str, key: str) -> int | None:
        if task_id in known:
            return known[task_id]
        if (task_id, key) not in values:
            values[task_id, key] = read(task_id, key)
        value = values[task_id, key]
        return len(value) if hasattr(value, "__len__") and not isinstance(value, str) else None

    waiting = [t for t in task.dag.tasks if is_mapped(t) and t.task_id in flat_downstream(task)]
    while waiting:
        found = {t.task_id: n for t in waiting if (n := width(t, task.task_id, known, length)) is not None}
        if not found:
            break
        known.update(found)
        waiting = [t for t in waiting if t.task_id not in known]
    return known


def flat_downstream(task: Any) -> set[str]:
    found: set[str] = set()
    todo = [task]
    while todo:
        for after in todo.pop().downstream_list:
            if after.task_id not in found:
                found.add(after.task_id)
                todo.append(after)
    return found


def width(task: Any, decider: str, known: Mapping[str, int], length: Callable[[str, str], int | None]) -> int | None:
    """The product of what a task and the mapped groups around it are expanded over; None if that is not known now."""
    inputs = [task._get_specified_expand_input()] if expands(task) else []
    groups = list(getattr(task, "iter_mapped_task_groups", tuple)())
    inputs += [group._expand_input for group in groups]
    total = 1
    sources: set[str] = set()
    for given in inputs:
        parts = given.value.values() if isinstance(given.value, Mapping) else [given.value]
        for part in parts:
            n = part_length(part, known, length, sources)
            if n is None:
                return None
            total *= n
    return total if decider in sources or sources & set(known) else None


def part_length(
    part: Any, known: Mapping[str, int], length: Callable[[str, str], int | None], sources: set[str]
) -> int | None:
    """The length of one argument of expand(): a literal, or what a task returned, changed one by one or not at all."""
    if hasattr(part, "__len__"):
        return len(part)
    kind = type(part).__name__
    if kind == "MapXComArg":
        return part_length(part.arg, known, length, sources)
    if kind != "PlainXComArg":
        return None
    source = part.operator
    if is_mapped(source) and source.task_id not in known:
        return None
    sources.add(source.task_id)
    return length(source.task_id, part.key)


def again_after(ti: Any) -> float | None:
    """In how many seconds the next attempt is due, at the earliest; None if there is none."""
    if plain(ti.state) != "up_for_retry":
        return None
    task = ti.task
    delay = task.retry_delay if isinstance(task.retry_delay, timedelta) else timedelta(seconds=task.retry_delay)
    growth = float(task.retry_exponential_backoff or 0)
    if growth == 1:
        growth = 2.0 if task.retry_exponential_backoff is True else 1.0
    seconds = delay.total_seconds()
    if growth > 1:
        seconds = max(1.0, seconds * growth ** min(ti.try_number - 1, 50))
    if getattr(task, "max_retry_delay", None):
        seconds = min(seconds, task.max_retry_delay.total_seconds())
    return min(seconds, 86_400.0)


# ---------------------------------------------------------------------------------------------------- the listener


def off(dag_id: str, dag: Any) -> bool:
    return not settings().wants(dag_id) or OFF_TAG in (getattr(dag, "tags", None) or ())


def run_started(dag_run: Any) -> None:
    dag, dag_id = dag_run.dag, dag_run.dag_id
    if off(dag_id, dag):
        return

    # Read here: another thread must not touch what the scheduler's session holds.
    interval = getattr(dag_run, "data_interval_start", None), getattr(dag_run, "data_interval_end", None)

    def more() -> Data:
        found = {"tasks": guess(lambda: shape(dag)), "next": guess(lambda: next_run(dag_id, dag, interval))}
        return {k: v for k, v in found.items() if v is not None}

    tell("run.started", {"workflow": dag_id, "run": dag_run.run_id}, more)


def run_finished(dag_run: Any, failed: bool) -> None:
    if not off(dag_run.dag_id, dag_run.dag):
        tell(
            "run.finished", {"workflow": dag_run.dag_id, "run": dag_run.run_id, **({"failed": True} if failed else {})}
        )


_own: set[tuple[Any, ...]] = set()
"""The task instances whose start this process has told: those that it runs itself."""


def identity(ti: Any) -> tuple[Any, ...]:
    return ti.dag_id, ti.run_id, ti.task_id, ti.map_index


def task_data(ti: Any) -> Data:
    data: Data = {"workflow": ti.dag_id, "run": ti.run_id, "task": ti.task_id}
    if (ti.try_number or 0) >= 1:
        data["attempt"] = ti.try_number
    if (-1 if ti.map_index is None else ti.map_index) >= 0:
        data["instance"] = ti.map_index
    return data


def ti_off(ti: Any) -> bool:
    return off(ti.dag_id, getattr(getattr(ti, "task", None), "dag", None))


def resumed(ti: Any) -> bool:
    """Whether this process goes on with a task that was deferred, and does not start it."""
    told = getattr(ti, "_ti_context_from_server", None) if in_task_sdk(ti) else ti
    return bool(getattr(told, "next_method", None))


def task_started(ti: Any) -> None:
    if ti_off(ti):
        return
    _own.add(identity(ti))
    _patience.renew()
    task = ti.task
    # As they are now: PythonOperators put Airflow's whole context into theirs when they work.
    fields = guess(lambda: template_fields(task, {})) if said(task) is None else None

    def more() -> Data:
        found = literals(fields or [])
        return {"calls": found} if found else {}

    tell("task.started", task_data(ti), more)
    if (child := triggers(task)) is not None and settings().wants(child) and not resumed(ti):
        at = datetime.now(timezone.utc) + timedelta(seconds=1)
        key = f"{ti.dag_id}/{ti.run_id}/{ti.task_id}"
        tell("run.expected", {"workflow": child, "at": at.isoformat(), "uncertainty": 1, "key": key})


def task_finished(ti: Any) -> None:
    if ti_off(ti):
        return
    own = identity(ti) in _own
    more: Callable[[], Data] | None = None
    data = task_data(ti)
    if own:
        task, read = ti.task, reader(ti)
        if in_task_sdk(ti):  # its channel to the API server is no other thread's business
            data.update(guess(lambda: decisions(task, read)) or {})
        else:
            more = lambda: decisions(task, read)  # noqa: E731
    tell("task.finished", data, more)
    ended(ti)


def task_failed(ti: Any) -> None:
    if ti_off(ti):
        return
    again = guess(lambda: again_after(ti))
    tell("task.failed", {**task_data(ti), **({} if again is None else {"againAfter": again})})
    ended(ti)


def task_skipped(ti: Any) -> None:
    if ti_off(ti):
        return
    tell("task.skipped", {k: v for k, v in task_data(ti).items() if k != "attempt"})
    ended(ti)


def ended(ti: Any) -> None:
    """The task's process ends soon, and its threads with it; in schedulers and API servers there is no hurry."""
    if identity(ti) in _own:
        _own.discard(identity(ti))
        _patience.spend()


class Patience:
    """The time that a process may wait for its events to be told, from the end of a task's work on."""

    def __init__(self) -> None:
        self._until: float | None = None

    def renew(self) -> None:
        self._until = None

    def spend(self) -> None:
        now = time.monotonic()
        if self._until is None:
            self._until = now + JOIN_SECONDS
        _teller.join(max(0.0, self._until - now))


_patience = Patience()


@hookimpl
def on_dag_run_running(dag_run, msg):  # type: ignore[no-untyped-def]
    harmless(run_started, dag_run)


@hookimpl
def on_dag_run_success(dag_run, msg):  # type: ignore[no-untyped-def]
    harmless(run_finished, dag_run, False)


@hookimpl
def on_dag_run_failed(dag_run, msg):  # type: ignore[no-untyped-def]
    harmless(run_finished, dag_run, True)


@hookimpl
def on_task_instance_running(previous_state, task_instance):  # type: ignore[no-untyped-def]
    harmless(task_started, task_instance)


@hookimpl
def on_task_instance_success(previous_state, task_instance):  # type: ignore[no-untyped-def]
    harmless(task_finished, task_instance)


@hookimpl
def on_task_instance_failed(previous_state, task_instance, error):  # type: ignore[no-untyped-def]
    harmless(task_failed, task_instance)


@hookimpl
def on_task_instance_skipped(previous_state, task_instance):  # type: ignore[no-untyped-def]
    harmless(task_skipped, task_instance)


@hookimpl
def before_stopping(component):  # type: ignore[no-untyped-def]
    """The end of a process, also of one whose task was deferred and thus neither finished nor failed."""
    harmless(_patience.spend)


class PrewarmPlugin(AirflowPlugin):
    """What Airflow finds; without a URL it listens to nothing."""

    name = "prewarm"
    listeners = [sys.modules[__name__]] if settings().url else []
