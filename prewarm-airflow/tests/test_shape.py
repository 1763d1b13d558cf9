"""What is told of a DAG when a run starts."""

from __future__ import annotations

import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from fakes import Mapped, PlainXComArg, Task, dag


def test_after_rule_and_operator(plugin: Any) -> None:
    first, second = Task("first"), Task("second", trigger_rule="all_done", task_type="BashOperator")
    first.then(second)
    assert plugin.shape(dag("d", first, second)) == {
        "first": {"after": [], "operator": "PythonOperator", "rule": "all_success"},
        "second": {"after": ["first"], "operator": "BashOperator", "rule": "all_done"},
    }


def test_a_rule_that_is_an_enum(plugin: Any) -> None:
    import enum

    class TriggerRule(enum.Enum):
        ALL_DONE = "all_done"

    assert plugin.task_shape(Task("a", trigger_rule=TriggerRule.ALL_DONE), dag("d"))["rule"] == "all_done"


def test_what_passes_chooses_and_triggers(plugin: Any) -> None:
    join = Task("join", inherits_from_empty_operator=True)
    branch = Task("branch", inherits_from_skipmixin=True)
    sensor = Task("sensor", inherits_from_skipmixin=True, poke_interval=60)
    trigger = Task("trigger", task_type="TriggerDagRunOperator", trigger_dag_id="child")
    templated = Task("templated", task_type="TriggerDagRunOperator", trigger_dag_id="{{ params.child }}")
    told = plugin.shape(dag("d", join, branch, sensor, trigger, templated))
    assert told["join"]["passes"] is True
    assert told["join"]["calls"] == []
    assert told["branch"]["chooses"] is True
    assert "chooses" not in told["sensor"]
    assert told["trigger"]["triggers"] == ["child"]
    assert "triggers" not in told["templated"]


@pytest.mark.parametrize(
    "more", [{"on_success_callback": print}, {"outlets": ["asset"]}, {"has_on_execute_callback": True}]
)
def test_an_empty_operator_that_airflow_runs_does_not_pass(plugin: Any, more: dict[str, Any]) -> None:
    assert "passes" not in plugin.task_shape(Task("join", inherits_from_empty_operator=True, **more), dag("d"))


def test_the_limit_is_the_least_of_task_pool_and_dag(plugin: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plugin, "pool_slots", {"small": 6, "wide": 100, "endless": -1}.get)
    monkeypatch.setenv("AIRFLOW__CORE__PARALLELISM", "32")

    def limit(**more: Any) -> int | None:
        made = dag("d", Mapped("work", {"x": [1, 2]}, **more))
        found: int | None = plugin.shape(made)["work"].get("limit")
        return found

    assert limit(pool="wide") == 16
    assert limit(pool="small") == 6
    assert limit(pool="small", pool_slots=4) == 1
    assert limit(pool="endless") == 16
    assert limit(pool="gone") == 16
    assert limit(pool="wide", max_active_tis_per_dag=3, max_active_tis_per_dagrun=2) == 2


def test_a_width_that_is_known_from_the_start(plugin: Any) -> None:
    made = dag("d", Mapped("literal", {"x": [1, 2, 3], "y": "ab"}), Mapped("later", {"x": PlainXComArg(Task("a"))}))
    told = plugin.shape(made)
    assert told["literal"]["mapped"] is True
    assert told["literal"]["width"] == 6
    assert told["later"]["mapped"] is True
    assert "width" not in told["later"]


def test_a_task_in_a_mapped_group_is_mapped(plugin: Any) -> None:
    inside = Task("group.inside", get_closest_mapped_task_group=lambda: object())
    assert plugin.task_shape(inside, dag("d"))["mapped"] is True


def test_one_task_that_cannot_be_read_costs_what_it_calls_alone(plugin: Any) -> None:
    class Odd(Task):
        template_fields = ("broken",)

        @property
        def broken(self) -> str:
            raise RuntimeError("odd")

    told = plugin.shape(dag("d", Odd("odd"), Task("fine", executor_config={"prewarm": "shop/fine"})))
    assert "calls" not in told["odd"]
    assert told["fine"]["calls"] == ["shop/fine"]


