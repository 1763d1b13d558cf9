"""What the plugin told on real Airflow, recorded, is by the schema, and what the DAGs did."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from expectations import unmet
from processes import SERVICES

RECORDINGS = Path(__file__).resolve().parents[2] / "integration" / "airflow" / "recordings"


def events(recording: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in recording.read_text().splitlines()]


def major(recording: Path) -> str:
    return recording.stem.removeprefix("airflow-").split(".")[0]


def results(told: list[dict[str, Any]]) -> list[dict[str, str]]:
    runs = {(e["data"]["workflow"], e["data"]["run"]) for e in told}
    return [{"case": workflow, "run": run} for workflow, run in sorted(runs)]


def address(told: list[dict[str, Any]]) -> Any:
    """Where a service was, by the port of the first."""
    paper = next(e for e in told if e["data"]["workflow"] == "paper" and "tasks" in e["data"])
    port = int(paper["data"]["tasks"]["first"]["calls"][0].rsplit(":", 1)[1])
    return lambda name: f"http://127.0.0.1:{port + list(SERVICES).index(name)}"


@pytest.mark.parametrize("recording", sorted(RECORDINGS.glob("*.jsonl")), ids=lambda r: r.stem)
def test_it_is_what_happened(recording: Path, valid: Any) -> None:
    told = events(recording)
    for event in told:
        valid.validate(event)
    assert len(results(told)) >= 7
    assert list(unmet(told, results(told), address(told), major(recording))) == []


@pytest.mark.parametrize(
    ("kind", "task", "said"),
    [
        ("run.started", None, "calls of second is None"),
        ("task.finished", "third", "no task.finished of third"),
    ],
)
def test_what_is_missing_is_seen(kind: str, task: str | None, said: str) -> None:
    told = events(RECORDINGS / "airflow-3.3.2.jsonl")
    kept = [e for e in told if not (e["type"] == f"dev.prewarm.{kind}.v1" and e["data"].get("task") == task)]
    paper = [r for r in results(told) if r["case"] == "paper"]
    assert any(said in problem for problem in unmet(kept, paper, address(told), "3"))
