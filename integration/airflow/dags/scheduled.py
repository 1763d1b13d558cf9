"""The paper's workflow in plain Python code, by a timetable: each run is announced by the one before."""

import os
import sys

sys.path.insert(0, os.path.dirname(__file__))
from airflow.providers.standard.operators.python import PythonOperator
from common import dag
from noting import call, url

with dag("scheduled", schedule="* * * * *", is_paused_upon_creation=True, max_active_runs=1):
    first, second, third = (PythonOperator(task_id=s, python_callable=call, op_kwargs={"url": url(s)}) for s in ("first", "second", "third"))
    first >> second >> third
