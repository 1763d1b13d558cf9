"""The paper's workflow: three Knative services in a row (3 s, 7 s, 5 s), called by HttpOperators; nothing says what prewarm needs to know."""

import os
import sys

sys.path.insert(0, os.path.dirname(__file__))
from airflow.providers.http.operators.http import HttpOperator
from common import dag
from noting import begins, ends


def calls(name):
    return HttpOperator(task_id=name, http_conn_id=f"knative_{name}", endpoint="/", method="GET", pre_execute=begins, post_execute=ends)


with dag("paper"):
    calls("first") >> calls("second") >> calls("third")
