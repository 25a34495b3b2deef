"""A cluster of Spark's own on this machine: a master and workers, on loopback alone, each in a group of processes of
its own so that one can be killed whole.

    with Cluster(workers=2) as cluster:
        spark = cluster.session()
        cluster.kill(1)
"""

from __future__ import annotations

import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import time

import pyspark
from pyspark.sql import SparkSession

LOOPBACK = "127.0.0.1"

#: How long a master or a worker may take to be there.
PATIENCE_S = 180

SETTINGS = {
    "spark.driver.host": LOOPBACK,
    "spark.driver.bindAddress": LOOPBACK,
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.shuffle.partitions": "8",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "1000",
    "spark.sql.session.timeZone": "UTC",
}


def free_port() -> int:
    with socket.socket() as found:
        found.bind((LOOPBACK, 0))
        return found.getsockname()[1]


class Cluster:
    def __init__(self, workers: int = 2, memory: str = "3g", environment: dict[str, str] | None = None) -> None:
        self.port = free_port()
        self.count = workers
        self.memory = memory
        self.folder = tempfile.TemporaryDirectory(prefix="hearsay-cluster-")
        self.environment = {
            **os.environ,
            "SPARK_LOCAL_IP": LOOPBACK,
            "SPARK_NO_DAEMONIZE": "1",
            "SPARK_DAEMON_MEMORY": "512m",
            "PYSPARK_PYTHON": sys.executable,
            # Neither a page nor a second port for jobs.
            "SPARK_DAEMON_JAVA_OPTS": "-Dspark.master.rest.enabled=false -Dspark.ui.enabled=false",
            **(environment or {}),
        }
        self.processes: list[subprocess.Popen] = []

    @property
    def address(self) -> str:
        return f"spark://{LOOPBACK}:{self.port}"

    def __enter__(self) -> Cluster:
        try:
            master = self._start("master.Master", "--host", LOOPBACK, "--port", str(self.port), "--webui-port", "0")
            self._wait(master, "I have been elected leader")
            for _ in range(self.count):
                self.add()
        except BaseException:
            self.__exit__()
            raise
        return self

    def add(self) -> None:
        """Starts another worker."""
        worker = self._start(
            "worker.Worker", "--host", LOOPBACK, "--cores", "1", "--memory", self.memory, "--webui-port", "0",
            "--work-dir", str(pathlib.Path(self.folder.name) / f"work-{len(self.processes)}"), self.address,
        )
        self._wait(worker, "Successfully registered with master")

    def _start(self, role: str, *arguments: str) -> subprocess.Popen:
        program = pathlib.Path(pyspark.__file__).parent / "bin" / "spark-class"
        log = pathlib.Path(self.folder.name) / f"log-{len(self.processes)}"
        process = subprocess.Popen(
            [program, f"org.apache.spark.deploy.{role}", *arguments],
            env=self.environment, stdout=log.open("wb"), stderr=subprocess.STDOUT, start_new_session=True,
        )
        process.log = log
        self.processes.append(process)
        return process

    def _wait(self, process: subprocess.Popen, words: str) -> None:
        until = time.monotonic() + PATIENCE_S
        while words not in process.log.read_text():
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"not there in {PATIENCE_S} s:\n{process.log.read_text()[-3000:]}")
            time.sleep(0.2)

    def kill(self, worker: int) -> None:
        """Kills a worker and whatever it has started, as a machine that loses its power."""
        os.killpg(self.processes[1 + worker].pid, signal.SIGKILL)

    def session(self, **settings: str) -> SparkSession:
        """A session whose driver is this process."""
        os.environ.update(SPARK_LOCAL_IP=LOOPBACK, PYSPARK_PYTHON=sys.executable)
        builder = SparkSession.builder.master(self.address).appName("hearsay")
        memory = f"{int(self.memory.removesuffix('g')) * 1024 - 1024}m"
        all_settings = {**SETTINGS, "spark.executor.memory": memory, "spark.executor.memoryOverhead": "1024m"}
        for key, value in {**all_settings, **settings}.items():
            builder = builder.config(key, value)
        return builder.getOrCreate()

    def __exit__(self, *_: object) -> None:
        for process in reversed(self.processes):
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            process.wait()
        self.folder.cleanup()
