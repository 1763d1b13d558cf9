"""What the plugin costs a task when its server is well, away, or ill. Run by Airflow's own Python, with the plugin installed:

    target/venv-3/bin/python harm.py [--tasks 100] [--json FILE]

Each task is a process of its own, forked as Airflow forks it, that calls Airflow's listeners before its work, works for some milliseconds of pure
Python, and calls them after. Printed are milliseconds, median and 99th percentile: in the hook before the work; of the work beyond what it takes
without the plugin (the thread that tells runs beside it); in the hooks after the work, where half a second is the most that is waited.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent.parent / "prewarm-airflow" / "tests")]


Times = tuple[float, float, float]


def work() -> int:
    """Some ten milliseconds that need the interpreter all the time."""
    total = 0
    for i in range(150_000):
        total += i & 7
    return total


def task_process(plugin: Any, url: str | None) -> Times:
    """What a task's process does, from the hook before its work to its end; seconds of the three parts."""
    from fakes import Task, TaskInstance, dag

    task = Task("t", template_fields=("op_kwargs",), op_kwargs={"url": "http://resize.shop.svc.cluster.local/x"})
    dag("d", task)
    ti = TaskInstance(task)
    if url is None:

        def before() -> None:
            pass

        after = before
    else:
        os.environ["AIRFLOW__PREWARM__URL"] = url
        plugin.settings.cache_clear()

        def before() -> None:
            plugin.on_task_instance_running(None, ti)

        def after() -> None:
            plugin.on_task_instance_success(None, ti)
            plugin.before_stopping(None)

    t0 = time.perf_counter()
    before()
    t1 = time.perf_counter()
    work()
    t2 = time.perf_counter()
    after()
    return t1 - t0, t2 - t1, time.perf_counter() - t2


def in_a_fork(action: Callable[[], Times]) -> Times:
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(write, json.dumps(action()).encode())
        finally:
            os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as stream:
        found = json.loads(stream.read())
    os.waitpid(child, 0)
    return found[0], found[1], found[2]


@contextmanager
def elsewhere(manner: str) -> Iterator[int]:
    """A receiver in a process of its own, as it does not share the tasks' interpreter; its port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, str(HERE / "receiver.py"), str(port), str(Path(folder) / "told"), manner]
        process = subprocess.Popen(command, stdout=subprocess.PIPE)
        try:
            assert process.stdout is not None
            process.stdout.readline()
            yield port
        finally:
            process.kill()
            process.wait()


@contextmanager
def full_backlog() -> Iterator[int]:
    """A port where connections are neither taken nor refused: packets to it are dropped."""
    server = socket.socket()
    server.bind(("127.0.0.1", 0))
    server.listen(0)
    port = int(server.getsockname()[1])
    waiting = []
    for _ in range(4):
        client = socket.socket()
        client.setblocking(False)
        client.connect_ex(("127.0.0.1", port))
        waiting.append(client)
    time.sleep(0.2)
    try:
        yield port
    finally:
        for s in (server, *waiting):
            s.close()


@contextmanager
def nobody() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    yield port


def faults() -> dict[str, tuple[str, Callable[[], Any]]]:
    return {
        "well": ("http://127.0.0.1:{}", lambda: elsewhere("records")),
        "down": ("http://127.0.0.1:{}", nobody),
        "hanging": ("http://127.0.0.1:{}", lambda: elsewhere("hangs")),
        "not reached": ("http://127.0.0.1:{}", full_backlog),
        "answers 500": ("http://127.0.0.1:{}", lambda: elsewhere("fails")),
        "answers garbage": ("http://127.0.0.1:{}", lambda: elsewhere("garbage")),
        "answers byte by byte": ("http://127.0.0.1:{}", lambda: elsewhere("drips")),
        "resets connections": ("http://127.0.0.1:{}", lambda: elsewhere("resets")),
        "TLS against a server without": ("https://127.0.0.1:{}", lambda: elsewhere("records")),
        "no such host": ("http://prewarm.invalid:{}", nobody),
    }


def percentiles(values: list[float]) -> tuple[float, float]:
    """Median and 99th percentile, in milliseconds."""
    ordered = sorted(values)
    return 1000 * statistics.median(ordered), 1000 * ordered[min(len(ordered) - 1, int(0.99 * len(ordered)))]


def import_seconds() -> float:
    """What importing the plugin takes in a process that has Airflow's part of it already; Airflow's processes inherit it from their parents."""
    code = (
        "import time, airflow.configuration, airflow.listeners, airflow.plugins_manager; t = time.perf_counter(); "
        "import prewarm_airflow; print(time.perf_counter() - t)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return float(done.stdout.split()[-1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tasks", type=int, default=100, help="for each fault; default: 100")
    parser.add_argument("--json", type=Path, help="the figures go here")
    options = parser.parse_args()
    import prewarm_airflow as plugin

    plugin.LOG.disabled = True
    gc.collect()
    gc.freeze()
    figures: dict[str, Any] = {"load": round(os.getloadavg()[0], 2), "tasks": options.tasks}
    figures["importMs"] = round(1000 * statistics.median(import_seconds() for _ in range(5)), 1)
    plain = [in_a_fork(lambda: task_process(plugin, None)) for _ in range(options.tasks)]
    usual = percentiles([t[1] for t in plain])
    print(
        f"load {figures['load']}, {options.tasks} tasks for each; the work alone: {usual[0]:.1f} ms, 99 %: {usual[1]:.1f} ms;"
        f" importing the plugin, once a process: {figures['importMs']} ms\n"
    )
    print("| server | before the work | work longer by | after the work |\n|---|---|---|---|")
    for name, (pattern, make) in faults().items():
        with make() as port:
            url = pattern.format(port)
            times = [in_a_fork(lambda: task_process(plugin, url)) for _ in range(options.tasks)]  # noqa: B023
        before, during, after = (percentiles([t[i] for t in times]) for i in range(3))
        longer = during[0] - usual[0], during[1] - usual[1]
        figures[name] = {"before": before, "workLonger": longer, "after": after}
        print(
            f"| {name} | {before[0]:.2f}, 99 %: {before[1]:.2f} | {longer[0]:.1f}, 99 %: {longer[1]:.1f} | {after[0]:.1f}, 99 %: {after[1]:.1f} |",
            flush=True,
        )
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n")


if __name__ == "__main__":
    main()
