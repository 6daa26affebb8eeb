"""IAM: the root user, people's second factors, the ages of keys, and who is permitted what."""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from io import StringIO

from holdfast.model.environments import UNASSIGNED, WHOLE_PRODUCT
from holdfast.model.evidence import EvidenceKind, GapReason, Location
from holdfast.model.facts import AccessKey, Credential, CredentialForm, Mfa, Policy, RootUse, Trust
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.account.base import (
    Account,
    AccountReader,
    Call,
    Reach,
    Reading,
    Record,
    Refused,
    each,
    gap_of,
    one,
    seen,
    tags_of,
)
from holdfast.readers.account.values import records, text
from holdfast.readers.repository.policies.iam import statement_facts, texts

DETAILS = Call("iam", "get_account_authorization_details", "iam:GetAccountAuthorizationDetails", page=1000)
GENERATION = Call(
    "iam", "generate_credential_report", "iam:GenerateCredentialReport", until=("State", "COMPLETE")
)  # AWS makes a report at most once in four hours, and takes seconds for it
REPORT = Call("iam", "get_credential_report", "iam:GetCredentialReport")
SUMMARY = Call("iam", "get_account_summary", "iam:GetAccountSummary")
PROVIDERS = Call(
    "iam", "list_open_id_connect_providers", "iam:ListOpenIDConnectProviders", "arn:aws:iam::*:oidc-provider/*"
)

_SERVES = frozenset(["access"])
# Without it the answer holds the text of each of AWS's own thousand and more policies.
_FILTER = ("User", "Group", "Role", "LocalManagedPolicy")
_ROOT = "<root_account>"
_RECENT_DAYS = 7
"""A root user who signed in within so many days is taken to be in use."""
_UNUSED_DAYS = 90
"""A key that nobody used for so long opens doors, but no work depends on it."""

_NOT_OURS = ("/aws-service-role/", "/aws-reserved/")
"""Paths of roles that AWS makes and guards: of services, and of IAM Identity Center."""
_MADE_BY_AWS = frozenset(["OrganizationAccountAccessRole", "AWSControlTowerExecution"])
_FOR_WORKFLOWS = regex(r"github|gitlab|bitbucket|circle|jenkins|deploy|(?<![a-z])ci(?![a-z])", re.IGNORECASE)
_CI_HOST = regex(r"githubusercontent|gitlab|bitbucket|circleci")
_BUILDERS = frozenset(["codebuild.amazonaws.com", "codepipeline.amazonaws.com", "codedeploy.amazonaws.com"])
_WELL_KNOWN = frozenset([
    "cognito-identity.amazonaws.com",
    "www.amazon.com",
    "graph.facebook.com",
    "accounts.google.com",
])  # fmt: skip
"""Identity providers that need no entry in the account."""
_FAR = ("FullAccess", "AdministratorAccess", "PowerUserAccess")


@dataclass(frozen=True, slots=True)
class _Principal:
    """A user, group or role, and where its facts stand; `bounded` by a boundary that only AWS can judge."""

    name: str
    arn: str
    sort: str
    environment: str | None
    bounded: bool = False

    def at(self, quote: str) -> Location:
        return Location(arn=self.arn, quote=quote)


def _credentials(account: Account, region: str) -> Iterator[Reading]:
    try:
        rows = _rows(account, region)
    except Refused as refused:
        yield gap_of(refused, _SERVES, account)
        yield from _summary(account, region)
        return
    for row in rows:
        yield from _root(account, row) if row.get("user") == _ROOT else _user(account, row)


def _rows(account: Account, region: str) -> list[dict[str, str]]:
    """The rows of the credential report: one for the root user and each user.

    Source: IAM User Guide, *Get credential reports for your AWS account* (2026-11).
    """
    account.pages(GENERATION, region)
    content = (one(account, REPORT, region) or {}).get("Content")
    text = content.decode("utf-8", "replace") if isinstance(content, bytes) else ""
    reader = csv.DictReader(StringIO(text))
    if not {"user", "arn", "mfa_active"} <= set(reader.fieldnames or ()):
        raise Refused(REPORT, GapReason.MALFORMED, f"{REPORT.action}: the report has no such columns", region)
    try:
        return [{key: value or "" for key, value in row.items() if isinstance(key, str)} for row in reader]
    except csv.Error as error:
        raise Refused(REPORT, GapReason.MALFORMED, f"{REPORT.action}: the report is no table", region) from error


