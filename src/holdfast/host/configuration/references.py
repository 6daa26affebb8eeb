"""Turns what the team wrote (`SECRETS_ARN`, the spec's `secrets` and `parameters`) into references to read."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from holdfast.model.startup import Place, PlaceKind, Problem, ProblemKind

SECRETS_VARIABLE = "SECRETS_ARN"

# Secrets Manager User Guide, "CreateSecret": names have 1 to 512 of these characters; read 2026-11-25.
_SECRET_NAME = re.compile(r"[A-Za-z0-9/_+=.@-]{1,512}")
_SECRET_ARN = re.compile(
    r"arn:aws[a-z-]*:secretsmanager:(?P<region>[a-z0-9-]+):\d{12}:secret:[A-Za-z0-9/_+=.@-]{1,520}"
)
# Systems Manager, "PutParameter": letters, digits and `_.-/`, optionally with a version or label after a colon.
_PARAMETER_NAME = re.compile(r"[A-Za-z0-9_./-]{1,1011}(:[A-Za-z0-9_.-]{1,100})?")
_PARAMETER_ARN = re.compile(r"arn:aws[a-z-]*:ssm:(?P<region>[a-z0-9-]+):\d{12}:parameter/" + _PARAMETER_NAME.pattern)


@dataclass(frozen=True, slots=True)
class Reference:
    """A secret, a parameter, or a path of parameters: what to read, under the name that the team wrote.

    `region` is the ARN's own, or the default one.
    """

    kind: PlaceKind
    name: str
    region: str

    @property
    def place(self) -> Place:
        """Where a variable was looked for."""
        return Place(self.kind, self.name, self.region)

    @property
    def id(self) -> str:
        """A name that is the same at every start."""
        return f"{self.kind}|{self.region}|{self.name}"

    @property
    def by_arn(self) -> bool:
        """Whether the team named it by its ARN, which fixes the region."""
        return self.name.startswith("arn:")


def references(
    *, parameters: Iterable[str], secrets: Iterable[str], from_environment: str, region: str
) -> tuple[tuple[Reference, ...], tuple[Problem, ...]]:
    """What is to be read, weakest first: parameters, the spec's secrets, then those of `SECRETS_ARN`.

    Args:
        parameters: the spec's `parameters`; a name that ends in `/` is a path.
        secrets: the spec's `secrets`, names or ARNs.
        from_environment: the value of `SECRETS_ARN`: names or ARNs, apart by commas or white space.
        region: for what is not named by an ARN.

    Returns:
        The references, each once, and a problem for each word that is none. A container platform can put a secret's
        *value* into `SECRETS_ARN` by mistake: when one word of it is no reference, none of them is used or shown.
    """
    found = [_parameter(word, region) for word in parameters]
    found += [_secret(word, region) for word in secrets]
    words = [word for word in re.split(r"[,\s]+", from_environment) if word]
    named = [_secret(word, region) for word in words]
    problems = [_bad("environments.*.parameters / secrets", at + 1) for at, one in enumerate(found) if one is None]
    if None in named:
        problems.append(_bad(SECRETS_VARIABLE, named.index(None) + 1))
    else:
        found += named
    return tuple(dict.fromkeys(one for one in found if one is not None)), tuple(problems)


def region_of(home: str, environ: Mapping[str, str]) -> str:
    """The region of what is not named by an ARN: the host's variables, as for every AWS tool, else the product's."""
    return environ.get("AWS_REGION") or environ.get("AWS_DEFAULT_REGION") or home


def _parameter(word: str, region: str) -> Reference | None:
    if match := _PARAMETER_ARN.fullmatch(word):
        return Reference(PlaceKind.PARAMETER, word, match["region"])
    if not _PARAMETER_NAME.fullmatch(word):
        return None
    return Reference(PlaceKind.PARAMETER_PATH if word.endswith("/") else PlaceKind.PARAMETER, word, region)


def _secret(word: str, region: str) -> Reference | None:
    if match := _SECRET_ARN.fullmatch(word):
        return Reference(PlaceKind.SECRET, word, match["region"])
    if _PARAMETER_ARN.fullmatch(word):
        return _parameter(word, region)
    return Reference(PlaceKind.SECRET, word, region) if _SECRET_NAME.fullmatch(word) else None


def _bad(setting: str, position: int) -> Problem:
    return Problem(
        ProblemKind.BAD_REFERENCE, setting, (Place(PlaceKind.SETTING, setting),), {"position": str(position)}
    )
