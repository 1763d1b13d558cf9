"""What the measurement needs and makes itself: Airflow in a virtual environment, and PostgreSQL."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent

AIRFLOW = {"3": "apache-airflow>=3.1,<4", "2": "apache-airflow>=2.11,<3"}
PROVIDERS = [
    "apache-airflow-providers-http",
    "apache-airflow-providers-openlineage",
    "apache-airflow-providers-standard",
]
DRIVERS = ["psycopg2-binary", "asyncpg"]


class NotAvailable(Exception):
    """Something that is needed cannot be had here, for instance because a registry does not answer."""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def is_listening(port: int) -> bool:
    with socket.socket() as s:
        return s.connect_ex(("127.0.0.1", port)) == 0


class Installation:
    """Airflow of a major version, its providers and our plugin, in a virtual environment of their own."""

    def __init__(self, major: str, work: Path) -> None:
        self.major = major
        self.venv = work / f"venv-{major}"

    def program(self, name: str) -> str:
        return str(self.venv / "bin" / name)

    def install(self) -> None:
        if sys.version_info < (3, 10):  # noqa: UP036
            raise NotAvailable(f"Python {sys.version.split()[0]}, but Airflow 3 needs 3.10 or newer")
        if not Path(self.program("airflow")).exists():
            subprocess.run([sys.executable, "-m", "venv", str(self.venv)], check=True)
            self._pip(AIRFLOW[self.major], *PROVIDERS, *DRIVERS)
        source = self.venv / "prewarm-airflow"  # a copy, since building leaves things behind
        shutil.copytree(ROOT / "prewarm-airflow", source, dirs_exist_ok=True, ignore=shutil.ignore_patterns("target", ".*"))
        self._pip("--no-deps", "--force-reinstall", str(source))

    def _pip(self, *packages: str) -> None:
        pip = [self.program("python"), "-m", "pip", "install", "--quiet", "--retries", "1", "--timeout", "20"]
        done = subprocess.run([*pip, *packages], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode:
            raise NotAvailable(f"pip cannot install {' '.join(packages)}: {done.stdout.strip()[-500:]}")

    def version(self) -> str:
        code = "import airflow; print(airflow.__version__)"
        env = {**os.environ, "AIRFLOW_HOME": str(self.venv / "home")}
        done = subprocess.run([self.program("python"), "-c", code], env=env, check=True, capture_output=True, text=True)
        return done.stdout.split()[-1]


class Postgres:
    """A database cluster of its own on a free port of localhost; root lets the user postgres run it."""

    def __init__(self, work: Path) -> None:
        self.data = work / "postgres"
        self.log = work / "postgres.log"
        self.port = free_port()
        self.bin = self._binaries()

    @staticmethod
    def _binaries() -> Path:
        def found() -> list[Path]:
            return sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))

        if not found():
            if os.geteuid() != 0 or shutil.which("apt-get") is None:
                raise NotAvailable("no PostgreSQL; on Debian: apt-get install postgresql")
            for command in (["update", "-q"], ["install", "-qy", "--no-install-recommends", "postgresql"]):
                env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
                if subprocess.run(["apt-get", *command], env=env, stdout=subprocess.DEVNULL).returncode:
                    raise NotAvailable("apt-get cannot install postgresql")
        return found()[-1].parent

    def _run(self, *command: str) -> None:
        as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        subprocess.run([*as_user, *command], check=True, stdout=subprocess.DEVNULL, cwd="/")

    def start(self) -> None:
        shutil.rmtree(self.data, ignore_errors=True)
        self.data.mkdir(parents=True)
        self.log.touch()
        if os.geteuid() == 0:
            shutil.chown(self.data, "postgres")
            shutil.chown(self.log, "postgres")
        self._run(str(self.bin / "initdb"), "-D", str(self.data), "-A", "trust", "-U", "airflow", "--no-sync")
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=200"
        ctl = str(self.bin / "pg_ctl")
        self._run(ctl, "-D", str(self.data), "-l", str(self.log), "-o", options, "-w", "-t", "60", "start")
        self.query("create database airflow", "postgres")

    def stop(self) -> None:
        if not (self.data / "postmaster.pid").exists():
            return
        self._run(str(self.bin / "pg_ctl"), "-D", str(self.data), "-m", "immediate", "-w", "stop")

    def url(self) -> str:
        return f"postgresql+psycopg2://airflow@127.0.0.1:{self.port}/airflow"

    def query(self, sql: str, database: str = "airflow") -> list[list[str]]:
        psql = [str(self.bin / "psql"), "-h", "127.0.0.1", "-p", str(self.port), "-U", "airflow", "-d", database, "-AtX"]
        done = subprocess.run([*psql, "-c", sql], check=True, capture_output=True, text=True)
        return [line.split("|") for line in done.stdout.splitlines()]
