"""Runs DAGs on real Airflow against services that start cold: without prewarm, with its plugin, and by OpenLineage. Prints a table, writes JSON.

See README.md beside this file.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import statistics
import sys
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from expectations import differing, unmet
from installation import HERE, Installation, NotAvailable, Postgres, free_port, is_listening
from observers import OBSERVERS, Observer
from processes import Airflow, Processes, Services

OPENLINEAGE_OFF = {"AIRFLOW__OPENLINEAGE__DISABLED": "True"}


def told(way: str, url: str) -> dict[str, str]:  # the ways are documented in docs/airflow.md
    """The settings of Airflow that make it tell the server at the URL."""
    if way == "plugin":
        return {**OPENLINEAGE_OFF, "AIRFLOW__PREWARM__URL": url}
    if way == "openlineage-defaults":
        return {"AIRFLOW__OPENLINEAGE__TRANSPORT": json.dumps({"type": "http", "url": url})}
    if way == "openlineage":
        transport = {"type": "http", "url": url, "timeout": 1, "retry": {"total": 0}}
        return {
            "AIRFLOW__OPENLINEAGE__TRANSPORT": json.dumps(transport),
            "AIRFLOW__OPENLINEAGE__DISABLE_SOURCE_CODE": "True",
        }
    return OPENLINEAGE_OFF


@dataclass
class Case:
    """Runs of one DAG."""

    dag: str
    runs: int
    conf: Mapping[str, Any] = field(default_factory=dict)
    label: str = ""
    scheduled: bool = False

    @property
    def name(self) -> str:
        return self.label or self.dag


def cases(short: bool, runs: int) -> list[Case]:
    few = 1 if short else 3
    return [
        Case("paper", 2 if short else runs),
        Case("branch", few, {"way": "right"}),
        Case("short_circuit", 1),
        Case("fanout", few),
        Case("retrying", few),
        Case("waits", few),
        Case("declined", 1),
        Case("scheduled", 1 if short else 4, scheduled=True),
    ]


class Measurement:
    """One way of telling: Airflow and the server are started for it, all cases run, one run at a time, each on cold services."""

    def __init__(self, way: str, airflow: Airflow, services: Services, observer: Observer) -> None:
        self.way, self.airflow, self.services, self.observer = way, airflow, services, observer
        self.results: list[dict[str, Any]] = []
        self.history: list[dict[str, Any]] | None = None

    def run(self, wanted: Collection[Case]) -> None:
        settings = told(self.way, self.observer.url) if self.observer.url else OPENLINEAGE_OFF
        self.airflow.start(settings, ["short_circuit", *(case.dag for case in wanted)])
        try:
            # Airflow's own start is in its first run.
            self.airflow.await_run("short_circuit", self.airflow.trigger("short_circuit", {}))
            for case in wanted:
                self._scheduled(case) if case.scheduled else self._triggered(case)
            self.history = self.airflow.history() if self.way == "plugin" else None
        finally:
            self.airflow.stop()

    def _triggered(self, case: Case) -> None:
        for number in range(1, case.runs + 1):
            self.services.await_cold()
            before = self.services.books()
            run = self.airflow.trigger(case.dag, case.conf)
            self._note(case, number, run, before)
            if self.results[-1]["state"] != "success":
                print("Airflow itself fails tasks when it gets no time on a busy machine: once more")
                failed = self.results.pop()
                self.services.await_cold()
                before = self.services.books()
                self._note(case, number, self.airflow.trigger(case.dag, case.conf), before)
                self.results[-1]["again"] = failed

    def _scheduled(self, case: Case) -> None:
        self.services.await_cold()
        before = self.services.books()
        seen = set(self.airflow.runs(case.dag))
        self.airflow.schedule(case.dag, True)
        try:
            for number in range(1, case.runs + 1):
                while not (new := [r for r in self.airflow.runs(case.dag) if r not in seen]):
                    time.sleep(1)
                seen.add(new[0])
                self._note(case, number, new[0], before)
                before = self.services.books()
        finally:
            self.airflow.schedule(case.dag, False)

    def _note(self, case: Case, number: int, run: str, before: dict[str, dict[str, float]]) -> None:
        ended = self.airflow.await_run(case.dag, run)
        time.sleep(1)
        after = self.services.books()
        notes = self.airflow.noted(case.dag, run)
        total = {
            k: round(sum(after[s][k] - before[s][k] for s in after), 3)
            for k in ("calls", "warmUps", "coldStartsMet", "coldWait", "podsByWork", "podsByWarmUp", "idle", "wasted")
        }
        result = {
            "way": self.way,
            "case": case.name,
            "number": number,
            "run": run,
            "seconds": round(sum(calls(notes)), 3),
            **ended,
            **total,
            "beforeWork": self.airflow.before_work(case.dag, run),
            "load": round(os.getloadavg()[0], 2),
        }
        self.results.append(result)
        print(
            f"{self.way:12} {case.name:14} {number:3} {result['state']:8} calls {result['seconds']:6.2f} s  DAG {result['dagSeconds']:6.2f} s"
            f"  cold {result['coldStartsMet']:.0f}  idle {result['idle']:6.2f}  wasted {result['wasted']:6.2f}"
            f"  warm-ups {result['warmUps']:.0f}  load {result['load']:.2f}",
            flush=True,
        )


def calls(notes: list[dict[str, Any]]) -> list[float]:
    """How long each call took; that of a deferred task from its first begin to its end."""
    begun: dict[tuple[str, int, int], float] = {}
    found = []
    for note in notes:
        key = (note["task"], note["instance"], note["attempt"])
        if note["what"] == "begins":
            begun.setdefault(key, note["at"])
        else:
            found.append(note["at"] - begun[key])
    return found


def summary(results: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A row for each case and way: medians from the second run on, idle from the sixth on if there are so many."""
    rows = []
    for name in dict.fromkeys(r["case"] for r in results):
        for way in dict.fromkeys(r["way"] for r in results):
            mine = [r for r in results if r["case"] == name and r["way"] == way]
            if not mine:
                continue
            later = mine[1:] or mine
            settled = mine[5:] or later
            rows.append(
                {
                    "case": name,
                    "way": way,
                    "runs": len(mine),
                    "seconds": statistics.median(r["seconds"] for r in later),
                    "worst": max(r["seconds"] for r in later),
                    "dagSeconds": statistics.median(r["dagSeconds"] for r in later),
                    "beforeWork": statistics.median(b for r in later for b in r["beforeWork"] or [0]),
                    "coldStartsMet": statistics.mean(r["coldStartsMet"] for r in later),
                    "idle": statistics.mean(r["idle"] for r in settled),
                    "wasted": statistics.mean(r["wasted"] for r in settled),
                    "failed": sum(r["state"] != "success" for r in mine),
                }
            )
    return rows


