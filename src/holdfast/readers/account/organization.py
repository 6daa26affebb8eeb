"""Many accounts: those that a file lists, the active ones of an organization, and the way into each."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from holdfast.model.errors import IncompleteError, UsageError
from holdfast.model.evidence import GapReason
from holdfast.model.record import replace
from holdfast.readers.account.base import GLOBAL_REGION, Call, Record, Refused
from holdfast.readers.account.client import Client, configuration
from holdfast.readers.account.live import session_over
from holdfast.readers.account.values import child, records, text

if TYPE_CHECKING:
    from boto3.session import Session  # type: ignore[import-untyped]

LIST = Call("organizations", "list_accounts", "organizations:ListAccounts", page=20)
ASSUME = Call("sts", "assume_role", "sts:AssumeRole", resource="arn:aws:iam::*:role/*")

SESSION = "holdfast-check"
"""How the assumed role's calls are named in CloudTrail."""

# IAM's own patterns (API reference of CreateRole and AssumeRole, read 2026-11): a path and a name, without the ARN.
_ROLE = re.compile(r"(?:[\x21-\x7e]{1,510}/)?[\w+=,.@-]{1,64}", re.ASCII)
_NUMBER = re.compile(r"\d{12}")
_LONGEST_NAME = 50


@dataclass(frozen=True, slots=True)
class Target:
    """An account to be read.

    Args:
        id: twelve digits.
        name: as people know it; empty when nobody named it.
    """

    id: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """The accounts to be read, each once; `passed_over` counts those that are not active."""

    targets: tuple[Target, ...]
    passed_over: int = 0


def listed_in(text: str, where: str) -> Listing:
    """The accounts of a list: one account number a line, after it a name if you like, `#` begins a comment.

    A number may be written as the console shows it: `1234-5678-9012`.

    Args:
        text: the list.
        where: the file's name, for the error.

    Raises:
        UsageError: with every problem and its line; or the list is empty.
    """
    found: dict[str, Target] = {}
    problems: list[str] = []
    for line, row in enumerate(text.splitlines(), start=1):
        target = _target(row)
        if isinstance(target, str):
            problems.append(f"line {line}: {target}")
        elif target and target.id in found:
            problems.append(f"line {line}: {target.id} is listed twice")
        elif target:
            found[target.id] = target
    if problems:
        count = f"{len(problems)} problem(s) in the list of accounts"
        raise UsageError(
            "\n  ".join((count, *problems)), where=where, next_step="write `123456789012 name` on each line"
        )
    if not found:
        raise UsageError("lists no account", where=where, next_step="write `123456789012 name` on each line")
    return Listing(tuple(found.values()))


def _target(row: str) -> Target | str | None:
    """The account of a line, or what is wrong with it; None for a line that says nothing."""
    words = row.partition("#")[0].split(maxsplit=1)
    if not words:
        return None
    number, name = words[0].replace("-", ""), words[1].strip() if len(words) > 1 else ""
    if not number.isascii() or not _NUMBER.fullmatch(number):
        return "expected an account number of twelve digits"
    if not name.isprintable() or len(name) > _LONGEST_NAME:
        return f"expected a printable name of at most {_LONGEST_NAME} characters"
    return Target(number, name)


def listed_in_file(path: Path) -> Listing:
    """The accounts of a file; see `listed_in`.

    Raises:
        UsageError: the file cannot be read, or something in it is wrong.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError("is not UTF-8 text", where=str(path), next_step="save it as UTF-8") from error
    except OSError as error:
        raise UsageError(
            f"cannot be read ({error.strerror})",
            where=str(path),
            next_step="give a file of account numbers, or `organization`",
        ) from error
    return listed_in(text, str(path))


def listed_by_organization(client: Client) -> Listing:
    """The active accounts of the organization that the credentials belong to, by their numbers.

    It may be asked from the management account, or from one that administers a service for it (AWS Organizations API
    reference, read 2026-11).

    Raises:
        IncompleteError: there is no organization, it may not be asked, or it does not answer.
    """
    try:
        pages = client.pages(LIST, GLOBAL_REGION)
    except Refused as refused:
        raise IncompleteError(
            "the organization's accounts cannot be listed",
            where=refused.detail,
            next_step="ask from the management account or a delegated administrator, or give a file of accounts",
        ) from refused
    every = [account for page in pages for account in records(page, "Accounts")]
    active = sorted(_active(every), key=lambda target: target.id)
    if not active:
        raise IncompleteError(
            "the organization shows no active account",
            where=LIST.action,
            next_step="see whose credentials these are, or give a file of accounts",
        )
    return Listing(tuple(dict.fromkeys(active)), passed_over=len(every) - len(active))


def _active(accounts: list[Record]) -> Iterator[Target]:
    for account in accounts:
        # `State` takes the place of `Status`, which AWS announced to end on 2026-09-09.
        state = text(account, "State") or text(account, "Status")
        number = text(account, "Id") or ""
        if state == "ACTIVE" and _NUMBER.fullmatch(number):
            yield Target(number, text(account, "Name") or "")


def role_name(role: str) -> str:
    """The role as it was given, if it can be one.

    Raises:
        UsageError: it is an ARN, or no name of a role at all.
    """
    if role.startswith("arn:") or not _ROLE.fullmatch(role):
        raise UsageError(
            "is not the name of a role",
            where="--role",
            next_step="give the name alone, with its path if it has one, such as `audit/holdfast-check`",
        )
    return role


def enter(session: "Session", target: Target, role: str, region: str, *, profile: str | None = None) -> "Session":
    """A session in another account, by assuming a role there; it lasts an hour and is not renewed.

    Args:
        session: whose credentials may assume the role.
        target: the account.
        role: the role's name, with its path if it has one.
        region: whose STS is asked, and which names the partition.
        profile: of `~/.aws`, whose settings besides the credentials (endpoints, retries) hold in there, too.

    Raises:
        Refused: the role cannot be assumed, or the answer holds no credentials.
    """
    partition = session.get_partition_for_region(region)
    arn = f"arn:{partition}:iam::{target.id}:role/{role}"
    call = replace(ASSUME, resource=arn)
    # A client of its own: an answer with credentials must not stay in one that lives longer.
    pages = Client(session, configuration(1)).pages(call, region, RoleArn=arn, RoleSessionName=SESSION)
    given = child(pages[0] if pages else None, "Credentials")
    key, secret, token = (text(given, name) for name in ("AccessKeyId", "SecretAccessKey", "SessionToken"))
    if not (key and secret and token):
        raise Refused(call, GapReason.MALFORMED, f"{call.action}: the answer holds no credentials", region)
    return _session(profile, region, (key, secret, token))


def _session(profile: str | None, region: str, credentials: tuple[str, str, str]) -> "Session":
    """A session whose descriptions of AWS's services are those of every other here: they are most of its memory."""
    from botocore.session import Session as Inner  # type: ignore[import-untyped]

    inner = Inner(profile=profile)
    inner.register_component("data_loader", _descriptions(inner.get_config_variable("data_path")))
    inner.set_credentials(*credentials)
    return session_over(inner, region)


@cache
def _descriptions(path: str | None) -> Any:
    from botocore.loaders import create_loader  # type: ignore[import-untyped]

    return create_loader(path)
