"""Secrets that a pipeline shows: written out among its variables, or among what it hands to an action."""

from collections.abc import Iterable, Iterator, Mapping

from holdfast.model.facts import ApplicationCors, ExposedSecret, SecretInLog
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.configuration.api_cors import given_cors
from holdfast.readers.repository.configuration.exposed import covered, form_of, is_exposed, lets_post, looks_random
from holdfast.readers.repository.text.nodes import Node
from holdfast.readers.repository.workflows.shape import Job

_PRINTED = regex(
    r"^\s*(?:[-\w@]{1,40}\s+)?(?:cat|more|head|tail|type)\s+(?:-\w+\s+)*[\"']?"
    r"(?P<name>(?:[\w.~${}-]+/)*(?:\.env(?:\.[\w-]+)*|id_(?:rsa|ed25519|ecdsa|dsa)|[\w-]+\.pem|[\w.-]*private[\w.-]*key"
    r"|credentials))[\"']?\s*$",
)
_NO_SECRET = regex(r"example|sample|template|\.dist$")
_LOGS_IN = ("ssh", "scp", "sftp", "rsync")


def shown_facts(job: Job, snippet: Snippet, *, delivers: bool) -> Iterator[ExposedSecret | ApplicationCors]:
    """Those of one job; what tests start their own database with is no secret, so a value has to look like one.

    Of a job that delivers, the websites that its variables let in are told as well.
    """
    for given in (job.node.child("env").entries(), *(step.settings for step in job.steps)) if delivers else ():
        yield from given_cors(snippet, given, job.environment)
    yield from _among(job.node.child("env").entries(), job, snippet, delivers=delivers)
    for step in job.steps:
        yield from _among(step.settings, job, snippet, delivers=delivers)
        yield from _among(step.inputs, job, snippet, delivers=delivers, action=step.action)


def shown_to_all(
    root: Node, jobs: Iterable[Job], snippet: Snippet, *, delivers: bool
) -> Iterator[ExposedSecret | ApplicationCors]:
    """Those among the variables of a whole workflow."""
    for job in list(jobs)[:1]:
        if delivers:
            yield from given_cors(snippet, root.child("env").entries(), snippet.environment)
        yield from _among(root.child("env").entries(), job, snippet, delivers=delivers)


def _among(
    given: Mapping[str, Node], job: Job, snippet: Snippet, *, delivers: bool, action: str = ""
) -> Iterator[ExposedSecret]:
    for name, node in given.items():
        value = node.text() or ""
        if not value or "${{" in value or "\n" in value or not is_exposed(name, value):
            continue
        meant = looks_random(value) or _is_password(name, action) or _is_handed_on(name, value)
        if not lets_post(value) and not (delivers and meant):
            continue
        enters = _is_password(name, action) and any(word in action for word in _LOGS_IN)
        yield ExposedSecret(
            kind=snippet.kind,
            at=covered(snippet.at(node.line), value),
            environment=job.environment,
            old=snippet.old,
            name=name,
            form="host-password" if enters else "token" if lets_post(value) else form_of(name, value),
        )


def _is_handed_on(name: str, value: str) -> bool:
    """What Terraform makes a database with, or an address elsewhere: no test of the pipeline's own wants either."""
    return name.startswith("TF_VAR_") or "://" in value


def _is_password(name: str, action: str) -> bool:
    """What an action logs in with, however simple the word is."""
    return action != "" and name.lower().replace("-", "_") in ("password", "ssh_password", "remote_password")


def printed_facts(job: Job, snippet: Snippet) -> Iterator[SecretInLog]:
    """Files of keys and settings that a step prints; GitHub covers what it knows as a secret, line by line."""
    if ".github/" in snippet.path:
        return
    for shell in (shell for step in job.steps for shell in step.shells):
        for number, row in enumerate(shell.text.splitlines()):
            match = _PRINTED.match(row[:400]) if " " in row else None
            if match and not _NO_SECRET.search(match["name"]):
                yield SecretInLog(
                    kind=snippet.kind,
                    at=snippet.at(shell.line + number),
                    environment=job.environment,
                    old=snippet.old,
                    name=match["name"],
                )
