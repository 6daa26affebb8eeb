"""The identity by which deployments and people reach AWS: short-lived and narrow, or a key that stays."""

from collections.abc import Iterator
from typing import assert_never

from holdfast.controls.access_permissions import is_ci, policy_width
from holdfast.controls.common import claimed, files, places, silence, solid
from holdfast.model.estate import View
from holdfast.model.evidence import Absent, EvidenceKind, Found, Unreadable
from holdfast.model.facts import Credential, CredentialForm, Deployment, Fact, Instance, Login, Policy, Trust
from holdfast.model.findings import Check, Confidence, Finding, Severity
from holdfast.model.regex import regex

NO_IDENTITY = Check("access.identity-not-shown", Severity.WARNING, Confidence.MEDIUM)

_ON_A_HOST = frozenset({"ssh", "compose", "pm2", "docker", "systemd", "other", "hosted"})
"""Ways to put a release out that need no identity in AWS."""


def keys_of_people(view: View) -> Iterator[Finding]:
    """Lasting keys that people are told to make and type in, where nothing else signs in for them."""
    typed = solid(view, Credential, _is_typed_in)
    # Who logs in to a host beside types it in all the same; where a pipeline signs in, it is a developer's own.
    if typed and not solid(view, Credential, lambda credential: credential.holder == "workflow"):
        yield NO_IDENTITY.failed(*places(typed), where=files(typed))


def identity(view: View) -> Finding:
    """Whether a short-lived, narrow way in is shown at all; asked only where nothing speaks against it.

    A role of what runs says nothing of people who are told to type a lasting key in, and to deploy with it.
    """
    typed = next(keys_of_people(view), None)
    if typed is not None:
        return typed
    answer = view.look(Fact, _shows_narrow_identity)
    match answer:
        case Found(facts):
            return NO_IDENTITY.met(*places(facts))
        case Absent() | Unreadable():
            # What puts a release onto a host by itself asks nothing of AWS: an identity is not said there.
            asking = solid(view, Deployment, _asks_for_identity)
            offered = claimed(view, Login, lambda fact: fact.actor == "workflow")
            # Whoever puts a site into its bucket by hand says least of who may reach the product.
            sites = [fact for fact in asking if fact.manual and fact.method == "static"]
            released = [fact for fact in asking if fact not in sites]
            return silence(NO_IDENTITY, answer, *released, *offered, *solid(view, Instance), *sites)
        case _:
            assert_never(answer)


def _asks_for_identity(fact: Deployment) -> bool:
    """What CodeBuild runs has the role of its project: nothing of that can stand in a file of commands.

    A manifest of Kubernetes says what runs, and nothing of who may put it there.
    """
    manifest = fact.method == "kubernetes" and fact.kind is EvidenceKind.DECLARED
    return fact.method not in _ON_A_HOST and not manifest and not _OF_CODEBUILD.search(fact.at.path)


_OF_CODEBUILD = regex(r"(?i)(?:^|/)[\w.-]*buildspec[\w.-]*\.ya?ml$")


def _is_typed_in(credential: Credential) -> bool:
    lasting = credential.form is CredentialForm.STATIC_KEY and credential.holder == "person"
    return lasting and credential.kind is not EvidenceKind.OBSERVED


def _shows_narrow_identity(fact: Fact) -> bool:
    match fact:
        case Credential(form=CredentialForm.OIDC | CredentialForm.INSTANCE_ROLE) | Login(method="ssm"):
            return True
        case Instance(role=role):
            return role is True
        case Policy():
            # A user's permissions, however narrow, are used with a password or a key that stays.
            # What lets anybody in is nobody's identity.
            own = fact.principal_type not in ("user", "group", "anybody")
            return fact.allow and own and policy_width(fact) is None
        case Trust():
            return is_ci(fact)
        case _:
            return False
