"""Tasks, DAGs and task instances, as far as the plugin looks at them."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

WHICH_DAGS = [
    ("*", "a", True),
    ("shop_*", "shop_orders", True),
    ("shop_*", "other", False),
    ("-shop_*", "shop_orders", False),
    ("-shop_*", "other", True),
    ("shop_*, -shop_test", "shop_test", False),
    ("shop_*, -shop_test", "shop_orders", True),
    ("shop*,-shop_test", "shop_test", False),
    ("a, b,", "b", True),
]
"""Globs, the id of a DAG, and whether it is meant: by the plugin's setting, and by the history's option."""

SOURCES = [
    ("airflow", "airflow"),
    ("default", "default"),
    ("food_delivery:prod", "food_delivery%3Aprod"),
    ("team a", "team%20a"),
    ("prod|eu", "prod%7Ceu"),
    ("http://airflow.example:8080/a?b#c", "http://airflow.example:8080/a?b#c"),
    ("/airflow/one", "/airflow/one"),
    ("50%", "50%25"),
    ("a%20b", "a%2520b"),
    ("a+b", "a+b"),
    ("a+b c", "a%2Bb%20c"),
    ("Z\u00fcrich", "Z%C3%BCrich"),
    ("Z\u00fcrich 1", "Z%C3%BCrich%201"),
    ("//", "%2F%2F"),
    (":", "%3A"),
    ("a:", "a%3A"),
    ("a:#b", "a%3A%23b"),
    ("a#b#c", "a%23b%23c"),
    ("\U0001f680 ship", "%F0%9F%9A%80%20ship"),
    ("not \udcff Unicode", "not%20%3F%20Unicode"),
]
"""What an Airflow calls itself, and the URI reference that its events have of that."""


class Task:
    """An operator; what is not given is as Airflow has it."""

    is_mapped = False
    task_type = "PythonOperator"
    trigger_rule = "all_success"
    template_fields: tuple[str, ...] = ()
    pool = "default_pool"
    pool_slots = 1
    retry_delay = timedelta(minutes=5)
    retry_exponential_backoff: Any = False
    max_retry_delay: timedelta | None = None

    def __init__(self, task_id: str, **more: Any) -> None:
        self.task_id = task_id
        self.executor_config: dict[str, Any] = {}
        self.upstream_list: list[Task] = []
        self.downstream_list: list[Task] = []
        self.dag: Any = None
        self.__dict__.update(more)

    @property
    def upstream_task_ids(self) -> set[str]:
        return {t.task_id for t in self.upstream_list}

    @property
    def downstream_task_ids(self) -> set[str]:
        return {t.task_id for t in self.downstream_list}

    def then(self, *tasks: Task) -> Task:
        for task in tasks:
            self.downstream_list.append(task)
            task.upstream_list.append(self)
        return tasks[-1]


class PlainXComArg:
    """The result of a task; Airflow's classes of this name are told by it."""

    def __init__(self, operator: Task, key: str = "return_value") -> None:
        self.operator, self.key = operator, key


class MapXComArg:
    def __init__(self, arg: Any) -> None:
        self.arg = arg


class ZipXComArg:
    pass


class Mapped(Task):
    """A task that is expanded over what is given."""

    is_mapped = True

    def __init__(self, task_id: str, over: Any, **more: Any) -> None:
        super().__init__(task_id, **{"partial_kwargs": {}, **more})
        self._over = over

    def _get_specified_expand_input(self) -> Any:
        return SimpleNamespace(value=self._over)

    def get_parse_time_mapped_ti_count(self) -> int:
        values = self._over.values() if isinstance(self._over, dict) else [self._over]
        count = 1
        for value in values:
            count *= len(value)
        return count


def dag(dag_id: str, *tasks: Task, **more: Any) -> Any:
    made = SimpleNamespace(dag_id=dag_id, tasks=list(tasks), tags=set(), max_active_tasks=16)
    made.__dict__.update(more)
    for task in tasks:
        task.dag = made
    return made


def dag_run(made: Any, run_id: str = "manual__1") -> Any:
    return SimpleNamespace(dag=made, dag_id=made.dag_id, run_id=run_id)


class TaskInstance:
    """One of Airflow 3's task process."""

    __module__ = "airflow.sdk.execution_time.task_runner"

    def __init__(self, task: Task, **more: Any) -> None:
        self.task = task
        self.dag_id, self.task_id, self.run_id = task.dag.dag_id, task.task_id, "manual__1"
        self.try_number, self.map_index, self.state = 1, -1, "running"
        self.xcoms: dict[tuple[str, str], Any] = {}
        self.__dict__.update(more)

    def xcom_pull(self, task_ids: str, key: str) -> Any:
        return self.xcoms.get((task_ids, key))
