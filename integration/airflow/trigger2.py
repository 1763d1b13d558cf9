"""Starts runs in Airflow 2 without a web server: reads lines with a JSON array of DAG, run id and configuration."""

import json
import sys

from airflow.api.common.trigger_dag import trigger_dag

for line in sys.stdin:
    dag, run, conf = json.loads(line)
    trigger_dag(dag_id=dag, run_id=run, conf=conf, replace_microseconds=False)
