"""The ledger of one environment's releases: every event an object that is written once and never changed."""

import json
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

from holdfast.host.releases.objects import Objects
from holdfast.model.errors import IncompleteError
from holdfast.model.record import record, replace
from holdfast.model.releases import Act, Entry, Migrated, Migration, Result, ledger_prefix

SCHEMA = "holdfast.release/1"
_READERS = 8
_EVENTS = ("started", "sent", "ended")
"""Of an entry, in the order in which they come; the later tells more."""


@record(frozen=True, slots=True, kw_only=True)
class Start:
    """What is known when a deployment begins."""

    act: Act
    commit: str
    digest: str
    who: str
    at: datetime
    token: str
    tag: str = ""
    before: str = ""


@record(frozen=True, slots=True, kw_only=True)
class End:
    """What is known when it has ended."""

    result: Result
    at: datetime
    reason: str = ""
    running: str = ""


class Ledger:
    """The entries of one environment, numbered from 1.

    Args:
        objects: the bucket of artifacts.
        environment: whose.
    """

    def __init__(self, objects: Objects, environment: str) -> None:
        self.objects = objects
        self.prefix = ledger_prefix(environment)

    def begin(self, start: Start) -> int:
        """Write that a deployment begins, under the next number.

        Raises:
            HoldfastError: S3 refuses or cannot be reached.
        """
        number = max(self.numbers(), default=0) + 1
        content = {
            "act": start.act.value,
            "commit": start.commit,
            "tag": start.tag,
            "digest": start.digest,
            "who": start.who,
            "started_at": _time(start.at),
            "before": start.before,
            "token": start.token,
        }
        # Whoever came in between has the number; his token is another, so his bytes are not taken for ours.
        while not self.objects.create(self._key(number, "started"), _json(content)):
            number += 1
        return number

    def send(self, number: int, deployment: str) -> None:
        """Write which deployment of CodeDeploy it is."""
        self._write(number, "sent", {"deployment": deployment})

    def end(self, number: int, end: End) -> None:
        """Write how it ended; the first who does so is right."""
        content = {
            "result": end.result.value,
            "ended_at": _time(end.at),
            "reason": end.reason,
            "running": end.running,
        }
        self._write(number, "ended", content)

    def migrated(self, commit: str) -> Migration | None:
        """The migration of a release that was done; None when it was not.

        Raises:
            HoldfastError: S3 refuses or cannot be reached, or what lies there makes no sense.
        """
        key = self._migration(commit)
        stored = self.objects.read(key)
        return _migration(_content(stored.body, self.objects.where(key))) if stored else None

    def write_migration(self, commit: str, migration: Migration) -> None:
        """Write down what a migration came to: done once for a commit, and each that failed."""
        done = migration.result in {Migrated.DONE, Migrated.NONE}
        key = self._migration(commit if done else f"{commit}-{migration.deployment or 'by-hand'}")
        content = {
            "result": migration.result.value,
            "at": _time(migration.at),
            "host": migration.host,
            "backup": migration.backup,
            "deployment": migration.deployment,
        }
        self.objects.create(key, _json(content))

    def numbers(self) -> tuple[int, ...]:
        """The numbers of all entries, in order."""
        return self._numbers(self.objects.keys(f"{self.prefix}entries/"))

    def entries(self, newest: int = 50) -> tuple[Entry, ...]:
        """The newest entries, the newest first.

        Raises:
            HoldfastError: S3 refuses or cannot be reached, or what lies there makes no sense.
        """
        keys = frozenset(self.objects.keys(self.prefix))
        numbers = self._numbers(keys)[::-1][:newest]
        with ThreadPoolExecutor(_READERS) as readers:
            found = list(readers.map(lambda number: self._entry(number, keys), numbers))
        return tuple(entry for entry in found if entry is not None)

    def entry(self, number: int) -> Entry | None:
        """One entry; None when it was never begun.

        Raises:
            HoldfastError: as `entries`.
        """
        return self._entry(number, frozenset(self.objects.keys(self.prefix)))

    def _entry(self, number: int, keys: frozenset[str]) -> Entry | None:
        content: dict[str, Any] = {}
        for name in _EVENTS:
            key = self._key(number, name)
            stored = self.objects.read(key) if key in keys else None
            content |= _content(stored.body, self.objects.where(key)) if stored else {}
        if "commit" not in content:
            return None
        return self._with_migration(_entry(number, content, self.objects.where(self._key(number, "started"))), keys)

    def _with_migration(self, entry: Entry, keys: frozenset[str]) -> Entry:
        failed, made = self._migration(f"{entry.commit}-{entry.deployment}"), self._migration(entry.commit)
        for key in (failed, made):
            stored = self.objects.read(key) if key in keys else None
            found = _migration(_content(stored.body, self.objects.where(key))) if stored else None
            # One that an earlier deployment of the commit has done is not this one's.
            if found and found.deployment == entry.deployment:
                return replace(entry, migration=found)
        return entry

    def _numbers(self, keys: Iterable[str]) -> tuple[int, ...]:
        """The numbers of the entries whose events lie at these keys, in order; other keys have none."""
        found = (key.removeprefix(f"{self.prefix}entries/").partition("/")[0] for key in keys)
        return tuple(sorted({int(number) for number in found if number.isdigit() and int(number)}))

    def _write(self, number: int, name: str, content: Mapping[str, str]) -> None:
        self.objects.create(self._key(number, name), _json(content))

    def _key(self, number: int, name: str) -> str:
        return f"{self.prefix}entries/{number:08d}/{name}.json"

    def _migration(self, name: str) -> str:
        return f"{self.prefix}migrations/{name}.json"


def _entry(number: int, content: Mapping[str, Any], where: str) -> Entry:
    try:
        return Entry(
            number=number,
            act=Act(content["act"]),
            commit=str(content["commit"]),
            tag=str(content.get("tag", "")),
            digest=str(content["digest"]),
            who=str(content["who"]),
            started_at=datetime.fromisoformat(content["started_at"]),
            before=str(content.get("before", "")),
            deployment=str(content.get("deployment", "")),
            result=Result(content.get("result", "running")),
            ended_at=datetime.fromisoformat(content["ended_at"]) if "ended_at" in content else None,
            reason=str(content.get("reason", "")),
            running=str(content.get("running", "")),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise _odd(where) from error


def _migration(content: Mapping[str, Any]) -> Migration:
    try:
        return Migration(
            result=Migrated(content["result"]),
            at=datetime.fromisoformat(content["at"]),
            host=str(content.get("host", "")),
            backup=str(content.get("backup", "")),
            deployment=str(content.get("deployment", "")),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise _odd("the migration's object") from error


def _content(body: bytes, where: str) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise _odd(where) from error
    if not isinstance(found, dict) or found.get("schema") != SCHEMA:
        raise _odd(where)
    return found


def _odd(where: str) -> IncompleteError:
    return IncompleteError(
        "the ledger has an object that this version does not understand",
        where=where,
        next_step="use a newer Holdfast, or look at who writes there",
    )


def _json(content: Mapping[str, str]) -> bytes:
    return json.dumps({"schema": SCHEMA, **content}, ensure_ascii=False).encode() + b"\n"


def _time(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