class TestCalls:
    """Which service does a task call?"""

    def calls(self, plugin: Any, **more: Any) -> Any:
        return plugin.calls(Task("t", **more))

    def test_as_its_author_says(self, plugin: Any) -> None:
        assert self.calls(plugin, executor_config={"prewarm": "shop/resize"}) == ["shop/resize"]
        assert self.calls(plugin, executor_config={"prewarm": ["resize", "http://label.shop:8080/x?y"]}) == [
            "resize",
            "http://label.shop:8080",
        ]

    def test_never_is_not_unknown(self, plugin: Any) -> None:
        fields = {"template_fields": ("url",), "url": "http://a"}
        assert self.calls(plugin, executor_config={"prewarm": False}, **fields) == []
        assert self.calls(plugin) is None

    def test_what_the_author_says_wins(self, plugin: Any) -> None:
        fields = {"template_fields": ("url",), "url": "http://a"}
        assert self.calls(plugin, executor_config={"prewarm": "b"}, **fields) == ["b"]
        assert self.calls(plugin, executor_config={"KubernetesExecutor": {}}, **fields) == ["http://a"]
        assert self.calls(plugin, executor_config={"prewarm": True}, **fields) == ["http://a"]

    def test_its_connection(self, plugin: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(plugin, "connection_origin", {"api": "https://api.shop"}.get)
        assert self.calls(plugin, http_conn_id="api", template_fields=("endpoint",), endpoint="/v1") == [
            "https://api.shop"
        ]
        assert self.calls(plugin, http_conn_id="gone") is None
        assert self.calls(plugin, http_conn_id="{{ var.value.conn }}") is None

    def test_addresses_in_template_fields(self, plugin: Any) -> None:
        found = self.calls(
            plugin,
            template_fields=("op_args", "op_kwargs", "bash_command"),
            op_args=["http://one/path", 7, None],
            op_kwargs={"deep": {"er": ("https://two:8443",)}},
            bash_command="curl -d @x http://three.shop.svc.cluster.local/do && echo done",
        )
        assert found == ["http://one", "https://two:8443", "http://three.shop.svc.cluster.local"]

    def test_of_a_mapped_operator(self, plugin: Any) -> None:
        task = Mapped(
            "t",
            {"op_kwargs": [{"url": "http://a/1"}, {"url": "http://a/2"}, {"url": "http://b"}]},
            partial_kwargs={"op_args": ["http://c"]},
            template_fields=("op_args", "op_kwargs"),
        )
        assert plugin.calls(task) == ["http://c", "http://a", "http://b"]

    def test_templates_are_not_addresses(self, plugin: Any) -> None:
        fields = [
            "http://{{ host }}/",
            "http://pre-{{ x }}.shop/",
            "{{ url }}",
            "https://user:{{ password }}@host/",
            "http://a{% if b %}c",
        ]
        assert plugin.literals(fields) == ["https://host"]

    def test_nothing_secret(self, plugin: Any) -> None:
        fields = ["https://user:secret@host:99/secret?token=secret#secret", "http://us%40er:p@b.c/x"]
        assert plugin.literals(fields) == ["https://host:99", "http://b.c"]
        assert plugin.calls(Task("t", executor_config={"prewarm": "https://user:secret@host/secret"})) == [
            "https://host"
        ]

    def test_ipv6(self, plugin: Any) -> None:
        assert plugin.literals(["http://[fd00::1]:8080/x"]) == ["http://[fd00::1]:8080"]


class TestConnections:
    """Where does a connection lead?"""

    @pytest.mark.parametrize(
        ("connection", "expected"),
        [
            ({"host": "api.shop"}, "http://api.shop"),
            ({"host": "api.shop", "schema": "https", "port": 8443}, "https://api.shop:8443"),
            ({"host": "api.shop", "conn_type": "https"}, "https://api.shop"),
            ({"host": "https://api.shop/base"}, "https://api.shop"),
            ({"host": "http://api.shop:81", "port": 82}, "http://api.shop:81"),
            ({"host": "api.shop", "schema": "a_path"}, "http://api.shop"),
            ({"host": ""}, None),
            ({"host": None}, None),
            ({"host": "{{ odd }}"}, None),
        ],
    )
    def test_its_origin(
        self, plugin: Any, monkeypatch: pytest.MonkeyPatch, connection: dict[str, Any], expected: str | None
    ) -> None:
        given = {"schema": None, "conn_type": "http", "port": None, "login": "u", "password": "secret", **connection}
        found = SimpleNamespace(get_connection_from_secrets=lambda conn_id: SimpleNamespace(**given))
        monkeypatch.setitem(sys.modules, "airflow.models", ModuleType("airflow.models"))
        monkeypatch.setitem(sys.modules, "airflow.models.connection", SimpleNamespace(Connection=found))
        assert plugin.Remembered(plugin.connection_origin._find)("api") == expected

    def test_it_is_asked_for_once_a_minute(self, plugin: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        now, asked = [100.0], []

        def find(key: str) -> str:
            asked.append(key)
            if key == "gone":
                raise KeyError(key)
            return key.upper()

        monkeypatch.setattr(plugin.time, "monotonic", lambda: now[0])
        remembered = plugin.Remembered(find)
        assert [remembered("a"), remembered("a"), remembered("gone"), remembered("gone")] == ["A", "A", None, None]
        now[0] += 61
        remembered("a")
        assert asked == ["a", "gone", "a"]