def table(rows: list[dict[str, Any]]) -> str:
    head = "| case | way | runs | calls s, median | worst | DAG run s, median | before a task's work s, median | cold starts met"
    head += " | idle instance-s | wasted instance-s | failed |"
    lines = [head, "|" + "---|" * 11]
    for r in rows:
        lines.append(
            f"| {r['case']} | {r['way']} | {r['runs']} | {r['seconds']:.2f} | {r['worst']:.2f} | {r['dagSeconds']:.2f} | {r['beforeWork']:.2f} |"
            f" {r['coldStartsMet']:.1f} | {r['idle']:.2f} | {r['wasted']:.2f} | {r['failed']} |"
        )
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--airflow", choices=("3", "2"), default="3", help="major version; 2 is 2.11; default: 3")
    parser.add_argument("--ways", default="none,plugin,openlineage", help="default: none,plugin,openlineage")
    parser.add_argument("--cases", default="", help="names of DAGs; default: all")
    parser.add_argument("--runs", type=int, default=8, help="of the paper's DAG, the first of which is for learning; default: 8")
    parser.add_argument("--retention", type=float, default=20, help="seconds that the services keep an idle instance; default: 20")
    parser.add_argument("--observer", choices=sorted(OBSERVERS), default="server", help="what is told; default: server")
    parser.add_argument("--short", action="store_true", help="fewer runs, by plugin alone: what CI runs")
    parser.add_argument("--work", type=Path, default=HERE / "target", help="where everything is put")
    parser.add_argument("--json", type=Path, help="the figures go here; default: WORK/figures-VERSION.json")
    options = parser.parse_args()
    work = options.work.resolve()
    work.mkdir(parents=True, exist_ok=True)
    try:
        return measure(options, work)
    except NotAvailable as e:
        print(f"SKIPPED: real Airflow is not tested: {e}")
        return 0


def terminated(signum: int, frame: Any) -> None:
    raise SystemExit(128 + signum)


def measure(options: argparse.Namespace, work: Path) -> int:
    signal.signal(signal.SIGTERM, terminated)
    installation = Installation(options.airflow, work)
    installation.install()
    version = installation.version()
    wanted = [c for c in cases(options.short, options.runs) if not options.cases or c.name in options.cases.split(",")]
    ways = ["plugin"] if options.short else options.ways.split(",")
    port = free_block(8)
    results: list[dict[str, Any]] = []
    problems: list[str] = []
    processes = Processes(work / "logs")
    postgres = Postgres(work)
    try:
        services = Services(processes, port, 8 if options.short else options.retention)
        postgres.start()
        airflow = Airflow(installation, postgres, work, services)
        airflow.notes.unlink(missing_ok=True)
        airflow.prepare()
        print(f"Airflow {version}, LocalExecutor, PostgreSQL; load {os.getloadavg()[0]:.2f}", flush=True)
        for way in ways:
            observer = OBSERVERS["nobody" if way == "none" else options.observer](work / f"told-{options.airflow}-{way}", services, way)
            try:
                measurement = Measurement(way, airflow, services, observer)
                measurement.run(wanted)
                results += measurement.results
                if way == "plugin" and (events := observer.events()) is not None:
                    problems += unmet(events, measurement.results, services.uri, options.airflow)
                    if measurement.history is not None:
                        problems += differing(measurement.history, events, measurement.results)
            finally:
                observer.close()
    finally:
        processes.stop()
        postgres.stop()
    rows = summary(results)
    figures = options.json or work / f"figures-{version}.json"
    figures.write_text(json.dumps({"airflow": version, "retention": options.retention, "summary": rows, "runs": results}, indent=1) + "\n")
    print("\n" + table(rows))
    failed = [r for r in results if r["state"] != "success"]
    for problem in problems:
        print(f"WRONG: {problem}")
    print(f"\nruns on Airflow {version}: {len(results) - len(failed)} succeeded, {len(failed)} failed; {len(problems)} facts told wrong")
    return 1 if failed or problems else 0


def free_block(size: int) -> int:
    """A port with so many free ones from it on, as far as one can know."""
    while True:
        port = free_port()
        if port + size < 65_536 and all(not is_listening(port + i) for i in range(1, size)):
            return port


if __name__ == "__main__":
    sys.exit(main())
