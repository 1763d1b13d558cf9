"""What the plugin needs of Airflow, where Airflow is not installed; and fixtures."""

from __future__ import annotations

import importlib.util
import json
import os
import sys
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "integration" / "airflow"))

URL = "AIRFLOW__PREWARM__URL"


def stand_in() -> None:
    """The few names that the plugin imports, with the behaviour that it relies on."""
    import pluggy

    class Conf:
        def get(self, section: str, key: str, fallback: Any = None) -> Any:
            return os.environ.get(f"AIRFLOW__{section}__{key}".upper(), fallback)

        def getint(self, section: str, key: str, fallback: int = 0) -> int:
            return int(self.get(section, key, fallback))

    modules: dict[str, dict[str, Any]] = {
        "airflow": {},
        "airflow.configuration": {"conf": Conf()},
        "airflow.listeners": {"hookimpl": pluggy.HookimplMarker("airflow")},
        "airflow.plugins_manager": {"AirflowPlugin": type("AirflowPlugin", (), {})},
    }
    for name, content in modules.items():
        module = types.ModuleType(name)
        module.__dict__.update(content)
        sys.modules[name] = module


if importlib.util.find_spec("airflow") is None:
    stand_in()


@pytest.fixture(autouse=True)
def plugin(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The plugin, as a process has it that has told nothing yet, and without settings of the environment."""
    for name in [n for n in os.environ if n.startswith("AIRFLOW__PREWARM__")]:
        monkeypatch.delenv(name)
    import prewarm_airflow

    prewarm_airflow.settings.cache_clear()
    prewarm_airflow.tls.cache_clear()
    prewarm_airflow._own.clear()
    prewarm_airflow._patience.renew()
    prewarm_airflow._complained[:] = [0.0, 0.0]
    teller = prewarm_airflow.Teller(prewarm_airflow.send)
    monkeypatch.setattr(prewarm_airflow, "_teller", teller)
    yield prewarm_airflow
    prewarm_airflow.Teller.join(teller, 10)
    prewarm_airflow.settings.cache_clear()


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A receiver that the plugin is set to tell."""
    from receiver import Receiver

    receiver = Receiver(0)
    monkeypatch.setenv(URL, f"http://127.0.0.1:{receiver.port}")
    yield receiver
    receiver.close()


@pytest.fixture(scope="session")
def valid() -> Any:
    """Whether an event is one by the schema in docs/."""
    import jsonschema

    schema = json.loads((ROOT / "docs" / "events.schema.json").read_text())
    return jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())


@pytest.fixture
def server_with_tls(tmp_path: Path) -> Iterator[Any]:
    """A maker of servers with a certificate that nobody trusts; each keeps the first request that it gets."""
    import shutil
    import socket
    import ssl
    import subprocess
    import threading
    from types import SimpleNamespace

    if shutil.which("openssl") is None:
        pytest.skip("no openssl to make a certificate with")
    certificate, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    openssl = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    names = ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run([*openssl, *names], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    listening: list[socket.socket] = []

    def make() -> Any:
        server = socket.create_server(("127.0.0.1", 0))
        listening.append(server)
        made = SimpleNamespace(port=server.getsockname()[1], certificate=str(certificate), received=[])

        def serve() -> None:
            try:
                connection, _ = server.accept()
                with context.wrap_socket(connection, server_side=True) as secure:
                    data = b""
                    while not data.endswith(b"}"):
                        data += secure.recv(65_536)
                    made.received.append(data)
                    secure.sendall(b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n")
            except OSError:
                pass

        threading.Thread(target=serve, daemon=True).start()
        return made

    yield make
    for server in listening:
        server.close()
