"""Access: who may reach what, and whether the way in is short-lived, narrow and closed to the world."""

import re
from collections.abc import Iterable, Iterator
from typing import assert_never

from holdfast.controls.access_identity import NO_IDENTITY, identity, keys_of_people
from holdfast.controls.access_logins import SSH_BY_HAND, SSH_FROM_CI, credentials_of, is_root_login, judge_logins
from holdfast.controls.access_permissions import beside, is_ci, policy_width, trust_width
from holdfast.controls.buckets import OBJECTS_OPEN, OPEN_TO_WORLD, objects_open, open_to_world
from holdfast.controls.common import claimed, files, joined, listed, places, solid
from holdfast.controls.composing import idle_files, is_developers_secret, is_idle
from holdfast.controls.openings import OPENINGS, judge_openings
from holdfast.controls.secrets import secrets
from holdfast.model.estate import View
from holdfast.model.evidence import Absent, EvidenceKind, Found, Unreadable
from holdfast.model.facts import (
    AccessKey,
    ConfigurationLoader,
    CredentialForm,
    DefaultLogin,
    ExposedSecret,
    HostRights,
    Instance,
    KeyRotation,
    Login,
    MadeKey,
    Mfa,
    OpenManagement,
    Policy,
    ProxyRoute,
    RootUse,
    SecretInLog,
    StrangersCode,
    ThirdPartyAction,
    Trust,
    UncheckedHost,
    is_administrators,
)
from holdfast.model.findings import Check, Confidence, Control, Finding, Scope, Severity
from holdfast.model.regex import regex

ROOT_ACCOUNT = Check(
    "access.root-account-in-use",
    Severity.CRITICAL,
    references=(
        "prowler:iam_avoid_root_usage",
        "prowler:iam_no_root_access_key",
        "config:IAM_ROOT_ACCESS_KEY_CHECK",
    ),
)
MANAGEMENT_OPEN = Check("access.management-open", Severity.WARNING)
ROOT_LOGIN = Check("access.root-login", Severity.CRITICAL)
EXPOSED_KEY = Check("access.exposed-key", Severity.CRITICAL, references=("checkov:CKV_AWS_41", "checkov:CKV_AWS_46"))
EXPOSED_CREDENTIAL = Check("access.exposed-credential", Severity.WARNING, Confidence.MEDIUM)
SECRET_IN_LOG = Check("access.secret-in-log", Severity.WARNING, Confidence.MEDIUM)
DEFAULT_LOGIN = Check("access.default-login", Severity.WARNING, Confidence.MEDIUM)
MADE_KEY = Check("access.made-key", Severity.WARNING)
HOST_RIGHTS = Check("access.host-rights-too-wide", Severity.WARNING, Confidence.MEDIUM)
STATIC_KEYS_CI = Check(
    "access.static-keys-in-ci",
    Severity.CRITICAL,
    references=("prowler:iam_user_with_temporary_credentials", "checkov:CKV_AWS_273"),
)
STATIC_KEYS_APP = Check(
    "access.static-keys-in-application",
    Severity.WARNING,
    references=("prowler:iam_user_with_temporary_credentials", "prowler:ec2_instance_profile_attached"),
)
KEYS_TOO_OLD = Check(
    "access.keys-live-too-long",
    Severity.WARNING,
    references=("prowler:iam_rotate_access_key_90_days", "config:ACCESS_KEYS_ROTATED"),
)
HOST_UNCHECKED = Check("access.ssh-host-unchecked", Severity.WARNING)
UNPINNED_ACTION = Check("access.unpinned-action-with-secrets", Severity.WARNING)
STRANGERS_CODE = Check("access.strangers-code-with-secrets", Severity.CRITICAL)
ADMIN_DEPLOY_ROLE = Check(
    "access.admin-deploy-role",
    Severity.CRITICAL,
    references=("prowler:iam_role_administratoraccess_policy", "checkov:CKV_AWS_274"),
)
WIDE_POLICY = Check(
    "access.wide-policy",
    Severity.CRITICAL,
    references=(
        "prowler:iam_customer_attached_policy_no_administrative_privileges",
        "checkov:CKV_AWS_62",
        "checkov:CKV_AWS_63",
        "checkov:CKV_AWS_355",
    ),
)
WIDE_TRUST = Check(
    "access.oidc-trust-too-wide",
    Severity.CRITICAL,
    references=("checkov:CKV_AWS_358", "prowler:iam_no_custom_policy_permissive_role_assumption"),
)
NO_ROLE = Check(
    "access.instance-without-role",
    Severity.WARNING,
    references=("prowler:ec2_instance_profile_attached", "config:EC2_INSTANCE_PROFILE_ATTACHED"),
)
NO_MFA = Check(
    "access.no-mfa",
    Severity.WARNING,
    references=(
        "prowler:iam_root_mfa_enabled",
        "prowler:iam_user_mfa_enabled_console_access",
        "config:ROOT_ACCOUNT_MFA_ENABLED",
    ),
)
NO_ROOT_ALARM = Check(
    "access.no-root-alarm",
    Severity.NOTICE,
    references=("prowler:cloudwatch_log_metric_filter_root_usage",),
)

