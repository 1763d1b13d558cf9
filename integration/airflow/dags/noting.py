"""What DAGs here do: call services, and note in a file when, as the truth that measurements are held against."""

import json
import os
import time

import requests

FIRST_PORT = int(os.environ.get("PREWARM_TEST_PORT", "18100")) + 1
SERVICES = ["first", "second", "third", "left", "right", "work", "flaky"]


def url(service):
    return f"http://127.0.0.1:{FIRST_PORT + SERVICES.index(service)}/"


def note(context, what, **more):
    ti = context["ti"]
    line = {"dag": ti.dag_id, "run": ti.run_id, "task": ti.task_id, "instance": ti.map_index, "attempt": ti.try_number}
    with open(os.environ["PREWARM_TEST_NOTES"], "a") as file:
        file.write(json.dumps({**line, "what": what, "at": time.time(), **more}) + "\n")


def begins(context):
    note(context, "begins")


def ends(context, result=None):
    note(context, "ends")


def call(url, **context):
    begins(context)
    response = requests.get(url, timeout=60)
    ends(context)
    response.raise_for_status()
