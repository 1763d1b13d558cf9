"""What differs between Airflow 2.11 and 3."""

import datetime as dt

try:
    from airflow.sdk import DAG, TaskGroup, task
except ImportError:  # Airflow 2
    from airflow.decorators import task
    from airflow.models.dag import DAG
    from airflow.utils.task_group import TaskGroup

__all__ = ["DAG", "TaskGroup", "dag", "task"]


def dag(name, schedule=None, **more):
    return DAG(name, schedule=schedule, start_date=dt.datetime(2026, 1, 1, tzinfo=dt.timezone.utc), catchup=False, **more)