CHECKS = (
    *OPENINGS,
    MANAGEMENT_OPEN,
    ROOT_ACCOUNT,
    ROOT_LOGIN,
    EXPOSED_KEY,
    EXPOSED_CREDENTIAL,
    SECRET_IN_LOG,
    DEFAULT_LOGIN,
    MADE_KEY,
    HOST_RIGHTS,
    STATIC_KEYS_CI,
    STATIC_KEYS_APP,
    KEYS_TOO_OLD,
    SSH_FROM_CI,
    SSH_BY_HAND,
    HOST_UNCHECKED,
    UNPINNED_ACTION,
    STRANGERS_CODE,
    ADMIN_DEPLOY_ROLE,
    WIDE_POLICY,
    OPEN_TO_WORLD,
    OBJECTS_OPEN,
    WIDE_TRUST,
    NO_ROLE,
    NO_MFA,
    NO_ROOT_ALARM,
    NO_IDENTITY,
)

MAX_KEY_AGE_DAYS = 90


def judge(scope: Scope) -> Iterator[Finding]:
    """Judge every way in; what opens one too wide fails, and only a shown narrow identity closes the control."""
    ways_in = (judge_openings, open_to_world, objects_open, _management, _root, _credentials, _permissions)
    failed = [finding for way in ways_in for finding in way(scope.view)]
    failed += _trusts(scope)
    yield from failed
    yield from _mfa(scope.view)
    if scope.strict:
        yield from _root_alarm(scope.view)
    if any(finding.opens and finding.check not in _OF_THE_INSIDE for finding in failed):
        yield from keys_of_people(scope.view)
    else:
        yield identity(scope.view)


_OF_THE_INSIDE = frozenset({HOST_RIGHTS.id, DEFAULT_LOGIN.id, EXPOSED_CREDENTIAL.id})
"""Checks of what somebody may do who is in: they tell nothing of how a deployment gets in."""


def _management(view: View) -> Iterator[Finding]:
    """What tells the application's inside; a proxy with a rule of its own for it has somebody who thought of it."""
    told = solid(view, OpenManagement)
    if told and not solid(view, ProxyRoute, lambda route: "actuator" in route.path):
        names = listed(name for fact in told for name in fact.endpoints[:_MOST_ENDPOINTS])
        yield MANAGEMENT_OPEN.failed(*places(told), where=files(told), endpoints=names)


_MOST_ENDPOINTS = 3


def _root(view: View) -> Iterator[Finding]:
    account = solid(view, RootUse, lambda fact: fact.act in ("login", "access-key"))
    if account:
        yield ROOT_ACCOUNT.failed(*places(account), act=listed(fact.act for fact in account))
    logins = solid(view, Login, is_root_login)
    if logins:
        sets = (login for login in logins if "user set" in login.places)
        yield ROOT_LOGIN.failed(*places(sets, "user set"), *places(logins, "user"), where=files(logins))


def _root_alarm(view: View) -> Iterator[Finding]:
    """An account shows whether somebody is called; where none was asked, only who says so is heard."""
    calling = solid(view, RootUse, _is_alarm)
    if RootUse in view.shown:
        calling = tuple(fact for fact in calling if fact.kind is EvidenceKind.OBSERVED)
    if calling:
        yield NO_ROOT_ALARM.met(*places(calling))
    elif RootUse in view.shown:
        # A trail of the organization is shown: what follows it is seen only in the account that has its log.
        said: tuple[RootUse, ...] = claimed(view, RootUse, _is_alarm)
        yield NO_ROOT_ALARM.unproven(*places(said))


def _is_alarm(fact: RootUse) -> bool:
    return fact.act == "alarm"