def _root(account: Account, row: Mapping[str, str]) -> Iterator[Reading]:
    arn = row.get("arn") or f"arn:{account.partition}:iam::{account.id}:root"
    keys = [name for name in ("access_key_1_active", "access_key_2_active") if row.get(name) == "true"]
    for name in keys:
        yield RootUse(**seen(arn, f"{name}: true"), act="access-key")
    used = row.get("password_last_used", "")
    days = _days_since(account, used)
    recently = days is not None and days < _RECENT_DAYS
    if recently:
        yield RootUse(**seen(arn, f"password_last_used: {used}"), act="login")
    if not keys and not recently:
        yield RootUse(**seen(arn, f"no active access key, password_last_used: {used or 'never'}"), act="avoided")
    # A member account of an organization may have a root user who cannot sign in at all.
    if keys or row.get("password_enabled") != "false":
        on = row.get("mfa_active") == "true"
        yield Mfa(**seen(arn, f"mfa_active: {row.get('mfa_active')}"), subject="root", enabled=on)


def _user(account: Account, row: Mapping[str, str]) -> Iterator[Reading]:
    arn, name = row.get("arn", ""), row.get("user", "")
    environment = _anywhere(account, {}, name)
    signs_in = row.get("password_enabled") == "true"
    if signs_in:
        on = row.get("mfa_active") == "true"
        quote = f"password_enabled: true, mfa_active: {row.get('mfa_active')}"
        yield Mfa(**seen(arn, quote, environment), subject="users", enabled=on)
    for key in ("access_key_1", "access_key_2"):
        if row.get(f"{key}_active") == "true":
            yield from _key(account, row, key, seen(arn, _key_quote(row, key), environment), signs_in=signs_in)


def _key(
    account: Account, row: Mapping[str, str], key: str, common: dict[str, object], *, signs_in: bool
) -> Iterator[Reading]:
    name = row.get("user", "")
    age = _days_since(account, row.get(f"{key}_last_rotated", ""))
    unused = _days_since(account, row.get(f"{key}_last_used_date", ""))
    if age is not None:
        yield AccessKey(**common, user=name, days=age)  # type: ignore[arg-type]
    if (unused if unused is not None else age or 0) <= _UNUSED_DAYS:
        holder = "person" if signs_in else "workflow" if _FOR_WORKFLOWS.search(name) else "application"
        yield Credential(**common, form=CredentialForm.STATIC_KEY, holder=holder)  # type: ignore[arg-type]


def _key_quote(row: Mapping[str, str], key: str) -> str:
    return f"{key}_active: true, {key}_last_rotated: {row.get(f'{key}_last_rotated') or 'unknown'}"


def _days_since(account: Account, moment: str) -> int | None:
    """Whole days from an ISO 8601 moment to the assessment; None for `N/A`, `no_information` and their like."""
    try:
        then = datetime.fromisoformat(moment)
    except ValueError:
        return None
    return (account.now - (then if then.tzinfo else then.replace(tzinfo=account.now.tzinfo))).days


def _summary(account: Account, region: str) -> Iterator[Reading]:
    """The root user without the report: the account's own counters."""
    counts = (one(account, SUMMARY, region) or {}).get("SummaryMap")
    if not isinstance(counts, Mapping):
        raise Refused(SUMMARY, GapReason.MALFORMED, f"{SUMMARY.action}: SummaryMap is missing", region)
    arn = f"arn:{account.partition}:iam::{account.id}:root"
    keys = counts.get("AccountAccessKeysPresent")
    if keys:
        yield RootUse(**seen(arn, f"AccountAccessKeysPresent: {keys}"), act="access-key")
    on = counts.get("AccountMFAEnabled")
    if on is not None and (keys or counts.get("AccountPasswordPresent") != 0):
        yield Mfa(**seen(arn, f"AccountMFAEnabled: {on}"), subject="root", enabled=bool(on))


