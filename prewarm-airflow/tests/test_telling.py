"""How events are sent: by another thread, in order, at most once, and what goes wrong there."""

from __future__ import annotations

import json
import logging
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fakes import SOURCES, WHICH_DAGS
from receiver import Receiver

URL = "AIRFLOW__PREWARM__URL"


def told(plugin: Any, receiver: Receiver) -> list[Any]:
    assert plugin._teller.join(10)
    events: list[Any] = receiver.events
    return events


def test_one_event_is_one_and_several_are_a_batch(plugin: Any, receiver: Receiver, valid: Any) -> None:
    plugin.send(
        [plugin.Telling("run.finished", plugin.datetime.now(plugin.timezone.utc), {"workflow": "d", "run": "1"}, None)]
    )
    more = plugin.Telling("run.finished", plugin.datetime.now(plugin.timezone.utc), {"workflow": "d", "run": "2"}, None)
    plugin.send([more, more])
    single, batch = receiver.requests
    assert single["path"] == batch["path"] == "/events"
    assert single["headers"]["content-type"] == "application/cloudevents+json"
    assert batch["headers"]["content-type"] == "application/cloudevents-batch+json"
    assert [e["data"]["run"] for e in receiver.events] == ["1", "2", "2"]
    assert len({e["id"] for e in receiver.events}) == 3
    for event in receiver.events:
        valid.validate(event)


def test_order_is_kept(plugin: Any, receiver: Receiver) -> None:
    for number in range(250):
        plugin.tell("run.finished", {"workflow": "d", "run": str(number)})
    assert [e["data"]["run"] for e in told(plugin, receiver)] == [str(n) for n in range(250)]