def _credentials(view: View) -> Iterator[Finding]:
    exposed = secrets(view, lambda fact: fact.opens_doors)
    if exposed:
        yield EXPOSED_KEY.failed(*places(exposed), names=listed(fact.name for fact in exposed))
    held = secrets(
        view, lambda fact: not (fact.opens_doors or fact.lets_administer or fact.signs or fact.is_for_browsers)
    )
    if held := tuple(fact for fact in held if not is_developers_secret(view, fact)):
        yield EXPOSED_CREDENTIAL.failed(*places(held), names=listed(fact.name for fact in held), where=files(held))
    if printed := solid(view, SecretInLog):
        yield SECRET_IN_LOG.failed(*places(printed), names=listed(fact.name for fact in printed), where=files(printed))
    idle = idle_files(view)
    built_in = solid(view, ExposedSecret, lambda fact: fact.lets_administer and fact.at.path not in idle)
    told = (*solid(view, DefaultLogin, lambda fact: not is_idle(fact.environment, fact.at.path, idle)), *built_in)
    if told:
        yield DEFAULT_LOGIN.failed(*places(told), where=files(told))
    elif guessed := _guessed_logins(view, idle):
        # What stands in for a missing word is judged as a setting: nobody is let in by it where one is given.
        yield DEFAULT_LOGIN.failed(*places(guessed), severity=Severity.NOTICE, where=files(guessed))
    if made := solid(view, MadeKey):
        yield MADE_KEY.failed(*places(made), names=listed(fact.name for fact in made))
    if wide := solid(view, HostRights):
        what = listed(dict.fromkeys(fact.what for fact in wide))
        yield HOST_RIGHTS.failed(*places(wide), where=files(wide), what=what)
    for check, holders in ((STATIC_KEYS_CI, ("workflow",)), (STATIC_KEYS_APP, ("application", "host"))):
        keys = credentials_of(view, CredentialForm.STATIC_KEY, holders)
        if keys:
            yield check.failed(*places(keys), where=files(keys))
    ages: tuple[KeyRotation | AccessKey, ...] = (
        *solid(view, KeyRotation, lambda fact: (fact.days or 0) > MAX_KEY_AGE_DAYS),
        *solid(view, AccessKey, lambda fact: fact.days > MAX_KEY_AGE_DAYS),
    )
    if ages:
        yield KEYS_TOO_OLD.failed(*places(ages, "days"), days=listed(str(fact.days) for fact in ages))
    yield from judge_logins(view)
    unchecked = solid(view, UncheckedHost)
    if unchecked:
        yield HOST_UNCHECKED.failed(*places(unchecked), where=files(unchecked))
    yield from _given_away_by_pipelines(view)


def _given_away_by_pipelines(view: View) -> Iterator[Finding]:
    every = solid(view, ThirdPartyAction, _hands_secrets_to_a_moving_ref)
    # The registry's own tools are given what opens the registry: beside a stranger's they are the lesser risk.
    if actions := tuple(fact for fact in every if not fact.name.lower().startswith("docker/")) or every:
        yield UNPINNED_ACTION.failed(
            *places(actions),
            actions=listed(f"{fact.name}@{fact.ref}" for fact in actions),
            secrets=listed(secret for fact in actions for secret in fact.secrets),
        )
    strangers = solid(view, StrangersCode)
    if strangers:
        event = listed(dict.fromkeys(fact.event for fact in strangers))
        yield STRANGERS_CODE.failed(*places(strangers), where=files(strangers), event=event)


def _guessed_logins(view: View, idle: set[str]) -> tuple[ConfigurationLoader, ...]:
    """Words that stand in for an administrator's password; what Compose hands in has its own."""
    guessed = solid(view, ConfigurationLoader, lambda one: _gives_administrators_away(one) and one.at.path not in idle)
    handed = {name for fact in guessed if fact.source == "compose" for name in fact.names}
    return tuple(one for one in guessed if one.source == "compose" or not handed.issuperset(one.names))


def _gives_administrators_away(loader: ConfigurationLoader) -> bool:
    if loader.missing != "default" or "blank" in loader.places:
        return False
    return any(map(is_administrators, loader.names))


_LETS_NOBODY_IN = regex(
    r"^GITHUB_TOKEN$"
    r"|(?:^|_)(?:user(?:_?name)?|region|account(?:_id)?|repo(?:sitory)?|registry|host(?:name)?|ip(?:_?addr(?:ess)?)?|port"
    r"|domain|cluster|path)$"
    r"|(?:^|_)(?:ecr|(?:ecr_)?(?:repo(?:sitory)?|registry|image))_(?!\w*(?:key|pass|pwd|pw$|token|secret|cred|auth))\w{1,30}$"
    r"|(?:^|_)bucket(?:_|$)"
    # Who looks at the code, and reports on it.
    r"|(?:^|_)(?:infracost|codecov|coveralls|codacy|code_?climate|sonar(?:cloud|qube)?|snyk|deepsource|chromatic|percy"
    r"|fossa|lhci|sentry)(?:_|$)",
    re.IGNORECASE,
)