def _people(account: Account, region: str) -> Iterator[Reading]:
    documents = _documents(account, region)
    inhabited: set[str] = set()
    for user in each(account, DETAILS, region, "UserDetailList", Filter=_FILTER):
        inhabited.update(texts(user.get("GroupList")))
        yield from _granted(_person(account, user, "User"), user, "UserPolicyList", documents)
    for group in each(account, DETAILS, region, "GroupDetailList", Filter=_FILTER):
        if text(group, "GroupName") in inhabited:
            yield from _granted(_person(account, group, "Group"), group, "GroupPolicyList", documents)


def _person(account: Account, record: Record, sort: str) -> _Principal:
    name = str(record.get(f"{sort}Name") or "")
    environment = _anywhere(account, tags_of(record), name)
    bounded = bool(record.get("PermissionsBoundary"))
    return _Principal(name, str(record.get("Arn") or ""), sort.lower(), environment, bounded)


def _anywhere(account: Account, tags: Mapping[str, str], name: str) -> str | None:
    """The environment that somebody belongs to; None for one who works in the account as a whole."""
    told = account.environment(tags, name)
    return None if told == UNASSIGNED else told


def _roles(account: Account, region: str) -> Iterator[Reading]:
    documents = _documents(account, region)
    for role in each(account, DETAILS, region, "RoleDetailList", Filter=_FILTER):
        if not _is_ours(role):
            continue
        principal = _role(account, role)
        for fact in _granted(principal, role, "RolePolicyList", documents):
            # What reaches all of the account reaches each environment, whatever it is called.
            far = isinstance(fact, Policy) and (principal.sort == "deploy-role" or _reaches_far(fact))
            if not far and fact.environment == WHOLE_PRODUCT:
                continue  # what looks after the account shows nothing of how an environment is deployed or run
            yield replace(fact, environment=None) if far and fact.environment == UNASSIGNED else fact


def _role(account: Account, role: Record) -> _Principal:
    name = str(role.get("RoleName") or "")
    environment = account.environment(tags_of(role), name)
    bounded = bool(role.get("PermissionsBoundary"))
    return _Principal(name, str(role.get("Arn") or ""), _sort_of(role), environment, bounded)


def _is_ours(role: Record) -> bool:
    return not str(role.get("Path") or "").startswith(_NOT_OURS) and text(role, "RoleName") not in _MADE_BY_AWS


def _sort_of(role: Record) -> str:
    """What kind of principal a role is, by who may assume it."""
    services: set[str] = set()
    for statement in _statements(role.get("AssumeRolePolicyDocument")):
        principal = statement.get("Principal")
        if isinstance(principal, Mapping):
            services.update(texts(principal.get("Service")))
            if any(_CI_HOST.search(provider) for provider in texts(principal.get("Federated"))):
                return "deploy-role"
    if any(service.startswith("ec2.") for service in services):
        return "instance-role"
    return "deploy-role" if services & _BUILDERS else "role"


_FOR_A_SERVICE = regex(r"arn:[\w-]+:iam::aws:policy/service-role/")
"""What AWS writes for its own services to work with: it is known by its name, and nobody can narrow it."""


def _granted(
    principal: _Principal, record: Record, inline: str, documents: Mapping[str, object]
) -> Iterator[Policy | Trust]:
    for policy in records(record, inline):
        yield from _policies(principal, str(policy.get("PolicyName") or ""), policy.get("PolicyDocument"))
    for policy in records(record, "AttachedManagedPolicies"):
        arn, name = str(policy.get("PolicyArn") or ""), str(policy.get("PolicyName") or "")
        of_service = principal.sort != "instance-role" and _FOR_A_SERVICE.match(arn)
        if arn in documents and not of_service:
            yield from _policies(principal, name, documents[arn])
        else:
            common = seen(principal.arn, f"AttachedManagedPolicies: {name}", principal.environment)
            sort, bounded = principal.sort, principal.bounded
            yield Policy(**common, principal=principal.name, principal_type=sort, managed=name, conditional=bounded)