def test_a_path_of_the_url_is_kept(plugin: Any, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(URL, f"http://127.0.0.1:{receiver.port}/behind/a/proxy")
    plugin.tell("run.finished", {})
    told(plugin, receiver)
    assert receiver.requests[0]["path"] == "/behind/a/proxy"


def test_the_time_is_when_it_happened(plugin: Any, receiver: Receiver) -> None:
    gate = threading.Event()
    plugin.tell("run.started", {}, lambda: {"tasks": {}} if gate.wait(10) else {})
    after = plugin.datetime.now(plugin.timezone.utc)
    gate.set()
    assert plugin.datetime.fromisoformat(told(plugin, receiver)[0]["time"]) <= after


def test_what_cannot_be_found_out_is_left_out(plugin: Any, receiver: Receiver) -> None:
    def fails() -> dict[str, Any]:
        raise RuntimeError("the database is away")

    plugin.tell("run.started", {"workflow": "d"}, fails)
    assert told(plugin, receiver)[0]["data"] == {"workflow": "d"}


class TestCredentials:
    """The token goes to the server, and nowhere else."""

    def headers(self, plugin: Any, receiver: Receiver) -> Any:
        plugin.tell("run.finished", {})
        told(plugin, receiver)
        return receiver.requests[-1]["headers"]

    def test_none(self, plugin: Any, receiver: Receiver) -> None:
        assert "authorization" not in self.headers(plugin, receiver)

    def test_a_token(self, plugin: Any, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("AIRFLOW__PREWARM__TOKEN", "abc")
        assert self.headers(plugin, receiver)["authorization"] == "Bearer abc"

    def test_a_file_that_changes(
        self, plugin: Any, receiver: Receiver, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        file = tmp_path / "token"
        monkeypatch.setenv("AIRFLOW__PREWARM__TOKEN_FILE", str(file))
        file.write_text("one\n")
        assert self.headers(plugin, receiver)["authorization"] == "Bearer one"
        file.write_text("two")
        assert self.headers(plugin, receiver)["authorization"] == "Bearer two"

    @pytest.mark.parametrize("token", ["geheim\u20ac", "geheim\nX-More: yes", "geheim\tx", "geh\u00e9im"])
    def test_what_cannot_be_sent_is_not_logged(
        self,
        plugin: Any,
        receiver: Receiver,
        monkeypatch: pytest.MonkeyPatch,
        caplog: pytest.LogCaptureFixture,
        token: str,
    ) -> None:
        monkeypatch.setenv("AIRFLOW__PREWARM__TOKEN", token)
        caplog.set_level(logging.DEBUG)
        plugin.tell("run.finished", {})
        assert told(plugin, receiver) == []
        assert "1 events were not told: the token has other than printable ASCII characters" in caplog.text
        assert token[:3] not in caplog.text

    def test_a_file_that_holds_no_text_is_not_logged(
        self,
        plugin: Any,
        receiver: Receiver,
        monkeypatch: pytest.MonkeyPatch,
        caplog: pytest.LogCaptureFixture,
        tmp_path: Path,
    ) -> None:
        file = tmp_path / "token"
        file.write_bytes(b"geheim\xff")
        monkeypatch.setenv("AIRFLOW__PREWARM__TOKEN_FILE", str(file))
        caplog.set_level(logging.DEBUG)
        plugin.tell("run.finished", {})
        assert told(plugin, receiver) == []
        assert "1 events were not told: UnicodeDecodeError" in caplog.text
        assert "geheim" not in caplog.text

    def test_a_file_that_is_missing_is_said(
        self,
        plugin: Any,
        receiver: Receiver,
        monkeypatch: pytest.MonkeyPatch,
        caplog: pytest.LogCaptureFixture,
        tmp_path: Path,
    ) -> None:
        monkeypatch.setenv("AIRFLOW__PREWARM__TOKEN_FILE", str(tmp_path / "none"))
        plugin.tell("run.finished", {})
        assert told(plugin, receiver) == []
        assert "1 events were not told: FileNotFoundError: No such file or directory" in caplog.text

    def test_no_proxy_gets_to_see_it(self, plugin: Any, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
        assert self.headers(plugin, receiver)


class TestTeller:
    """The queue and its thread."""

    def test_the_thread_ends_with_the_queue(self, plugin: Any) -> None:
        threads: list[threading.Thread] = []
        teller = plugin.Teller(lambda batch: threads.append(threading.current_thread()))
        teller.tell(object())
        assert teller.join(10)
        assert [t.name for t in threads] == ["prewarm"]
        assert not teller._running

    def test_it_does_not_grow_without_end(self, plugin: Any, caplog: pytest.LogCaptureFixture) -> None:
        gate, sent = threading.Event(), []

        def send(batch: list[Any]) -> None:
            gate.wait(10)
            sent.extend(batch)

        teller = plugin.Teller(send)
        for number in range(5_000):
            teller.tell(number)
        gate.set()
        assert teller.join(10)
        assert teller.CAPACITY <= len(sent) <= teller.CAPACITY + teller.BATCH
        assert sent == sorted(set(sent))
        assert "events were not told: more than 1000 were waiting" in caplog.text

    def test_join_gives_up(self, plugin: Any) -> None:
        gate = threading.Event()
        teller = plugin.Teller(lambda batch: gate.wait(10))
        teller.tell(object())
        assert not teller.join(0.01)
        gate.set()
        assert teller.join(10)

    def test_what_fails_does_not_stop_what_follows(self, plugin: Any) -> None:
        sent: list[Any] = []

        def send(batch: list[Any]) -> None:
            if batch == ["bad"]:
                raise RuntimeError("no")
            sent.extend(batch)

        teller = plugin.Teller(send)
        teller.tell("bad")
        assert teller.join(10)
        teller.tell("good")
        assert teller.join(10)
        assert sent == ["good"]

    def test_a_child_process_starts_anew(self, plugin: Any) -> None:
        """A fork while the thread is busy and holds the lock leaves the child a teller that works."""
        gate = threading.Event()
        teller = plugin.Teller(lambda batch: gate.wait(10))
        os.register_at_fork(after_in_child=teller._forked)
        teller.tell("of the parent")
        teller.tell("of the parent")
        with teller._changed:
            child = os.fork()
            if child == 0:
                ok = teller.join(1) and not teller._queue
                os._exit(0 if ok else 1)
        gate.set()
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        assert teller.join(10)

    def test_no_thread_to_be_had(self, plugin: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        def fails(*args: Any) -> None:
            raise RuntimeError("can't start new thread")

        sent: list[Any] = []
        teller = plugin.Teller(sent.extend)
        with monkeypatch.context() as patch:
            patch.setattr("_thread.start_new_thread", fails)
            with pytest.raises(RuntimeError):
                teller.tell("lost")
        teller.tell("told")
        assert teller.join(10)
        assert sent == ["told"]


class TestFaults:
    """What a server that is not well does to the thread that tells: one line in the log a minute, and nothing else."""

    @pytest.mark.parametrize(
        ("manner", "said"),
        [
            ("fails", "answers 500"),
            ("garbage", "does not answer as one that speaks HTTP/1.1"),
            ("resets", "1 events were not told"),
        ],
    )
    def test_answers(
        self, plugin: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, manner: str, said: str
    ) -> None:
        receiver = Receiver(0, manner=manner)
        monkeypatch.setenv(URL, f"http://127.0.0.1:{receiver.port}")
        plugin.tell("run.finished", {})
        assert plugin._teller.join(10)
        receiver.close()
        assert said in caplog.text

    @pytest.mark.parametrize("manner", ["hangs", "drips"])
    def test_no_answer(self, plugin: Any, monkeypatch: pytest.MonkeyPatch, manner: str) -> None:
        receiver = Receiver(0, manner=manner)
        monkeypatch.setenv(URL, f"http://127.0.0.1:{receiver.port}")
        monkeypatch.setenv("AIRFLOW__PREWARM__TIMEOUT", "0.2")
        plugin.tell("run.finished", {})
        assert plugin._teller.join(10)
        receiver.close()

    def test_nobody_there(self, plugin: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
        monkeypatch.setenv(URL, "http://127.0.0.1:1")
        plugin.tell("run.finished", {})
        assert plugin._teller.join(10)
        assert "Connection refused" in caplog.text

    def test_tls_that_is_none(
        self, plugin: Any, receiver: Receiver, monkeypatch: pytest.MonkeyPatch, caplog: Any
    ) -> None:
        monkeypatch.setenv(URL, f"https://127.0.0.1:{receiver.port}")
        monkeypatch.setenv("AIRFLOW__PREWARM__TIMEOUT", "1")
        plugin.tell("run.finished", {})
        assert plugin._teller.join(10)
        assert "1 events were not told" in caplog.text

    def test_a_certificate_that_is_not_trusted(
        self, plugin: Any, monkeypatch: pytest.MonkeyPatch, caplog: Any, server_with_tls: Callable[[], Any]
    ) -> None:
        server = server_with_tls()
        monkeypatch.setenv(URL, f"https://localhost:{server.port}")
        plugin.tell("run.finished", {"workflow": "secret"})
        assert plugin._teller.join(10)
        assert "CERTIFICATE_VERIFY_FAILED" in caplog.text
        assert not server.received

    def test_a_certificate_of_ones_own(
        self, plugin: Any, monkeypatch: pytest.MonkeyPatch, server_with_tls: Callable[[], Any]
    ) -> None:
        server = server_with_tls()
        monkeypatch.setenv(URL, f"https://localhost:{server.port}")
        monkeypatch.setenv("AIRFLOW__PREWARM__CA_FILE", server.certificate)
        plugin.tell("run.finished", {"workflow": "d"})
        assert plugin._teller.join(10)
        assert json.loads(server.received[0].split(b"\r\n\r\n")[1])["data"] == {"workflow": "d"}

    def test_complaints_are_few(
        self, plugin: Any, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        now = [1_000.0]
        monkeypatch.setattr(time, "monotonic", lambda: now[0])
        with caplog.at_level(logging.WARNING, "prewarm"):
            for _ in range(50):
                plugin.complain("it is away")
            now[0] += 61
            plugin.complain("it is still away")
        assert [r.getMessage() for r in caplog.records] == [
            "prewarm: it is away; tasks are not affected",
            "prewarm: it is still away; tasks are not affected (49 more of such in between)",
        ]


class TestSettings:
    """The section [prewarm]."""

    @pytest.mark.parametrize(("name", "uri"), SOURCES)
    def test_a_source_is_a_uri(
        self, plugin: Any, receiver: Receiver, monkeypatch: pytest.MonkeyPatch, name: str, uri: str
    ) -> None:
        monkeypatch.setenv("AIRFLOW__PREWARM__SOURCE", name)
        plugin.tell("run.finished", {})
        assert [e["source"] for e in told(plugin, receiver)] == [uri]

    def test_off_without_a_url(self, plugin: Any) -> None:
        assert plugin.settings().url == ""

    @pytest.mark.parametrize(
        "url",
        [
            "prewarm:8080",
            "ftp://prewarm",
            "http://",
            "http://prewarm:8080x",
            "http://prewarm:99999",
            "http://prewarm:0",
            "http://[bad",
            "http://prewarm..shop",
            "http://pre warm",
            "http://prewarm/a b",
            "http://prewarm/\u20ac",
        ],
    )
    def test_off_with_a_wrong_one(self, plugin: Any, monkeypatch: pytest.MonkeyPatch, caplog: Any, url: str) -> None:
        monkeypatch.setenv(URL, url)
        assert plugin.settings().url == ""
        assert f"url is {url!r}, but" in caplog.text

    @pytest.mark.parametrize(
        "url",
        [
            "http://prewarm",
            "https://prewarm:8443/",
            "http://[::1]:8080",
            "http://b\u00fccher.shop",
            "http://a_b.c./d?e",
        ],
    )
    def test_on_with_a_right_one(self, plugin: Any, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
        monkeypatch.setenv(URL, url)
        assert plugin.settings().url == url

    @pytest.mark.parametrize("timeout", ["0", "-1", "61", "soon"])
    def test_a_wrong_timeout(self, plugin: Any, monkeypatch: pytest.MonkeyPatch, caplog: Any, timeout: str) -> None:
        monkeypatch.setenv("AIRFLOW__PREWARM__TIMEOUT", timeout)
        assert plugin.settings().timeout == 2
        assert repr(timeout) in caplog.text

    @pytest.mark.parametrize(("dags", "dag", "wanted"), WHICH_DAGS)
    def test_which_dags(self, plugin: Any, monkeypatch: pytest.MonkeyPatch, dags: str, dag: str, wanted: bool) -> None:
        monkeypatch.setenv("AIRFLOW__PREWARM__DAGS", dags)
        assert plugin.settings().wants(dag) is wanted
