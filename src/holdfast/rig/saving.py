"""What moto lacks of AWS Backup and Data Lifecycle Manager: what a plan selects, and policies for snapshots.

They keep what they are given and give it back; nothing is ever backed up.
"""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

Answer = tuple[int, Mapping[str, Any]]
Start = Callable[[str, list[tuple[str, str]]], Any]
Application = Callable[[dict[str, Any], Start], Iterable[bytes]]

_SCOPE = re.compile(r"Credential=[^/]+/\d+/(?P<region>[\w-]+)/(?P<service>[\w-]+)/")
_SELECTIONS = re.compile(r"^/backup/plans/(?P<plan>[^/]+)/selections/?(?P<number>[^/]*)$")
_POLICIES = re.compile(r"^/policies/?(?P<number>[^/]*)/?$")
_PROTECTED = re.compile(r"^/resources/?$")
_ABSENT: Answer = (404, {"__type": "ResourceNotFoundException", "Message": "there is none"})
_ACCOUNT = "123456789012"


@dataclass
class _Kept:
    """What was made in one region."""

    policies: dict[str, dict[str, Any]] = field(default_factory=dict)
    selections: dict[str, dict[str, dict[str, Any]]] = field(default_factory=lambda: defaultdict(dict))


_kept: dict[str, _Kept] = defaultdict(_Kept)


def forget() -> None:
    """Forget everything, as moto does when it is reset."""
    _kept.clear()


def install() -> None:
    """Have moto's server answer these calls, too; nothing happens the second time."""
    from moto.moto_server.werkzeug_app import DomainDispatcherApplication

    server: Any = DomainDispatcherApplication
    if getattr(server, "answers_saving", False):
        return
    moto: Application = server.__call__

    def answered(self: Any, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        answer = _answer(environ)
        if answer is None:
            return moto(self, environ, start)  # type: ignore[call-arg, arg-type]
        status, said = answer
        kind = [("Content-Type", "application/json"), ("x-amzn-ErrorType", str(said.get("__type", "")))]
        start(f"{status} {'OK' if status == 200 else 'Not Found'}", kind)
        return [json.dumps(said).encode()]

    server.__call__ = answered
    server.answers_saving = True


def _answer(environ: dict[str, Any]) -> Answer | None:
    """The answer to a request; None for one that is moto's own."""
    scope = _SCOPE.search(str(environ.get("HTTP_AUTHORIZATION", "")))
    if scope is None:
        return None
    path, method = str(environ.get("PATH_INFO", "")), str(environ.get("REQUEST_METHOD", ""))
    kept = _kept[scope["region"]]
    if scope["service"] == "dlm" and (policy := _POLICIES.match(path)):
        return _policy(kept, method, policy["number"], scope["region"], environ)
    if scope["service"] != "backup":
        return None
    if selection := _SELECTIONS.match(path):
        return _selection(kept.selections[selection["plan"]], method, selection["number"], selection["plan"], environ)
    return (200, {"Results": []}) if _PROTECTED.match(path) and method == "GET" else None


def _policy(kept: _Kept, method: str, number: str, region: str, environ: dict[str, Any]) -> Answer:
    if method == "POST":
        made = f"policy-{uuid4().hex[:17]}"
        arn = f"arn:aws:dlm:{region}:{_ACCOUNT}:policy/{made}"
        kept.policies[made] = {**_body(environ), "PolicyId": made, "PolicyArn": arn}
        return 200, {"PolicyId": made}
    if not number:
        shown = ("PolicyId", "Description", "State", "Tags")
        return 200, {"Policies": [{key: one.get(key) for key in shown} for one in kept.policies.values()]}
    return (200, {"Policy": kept.policies[number]}) if number in kept.policies else _ABSENT


def _selection(kept: dict[str, dict[str, Any]], method: str, number: str, plan: str, environ: dict[str, Any]) -> Answer:
    if method == "PUT":
        made = str(uuid4())
        kept[made] = _body(environ).get("BackupSelection", {})
        return 200, {"SelectionId": made, "BackupPlanId": plan}
    if not number:
        named = [{"SelectionId": made, "SelectionName": one.get("SelectionName")} for made, one in kept.items()]
        return 200, {"BackupSelectionsList": named}
    if number not in kept:
        return _ABSENT
    if method == "DELETE":
        kept.pop(number)
        return 200, {}
    return 200, {"BackupSelection": kept[number], "SelectionId": number, "BackupPlanId": plan}


def _body(environ: dict[str, Any]) -> dict[str, Any]:
    length = int(environ.get("CONTENT_LENGTH") or 0)
    found = json.loads(environ["wsgi.input"].read(length) or b"{}")
    return found if isinstance(found, dict) else {}