def _hands_secrets_to_a_moving_ref(action: ThirdPartyAction) -> bool:
    owner = action.name.partition("/")[0].lower()
    # GitHub runs the workflow and holds the secrets anyway, and AWS made the keys: neither learns anything new.
    if action.pinned or owner in ("actions", "github", "aws-actions"):
        return False
    # The job's own token ends with the job, and a name that people keep among the secrets lets nobody in.
    given = (secret for secret in action.secrets if not _LETS_NOBODY_IN.search(secret))
    return any(not _is_from(owner, secret) for secret in given)


def _is_from(owner: str, secret: str) -> bool:
    """The action's makers gave it out, as Slack does the address of a channel: it is news to everybody but them.

    What opens Docker's registry is another matter: hosts run whatever is pushed there.
    """
    service = secret.lower().partition("_")[0]
    return len(service) > 3 and owner.startswith(service) and owner != "docker"


def _permissions(view: View) -> Iterator[Finding]:
    denied = solid(view, Policy, lambda policy: not policy.allow)

    def width(policy: Policy) -> Severity | None:
        return policy_width(policy, beside(policy, denied))

    # A condition narrows a statement in ways that only AWS can judge, so a conditional one is left aside.
    wide = solid(view, Policy, lambda policy: not policy.conditional and width(policy) is not None)
    deploy_roles = _deploy_roles(view)
    deploy = tuple(policy for policy in wide if _is_admin_of_deploys(policy, deploy_roles))
    if deploy:
        yield ADMIN_DEPLOY_ROLE.failed(*places(deploy), grants=_grants(deploy), principal=_principals(deploy))
    others = tuple(policy for policy in wide if policy not in deploy)
    if others:
        worst = _worst(map(width, others))
        yield WIDE_POLICY.failed(*joined(others), severity=worst, grants=_grants(others), principal=_principals(others))
    bare = solid(view, Instance, lambda instance: instance.role is False)
    if bare:
        yield NO_ROLE.failed(
            *places(bare, "role"), instance=listed(fact.name or str(fact.at.path or fact.at) for fact in bare)
        )


def _trusts(scope: Scope) -> Iterator[Finding]:
    trusts = solid(scope.view, Trust, lambda trust: trust_width(trust) is not None)
    if trusts:
        worst = _worst(trust_width(trust) for trust in trusts)
        # Work in progress is tried out from branches, beside the production that they may not touch.
        tried = worst is Severity.WARNING and not scope.strict
        yield WIDE_TRUST.failed(
            *places(trusts, "subjects"),
            severity=Severity.NOTICE if tried else worst,
            role=listed(trust.role for trust in trusts) or files(trusts),
            subjects=listed(subject for trust in trusts for subject in trust.subjects) or "*",
        )


def _deploy_roles(view: View) -> tuple[str, ...]:
    """The roles that CI assumes, as trusts and workflows name them."""
    trusted = [trust.role for trust in solid(view, Trust, is_ci)]
    assumed = [fact.role or "" for fact in credentials_of(view, CredentialForm.OIDC, ("workflow",))]
    return tuple(role for role in (*trusted, *assumed) if role)


def _is_admin_of_deploys(policy: Policy, deploy_roles: tuple[str, ...]) -> bool:
    if policy_width(policy) is not Severity.CRITICAL:
        return False
    name = policy.principal or ""
    named = bool(name) and any(role == name or role.endswith(f"/{name}") for role in deploy_roles)
    return named or policy.principal_type == "deploy-role"


def _worst(widths: Iterable[Severity | None]) -> Severity:
    return max((width for width in widths if width), key=lambda severity: severity.rank)


def _grants(policies: Iterable[Policy]) -> str:
    return listed(text for policy in policies for text in ((policy.managed,) if policy.managed else policy.actions))


def _principals(policies: Iterable[Policy]) -> str:
    policies = tuple(policies)
    return listed(policy.principal for policy in policies) or files(policies)


def _mfa(view: View) -> Iterator[Finding]:
    off = solid(view, Mfa, lambda fact: not fact.enabled)
    if off:
        yield NO_MFA.failed(*places(off), subject=listed(fact.subject for fact in off))
        return
    answer = view.look(Mfa, lambda fact: fact.enabled)
    match answer:
        case Found(facts):
            yield NO_MFA.met(*places(facts), subject=listed(fact.subject for fact in facts))
        case Absent(claims=()) if Mfa in view.shown and solid(view, RootUse, lambda fact: fact.act == "avoided"):
            yield NO_MFA.not_applicable("nobody-signs-in")
        case Absent(claims):
            # No repository can show it: it is said so that somebody looks in the account, and opens nothing.
            yield NO_MFA.unproven(*places(claims), severity=Severity.NOTICE)
        case Unreadable():
            return
        case _:
            assert_never(answer)


CONTROL = Control(1, "access", CHECKS, judge)
