"""Access keys of AWS among the variables that a template hands to what runs: a role would need none of them."""

from collections.abc import Iterable, Iterator
from typing import Any

from holdfast.model.evidence import Location
from holdfast.model.facts import Credential, CredentialForm
from holdfast.model.record import replace
from holdfast.model.regex import regex

_SERVICE = r"(?:\w{1,60}[_.-])?(?:aws|amazon|s3|ses|sns|sqs|dynamodb)[_.-](?:\w{1,40}[_.-])?"
_KEY = regex(rf"(?i)^{_SERVICE}access[_.-]?key(?:[_.-]?id)?$")
_SECRET = regex(rf"(?i)^{_SERVICE}secret[_.-]?(?:access[_.-]?)?key$")
_ELSEWHERE = regex(
    r"(?i)^endpoint|(?:aws|s3|storage|bucket|object)\w{0,20}endpoint|minio|(?:^|_)r2_|spaces|wasabi|^restic_repository"
)
"""Another company's storage that speaks S3, which has no roles, or what may lie at any company."""
_NEAR = 8
_MOST = 3
_RELEASES = regex(
    r"(?i)github|gitlab|bitbucket|circle[-_]?ci|jenkins|(?<![a-z])actions|ci[-_]?cd|deploy|(?<![a-z])ci(?:[-_]?user)?(?![a-z])"
    r"|(?:ecr|image|docker|registry)[-_]?push|push(?:er)?(?:[-_]?user)?$"
)
_PROGRAM = regex(
    r"(?i)(?:^|[-_])(?:app(?:lication)?|backend|server|api|bot|worker|s3|upload(?:er|s)?|laravel|rails|django|nest(?:js)?)"
    r"[-_]?(?:iam[-_]?)?user$"
)


def is_access_key(name: str) -> bool:
    """The variable takes the name of an access key: `AWS_ACCESS_KEY_ID`, `S3_ACCESS_KEY`."""
    return len(name) < 120 and _KEY.match(name) is not None and "secret" not in name.lower()


def is_half_of_key(name: str) -> bool:
    """The variable takes an access key's name, or its secret."""
    return is_access_key(name) or (len(name) < 120 and _SECRET.match(name) is not None)


def is_of_aws(value: str) -> bool:
    """An address that any client of AWS takes by itself: whoever writes it down has no other company's storage."""
    return len(value) < 200 and _OF_AWS.search(value) is not None


_OF_AWS = regex(r"(?i)^[\"']?https?://[\w.-]{1,100}\.amazonaws\.com(?:\.cn)?[/\"']?$")


def holder_of(name: str) -> str | None:
    """Who presents the keys of a user by this name: a pipeline, or the application; None for what may be a person."""
    return "workflow" if _RELEASES.search(name[:200]) else "application" if _PROGRAM.search(name[:200]) else None


def lasting_keys(said: dict[str, Any], settings: Iterable[tuple[str, Location]]) -> Iterator[Credential]:
    """A fact for each such key, from its line to that of the key's secret, where that stands near; the first few."""
    given = [(name, at) for name, at in settings if len(name) < 120]
    if any(_ELSEWHERE.search(name) for name, _ in given):
        return
    halves = _shortly({name.upper() for name, _ in given})
    keys: list[Location] = []
    for name, at in given:
        told = is_access_key(name) or name.upper() in halves
        if told and len(keys) < _MOST and not any(_is_near(at, other) for other in keys):
            keys.append(at)
    secrets = [at for name, at in given if _SECRET.match(name) or name.upper() in halves.values()]
    for key in keys:
        pair = (key, *(at for at in secrets if _is_near(at, key)))
        first = min(pair, key=lambda at: at.start_line)
        at = replace(first, end_line=max(at.end_line for at in pair))
        yield Credential(**{**said, "at": at}, form=CredentialForm.STATIC_KEY, holder="application")


def _is_near(one: Location, other: Location) -> bool:
    return one.path == other.path and abs(one.start_line - other.start_line) <= _NEAR


def _shortly(names: set[str]) -> dict[str, str]:
    """Keys that go by short names, by those of their secrets: `AWS_KEY` tells nothing without `AWS_SECRET`."""
    pairs = {name: f"{match['of']}_SECRET" for name in names if (match := _SHORT.match(name))}
    return {key: secret for key, secret in pairs.items() if secret in names}


_SHORT = regex(r"^(?P<of>(?:\w{1,40}_)?(?:AWS|AMAZON|S3)(?:_\w{1,20})?)_KEY(?:_ID)?$")
