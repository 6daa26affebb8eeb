"""IAM policy documents, wherever they stand: the facts of their statements."""

from collections.abc import Iterator, Mapping
from typing import Any

from holdfast.model.evidence import EvidenceKind, Location
from holdfast.model.facts import Policy, Trust
from holdfast.model.record import replace
from holdfast.model.regex import regex


def statement_facts(
    document: Mapping[str, Any],
    at: Location,
    *,
    kind: EvidenceKind,
    principal: str | None = None,
    principal_type: str = "role",
    environment: str | None = None,
) -> Iterator[Policy | Trust]:
    """Turn a policy document (`{"Statement": …}`, plain Python values) into facts, one per statement.

    A statement that lets somebody assume a role through a web identity becomes `Trust`; one of a resource's own
    policy that lets anybody in is told with the principal `*`; one that names anybody else, as an AWS service,
    says nothing about permissions of ours and gives nothing.
    """
    statements = document.get("Statement") or ()
    if isinstance(statements, Mapping):
        statements = (statements,)
    if not isinstance(statements, (list, tuple)):
        return
    for statement in statements:
        if not isinstance(statement, Mapping):
            continue
        fact = _fact(statement, at, kind, principal, principal_type)
        if fact is not None:
            yield replace(fact, environment=environment)


def _fact(
    statement: Mapping[str, Any], at: Location, kind: EvidenceKind, principal: str | None, principal_type: str
) -> Policy | Trust | None:
    allow = str(statement.get("Effect", "Allow")) != "Deny"
    federated = _federated(statement.get("Principal"))
    if federated and allow:
        provider = federated.rpartition("oidc-provider/")[2]
        return Trust(kind=kind, at=at, role=principal or "", provider=provider, subjects=_subjects(statement))
    if "Principal" in statement:
        if not _is_anybody(statement["Principal"]):
            return None
        principal, principal_type = "*", "anybody"
    actions = texts(statement.get("Action"))
    if not actions and not statement.get("NotAction"):
        return None
    return Policy(
        kind=kind,
        at=at,
        principal=principal,
        principal_type=principal_type,
        # Denied is everything but what stands there: which of the rest is allowed elsewhere is not told.
        actions=actions or (("*",) if allow else ()),
        resources=texts(statement.get("Resource")),
        spared=texts(statement.get("NotResource")),
        allow=allow,
        conditional=bool(statement.get("Condition")),
    )


def is_called_boundary(*names: str | None) -> bool:
    """A policy with one of these names bounds what other policies may give, and gives nothing by itself."""
    return any(_BOUNDARY.search(name or "") for name in names)


_BOUNDARY = regex(r"(?i)boundar(?:y|ies)")


def texts(value: Any) -> tuple[str, ...]:
    """A value that may be one text or a list of them, as a tuple; what is not text becomes its str()."""
    if value is None:
        return ()
    if isinstance(value, (list, tuple)):
        return tuple(str(part) for part in value)
    return (str(value),)


def _federated(principal: Any) -> str:
    if not isinstance(principal, Mapping):
        return ""
    return next((text for text in texts(principal.get("Federated")) if text), "")


def _is_anybody(principal: Any) -> bool:
    if not isinstance(principal, Mapping):
        return "*" in texts(principal)
    return any("*" in texts(named) for sort, named in principal.items() if sort in ("AWS", "*"))


def _subjects(statement: Mapping[str, Any]) -> tuple[str, ...]:
    condition = statement.get("Condition")
    if not isinstance(condition, Mapping):
        return ()
    found: list[str] = []
    for clause in condition.values():
        if isinstance(clause, Mapping):
            found += [text for key, value in clause.items() if str(key).endswith(":sub") for text in texts(value)]
    return tuple(found)