def _policies(principal: _Principal, name: str, document: object) -> Iterator[Policy | Trust]:
    for statement in _statements(document):
        on = ", ".join(texts(statement.get("Resource")))
        quote = f"{name}: {', '.join(texts(statement.get('Action')))} on {on}"[:300]
        for fact in statement_facts(
            {"Statement": statement},
            principal.at(quote),
            kind=EvidenceKind.OBSERVED,
            principal=principal.name,
            principal_type=principal.sort,
            environment=principal.environment,
        ):
            if isinstance(fact, Policy) and principal.bounded:
                yield replace(fact, conditional=True)
            else:
                yield fact


def _documents(account: Account, region: str) -> dict[str, object]:
    """The text in force of each policy of the account's own, by ARN."""
    found: dict[str, object] = {}
    for policy in each(account, DETAILS, region, "Policies", Filter=_FILTER):
        versions = records(policy, "PolicyVersionList")
        current = next((one for one in versions if one.get("IsDefaultVersion")), {})
        found[str(policy.get("Arn") or "")] = current.get("Document")
    return found


def _statements(document: object) -> list[Record]:
    """The statements of a policy; none of one that botocore could not parse."""
    statements = document.get("Statement") if isinstance(document, Mapping) else None
    listed = [statements] if isinstance(statements, Mapping) else statements
    return [one for one in listed if isinstance(one, Mapping)] if isinstance(listed, (list, tuple)) else []


def _reaches_far(policy: Policy) -> bool:
    if policy.managed:
        return policy.managed.endswith(_FAR)
    wide = any(action == "*" or action.endswith(":*") for action in policy.actions)
    return policy.allow and wide and "*" in policy.resources


def _trusts(account: Account, region: str) -> Iterator[Reading]:
    """Whom roles trust from outside AWS; a trust in a provider that the account does not know opens nothing."""
    trusts = [
        trust
        for role in each(account, DETAILS, region, "RoleDetailList", Filter=_FILTER)
        if _is_ours(role)
        for trust in _trusts_of(account, role)
    ]
    if not any(_needs_entry(trust) for trust in trusts):
        yield from trusts
        return
    try:
        known = {_provider(entry) for entry in each(account, PROVIDERS, region, "OpenIDConnectProviderList")}
    except Refused as refused:
        yield gap_of(refused, _SERVES, account)
        yield from trusts
        return
    yield from (trust for trust in trusts if not _needs_entry(trust) or trust.provider in known)


def _provider(entry: Record) -> str:
    return str(entry.get("Arn") or "").rpartition("oidc-provider/")[2]


def _trusts_of(account: Account, role: Record) -> Iterator[Trust]:
    principal = _role(account, role)
    for statement in _statements(role.get("AssumeRolePolicyDocument")):
        for fact in statement_facts({"Statement": statement}, principal.at(""), kind=EvidenceKind.OBSERVED):
            if isinstance(fact, Trust):
                told = None if principal.environment == UNASSIGNED else principal.environment
                at = principal.at(f"sub: {', '.join(fact.subjects) or 'any'}")
                yield replace(fact, at=at, role=principal.name, environment=told)


def _needs_entry(trust: Trust) -> bool:
    return trust.provider not in _WELL_KNOWN and ":saml-provider/" not in trust.provider


READER = AccountReader(
    name="iam",
    serves=_SERVES,
    calls=(GENERATION, REPORT, SUMMARY, DETAILS, PROVIDERS),
    questions=(_credentials, _people, _roles, _trusts),
    reach=Reach.GLOBAL,
    shows=(AccessKey, Mfa, Trust),
)
