"""What DAGs are made of besides chains: a branch, a dynamic fan-out in a pool, a failure that is tried again, and waits."""

import datetime as dt
import os
import sys

sys.path.insert(0, os.path.dirname(__file__))
from airflow.exceptions import AirflowSkipException
from airflow.providers.http.operators.http import HttpOperator
from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.providers.standard.operators.python import BranchPythonOperator, PythonOperator, ShortCircuitOperator
from common import TaskGroup, dag, task
from noting import begins, call, ends, url


def calls(service, task_id=None, **more):
    return PythonOperator(task_id=task_id or service, python_callable=call, op_kwargs={"url": url(service)}, **more)


def conf(context, key, default):
    return (context["dag_run"].conf or {}).get(key, default)


def choose(**context):
    return "way." + conf(context, "way", "left")


with dag("branch"):
    choice = BranchPythonOperator(task_id="choice", python_callable=choose)
    with TaskGroup("way"):
        left, right = calls("left"), calls("right")
    join = EmptyOperator(task_id="join", trigger_rule="none_failed_min_one_success")
    calls("first") >> choice >> [left, right] >> join >> calls("third")


def goes_on(**context):
    return conf(context, "goes_on", False)


with dag("short_circuit"):
    gate = ShortCircuitOperator(task_id="gate", python_callable=goes_on)
    gate >> calls("left") >> calls("third", trigger_rule="all_done")


def make(**context):
    call(url("first"), **context)
    return [{"url": url("work")} for _ in range(int(conf(context, "n", 4)))]


with dag("fanout"):
    made = PythonOperator(task_id="make", python_callable=make)
    work = PythonOperator.partial(task_id="work", python_callable=call, pool="two", executor_config={"prewarm": url("work")})
    made >> work.expand(op_kwargs=made.output) >> calls("third")


def flaky(**context):
    call(url("flaky"), **context)
    if context["ti"].try_number < 2:
        raise RuntimeError("fails the first time")


with dag("retrying"):
    fails = PythonOperator(
        task_id="flaky",
        python_callable=flaky,
        retries=2,
        retry_delay=dt.timedelta(seconds=5),
        executor_config={"prewarm": url("flaky")},
    )
    fails >> calls("third")


with dag("waits"):
    deferred = HttpOperator(
        task_id="deferred",
        http_conn_id="knative_first",
        endpoint="/",
        method="GET",
        deferrable=True,
        pre_execute=begins,
        post_execute=ends,
    )

    @task
    def skips_itself():
        raise AirflowSkipException("not today")

    @task(trigger_rule="all_done", executor_config={"prewarm": "http://127.0.0.1:1"})
    def last():
        return 1

    deferred >> skips_itself() >> last()


def numbers(**context):
    call(url("first"), **context)
    return [{"number": i} for i in range(2)]


def declines(number, **context):
    raise AirflowSkipException(f"not {number}")


with dag("declined"):
    listed = PythonOperator(task_id="list", python_callable=numbers)
    none = PythonOperator.partial(task_id="work", python_callable=declines, executor_config={"prewarm": url("work")})
    listed >> none.expand(op_kwargs=listed.output) >> calls("second") >> calls("third")


def nothing(number, **context):
    begins(context)


with dag("hundred"):
    PythonOperator.partial(task_id="nothing", python_callable=nothing).expand(op_kwargs=[{"number": i} for i in range(100)])
