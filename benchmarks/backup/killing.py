"""What runs of backups that are killed at random moments share: how one begins, is killed, and is listened to."""

import os
import random
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from holdfast.host.backup.s3 import S3Store
from holdfast.rig.postgres import Postgres


@dataclass(kw_only=True)
class Killing(ABC):
    """What is killed, and what was seen."""

    victims: ClassVar[tuple[str, ...]]
    words: ClassVar[tuple[str, ...]] = ()
    server: Postgres
    folder: Path
    url: str
    store: S3Store
    chance: random.Random
    wrong: list[str] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)

    def start(self) -> "subprocess.Popen[bytes]":
        """One run."""
        more = {
            "DATABASE_URL": self.url,
            "HOLDFAST_POSTGRESQL_PROGRAMS": str(self.server.binaries),
            "HOLDFAST_STATE": str(self.folder / "state"),
        }
        program = str(Path(sys.executable).parent / "holdfast")
        return subprocess.Popen(
            [program, "backup", "run", *self.words, "--spec", str(self.folder / "spec")],
            env={**os.environ, **more},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )

    def whole_run(self) -> float:
        """One that is left alone: how long it takes."""
        begun = time.monotonic()
        process = self.start()
        _, said = process.communicate()
        if process.returncode:
            self.wrong.append(f"a run that was left alone failed: {said.decode()}")
        return time.monotonic() - begun

    def round(self, longest: float) -> None:
        """Start one, and kill something."""
        victim = self.chance.choice(self.victims)
        process = self.start()
        time.sleep(self.chance.uniform(0, longest))
        self.kill(victim, process)
        _, said = process.communicate()
        text = said.decode(errors="replace")
        self.seen[f"{victim}: {'killed' if process.returncode < 0 else f'ended with {process.returncode}'}"] += 1
        if "Traceback" in text or "fault of Holdfast" in text:
            self.wrong.append(f"{victim}: {text[-600:]}")
        if process.returncode > 0 and "next:" not in text:
            self.wrong.append(f"{victim}: no next step: {text[-600:]}")
        self.judge()

    @abstractmethod
    def judge(self) -> None:
        """Hold everything that is listed as good against its bytes."""

    @abstractmethod
    def kill(self, victim: str, process: "subprocess.Popen[bytes]") -> None:
        """End one of `victims` at once."""
