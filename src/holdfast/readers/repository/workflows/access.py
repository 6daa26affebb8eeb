"""What a pipeline shows to get in: keys, roles, SSH, and the secrets that it hands to other people's actions."""

import re
from collections.abc import Callable, Iterator
from itertools import islice

from holdfast.model.evidence import Location
from holdfast.model.facts import BuiltInSecret, Credential, CredentialForm, Fact, Login, Region
from holdfast.model.pipelines import dialect_of
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.configuration.exposed import is_built_in
from holdfast.readers.repository.shell.access.logins import shows_only
from holdfast.readers.repository.shell.syntax.parse import commands
from holdfast.readers.repository.text.nodes import Node
from holdfast.readers.repository.workflows.others_actions import others_actions
from holdfast.readers.repository.workflows.packaged import packaged_secrets
from holdfast.readers.repository.workflows.secret_expressions import CLOSES, OPENS
from holdfast.readers.repository.workflows.shape import Job, Step, shell_of

_KEY_NAMES = ("aws-access-key-id", "aws_key_id", "aws_access_key", "aws-access-key", "access_key_id")
_SECRET_KEY_NAMES = ("aws-secret-access-key", "aws_secret_key", "aws-secret-key", "secret_access_key")
_ANY_KEY = regex(r"(?:^|[._-])access[._-]?key(?:[._-]?id)?$", re.IGNORECASE)
_OF_AWS = regex(r"aws|(?<![a-z])(?:s3|iam|ecr|ec2|ses|sns|sqs|cloudfront)(?![a-z])", re.IGNORECASE)
_OF_NOBODY = regex(
    r"^(?:(?:prod(?:uction)?|dev|stag(?:e|ing)|my|app|cloud|deploy(?:er)?|ci|user|bucket|storage|upload)[._-]){0,3}(?:secret[._-])?access",
    re.IGNORECASE,
)
"""A key that names no company; other companies' go by their own names."""
_WRITTEN_KEY = regex(
    r"(?<!\w)(?P<name>\w{0,60}access[._-]?key(?:_id)?)[\"']?\s*[=:]\s*[\"'\\]{0,3}\$\{\{\s*(?:secrets|vars)\.",
    re.IGNORECASE,
)
_KEY_GIVEN = OPENS + r"(?P<secret>\w*(?:KEY|PEM|SSH)\w*)" + CLOSES + r"|\{?(?P<variable>\w*(?:KEY|PEM|SSH)\w*)\}?"
_KEY_WRITTEN = regex(
    r"(?:\b(?:echo|printf)(?:\s+-\w+|\s+[\"']%s(?:\\n)?[\"']){0,3}\s+|\bssh-add\s[^\n$]{0,40}<<<\s*)[\"']?"
    r"\$(?:" + _KEY_GIVEN + r")[\"']?"
    r"\s*(?:$|\|[^\n>]{0,80}\bssh-add\b|(?:\|[^\n>]{0,80})?(?:>{1,2}|\btee(?:\s+-a)?)\s*[\"']?(?P<file>[\w$~{}/.-]{1,200}))",
    re.IGNORECASE,
)
"""A private key that goes into a file, or to an agent."""
_KEY_ALONE = regex(
    r"\s*[\"']?\$(?:" + _KEY_GIVEN + r")[\"']?\s*$",
    re.IGNORECASE,
)
_FILE_FOLLOWS = regex(r"<<-?\s*[\"'\\]?\w")
"""The rows that follow are what a command writes."""
_OPENED = regex(r"\s-i\s*[\"']?(?P<key>[\w$~{}/.-]{1,200})|\bchmod\s+0?[46]00\s+[\"']?(?P<kept>[\w$~{}/.-]{1,200})")
"""Files that a login is made with, or that nobody else may read."""
_KEY_FED = regex(
    r"(?:<<<\s*|<\(\s*(?:echo|printf)(?:\s+-\w+|\s+[\"']%s(?:\\n)?[\"']){0,3}\s+)[\"']?"
    r"\$(?:" + _KEY_GIVEN + r")[\"']?",
    re.IGNORECASE,
)
_KEY_FILE = regex(
    r"[\w$~{}/.-]*(?:\.pem|id_[a-z]+[0-9]*|_(?:rsa|ed25519|ecdsa)|(?:^|[/._\s-])(?:\w{1,20}key|key|ssh)"
    r"|\.ssh/(?!known_hosts|config\b|authorized)[\w.-]+)(?![\w./-])",
    re.IGNORECASE,
)
"""A private key that a command reads where it stands, and the file that the command makes of it."""
_FOR_THE_TOOL = regex(
    r"\bsecrets\.\w[^\n]{0,300}(?:>{1,2}|\btee\b)[^|;&\n]{0,40}\.aws/credentials\b"
    r"|\bsecrets\.\w[^\n]{0,300}\|\s*(?:sudo\s+)?aws\s+configure\b(?!\s+(?:set|list|get))"
    r"|\baws\s+configure\b[^\n]{0,60}<<<[^\n]{0,60}\bsecrets\.\w"
)
"""What the AWS CLI is to log in with, whole: its file, or the answers to its questions."""
_AGENTS = regex(r"ssh-agent|ssh-key|ssh-setup|setup-ssh")
_SSH_KEY_NAMES = ("key", "ssh_key", "ssh_private_key", "private_key", "remote_key", "key_path", "ssh_key_path")
_USER_NAMES = ("username", "user", "remote_user", "ssh_user")
_HOST_NAMES = ("host", "hosts", "remote_host", "ssh_host", "server")


def access_facts(job: Job, snippet: Snippet) -> Iterator[Fact]:
    """Facts about credentials of one job, each place once."""
    yield from others_actions(job, snippet)
    yield from _keys_in(job.node.child("env").entries(), job, snippet)
    opened = _opened(job)
    for step in job.steps:
        yield from _step_facts(step, job, snippet, opened)
    yield from packaged_secrets(job, snippet)


def keys_for_all(root: Node, snippet: Snippet) -> Iterator[Fact]:
    """Access keys in the variables of a whole workflow."""
    yield from _keys_in(root.child("env").entries(), Job(name="", node=root), snippet)


def _step_facts(step: Step, job: Job, snippet: Snippet, opened: frozenset[str]) -> Iterator[Fact]:
    yield from _aws(step, job, snippet)
    yield from _signed_for(step, job, snippet)
    yield from _keys_in(step.settings, job, snippet)
    yield from _written(step, job, snippet)
    yield from _key_for_commands(step, job, snippet, opened)
    yield from _ssh(step, job, snippet)
    yield from _built_in(step, job, snippet)


def _built_in(step: Step, job: Job, snippet: Snippet) -> Iterator[BuiltInSecret | Credential]:
    """Secrets among the arguments that an action builds an image with."""
    given = step.input("build-args", "build_args")
    if given is None:
        return
    text, first = shell_of(given[0], given[1], snippet.rows)
    pairs = [(number, *row.strip().partition("=")[::2]) for number, row in enumerate(text.splitlines())]
    found = [(number, name) for number, name, value in pairs if is_built_in(name) and "secrets." in value]
    keys = [number for number, name, value in pairs if _ANY_KEY.search(name) and "secrets." in value]
    if keys:
        at = snippet.at(first + keys[0], first + min(keys[-1], keys[0] + 5))
        yield _credential(CredentialForm.STATIC_KEY, at, job, snippet, holder="application")
    if found:
        yield BuiltInSecret(
            kind=snippet.kind,
            at=snippet.at(first + found[0][0], first + min(found[-1][0], found[0][0] + 20)),
            environment=job.environment,
            old=snippet.old,
            names=tuple(dict.fromkeys(name for _, name in found)),
        )


def _aws(step: Step, job: Job, snippet: Snippet) -> Iterator[Fact]:
    role = step.input("role-to-assume", "role_to_assume", "role-arn")
    key = step.input(*_KEY_NAMES)
    if key:
        secret = step.input(*_SECRET_KEY_NAMES)
        last = max(key[0].line, secret[0].line) if secret else key[0].line
        at = snippet.at(min(key[0].line, last), min(last, key[0].line + 5))
        yield _credential(CredentialForm.STATIC_KEY, at, job, snippet)
    elif role and (step.action.startswith("aws-actions/configure-aws-credentials") or _may_ask(job)):
        at = snippet.at(role[0].line)
        yield _credential(CredentialForm.OIDC, at, job, snippet, role=role[1])
    region = step.input("aws-region", "aws_region", "region")
    name = _literal(region[1], job) if region else ""
    if region and re.fullmatch(r"[a-z]{2}(?:-[a-z]+)+-\d", name):
        yield Region(
            kind=snippet.kind,
            at=snippet.at(region[0].line),
            environment=job.environment,
            old=snippet.old,
            name=name,
        )


def _signed_for(step: Step, job: Job, snippet: Snippet) -> Iterator[Credential]:
    """A role that a command assumes with what the forge signs of the job."""
    if _SIGNED not in "".join(shell.text for shell in step.shells):
        return
    rows = range(step.node.line, step.node.end + 1)
    line = next((number for number in rows if _SIGNED in snippet.rows[number - 1]), 0)
    if line:
        yield _credential(CredentialForm.OIDC, snippet.at(line), job, snippet)


_SIGNED = "sts assume-role-with-web-identity"


def _may_ask(job: Job) -> bool:
    """The job may have GitHub sign who it is, which is what a role is assumed with, whatever action does so."""
    return job.node.text("permissions", "id-token") == "write"


def _literal(text: str, job: Job) -> str:
    """`text`, or the value of the variable of the job that it names."""
    match = re.fullmatch(r"\$\{\{\s*env\.(\w+)\s*\}\}", text.strip())
    return job.settings.get(match[1], "") if match else text


_OF_ANOTHER = regex(
    r"(?i)(?:secrets|vars)\.\w*(?:(?<![a-z])(?:DO|R2|B2|OSS|NCP|GCS)_|SPACES|MINIO|WASABI|BACKBLAZE|CLOUDFLARE|ALIYUN|HETZNER"
    r"|NAVER|NCLOUD|UNSPLASH|(?<![a-z])JWT|TOKEN)"
)
"""Keys of the stores that other companies keep, and that speak like S3; and what signs tokens that let somebody in."""


def _writes_key(row: str) -> bool:
    found = _WRITTEN_KEY.search(row)
    own = found is not None and (_OF_NOBODY.match(found["name"]) or _OF_AWS.search(row))
    return bool(own) and not _OF_ANOTHER.search(row)


def _written(step: Step, job: Job, snippet: Snippet) -> Iterator[Credential]:
    """Access keys that a step writes into a file, for the application or for the AWS CLI."""
    for shell in step.shells:
        rows = shell.text.splitlines()
        own = [number for number, row in enumerate(rows) if "aws" in row and _FOR_THE_TOOL.search(row[:2_000])]
        if own and not rows[own[0]].lstrip().startswith("#"):
            yield _credential(CredentialForm.STATIC_KEY, snippet.at(shell.line + own[0]), job, snippet)
            continue
        hits = [number for number, row in enumerate(rows) if not _is_comment(row) and _writes_key(row[:2_000])]
        if hits:
            first = shell.line + hits[0]
            last = shell.line + next((n for n in hits[1:2] if n - hits[0] <= 2), hits[0])
            # What the runner keeps for the job's next steps goes no further.
            holder = "workflow" if _KEPT_FOR_STEPS.search(rows[hits[0]][:2_000]) else "application"
            yield _credential(CredentialForm.STATIC_KEY, snippet.at(first, last), job, snippet, holder=holder)


_KEPT_FOR_STEPS = regex(r">>\s{0,3}[\"']?\$\{?GITHUB_ENV\b")


def _key_for_commands(step: Step, job: Job, snippet: Snippet, opened: frozenset[str]) -> Iterator[Credential]:
    """Where a private key leaves its secret for commands that log in: a variable that they write, or what writes it."""
    settings = {**job.node.child("env").entries(), **step.settings}
    given = {name: node.line for name, node in settings.items() if "secrets." in (node.text() or "")}
    # Other services hand every job what is kept for the project; no file names it.
    elsewhere = dialect_of(snippet.path) is not None
    for shell in step.shells if not step.uses else ():
        before = ""
        for number, row in enumerate(shell.text.splitlines()):
            match = _key_in(row[:2_000], before, opened)
            before = row[:2_000]
            if match is None or row.lstrip().startswith("#"):
                continue
            name = match["secret"] or match["variable"]
            kept = match["secret"] or name in given or (elsewhere and not _is_set(name, shell.text, snippet.text))
            if not kept:
                continue
            at = snippet.at(given.get(name, shell.line + number))
            yield _credential(CredentialForm.SSH_KEY, at, job, snippet, handed=True)
            return


def _is_set(name: str, script: str, text: str) -> bool:
    """The script gives the variable its value, or the file binds it to a credential by a name of its own."""
    return f"{name}=" in script or re.search(rf"\b{name}\s*=\s*credentials\b", text) is not None


def _key_in(row: str, before: str, opened: frozenset[str]) -> re.Match[str] | None:
    """The private key that this row, or the command of the one before it, keeps in a file, or hands to an agent."""
    if any(sign in row for sign in (">", "tee", "ssh-add")) and (written := _KEY_WRITTEN.search(row)):
        file = written["file"]
        if file is None or _KEY_FILE.search(file) or file in opened:
            return written
    alone = _KEY_ALONE.match(row) if "<<" in before and _FILE_FOLLOWS.search(before) else None
    if alone and (_KEY_FILE.search(before) or any(file in before for file in opened)):
        return alone
    fed = _KEY_FED.search(row) if "<<<" in row or "<(" in row else None
    if fed is None or "ssh-add" in row[: fed.start()]:
        return fed
    return fed if _KEY_FILE.search(row[: fed.start()] + " " + row[fed.end() :]) else None


def _opened(job: Job) -> frozenset[str]:
    """The files that commands of the job log in with."""
    texts = (shell.text for step in job.steps for shell in step.shells)
    return frozenset(match["key"] or match["kept"] for text in texts for match in _OPENED.finditer(text))


def _is_comment(row: str) -> bool:
    # A command that sets the key for itself is the shell reader's to tell.
    return bool(re.match(r"\s*(?:#|(?:export|declare|readonly)\b|aws configure|docker\b)", row))


def _keys_in(settings: object, job: Job, snippet: Snippet) -> Iterator[Credential]:
    """Access keys among variables or inputs; one fact for a pair."""
    if not isinstance(settings, dict):
        return
    own = _lines_of(settings, lambda name, _value: bool(re.fullmatch(r"AWS_(?:ACCESS_KEY_ID|SECRET_ACCESS_KEY)", name)))
    other = _lines_of(settings, _is_key_of_the_application) if not own else []
    for lines, holder in ((own, "workflow"), (other, "application")):
        for first, last in islice(_together(sorted(lines)), _MOST_KEYS):
            yield _credential(CredentialForm.STATIC_KEY, snippet.at(first, last), job, snippet, holder=holder)


_MOST_KEYS = 3
_NEAR = 5


def _together(lines: list[int]) -> Iterator[tuple[int, int]]:
    """The first and the last of those lines that stand near the one before."""
    first = last = 0
    for line in lines:
        if last and line - last > _NEAR:
            yield first, min(last, first + _NEAR)
            first = 0
        first, last = first or line, line
    if last:
        yield first, min(last, first + _NEAR)


def _lines_of(settings: dict[str, Node], wanted: Callable[[str, str], bool]) -> list[int]:
    texts = ((name, node, node.text() or "") for name, node in settings.items())
    return [node.line for name, node, text in texts if re.search(r"\b(?:secrets|vars)\.", text) and wanted(name, text)]


def _is_key_of_the_application(name: str, value: str) -> bool:
    return bool(_ANY_KEY.search(name) and (_OF_NOBODY.match(name) or _OF_AWS.search(f"{name} {value}")))


def _ssh(step: Step, job: Job, snippet: Snippet) -> Iterator[Fact]:
    if not step.uses:
        return
    host = step.input(*_HOST_NAMES)
    key = step.input(*_SSH_KEY_NAMES)
    password = step.input("password")
    agent = bool(_AGENTS.search(step.action))
    if not (host and (key or password or step.input(*_USER_NAMES))) and not (agent and key):
        values = {name.upper(): node for name, node in step.settings.items()}
        shown = next((node for name, node in values.items() if re.search(r"SSH.*KEY|PRIVATE_KEY", name)), None)
        if shown is None or not re.search(r"ssh|scp|rsync", step.action):
            return
        key = key or (shown, shown.text() or "")
    form, given = (CredentialForm.SSH_KEY, key) if key else (CredentialForm.PASSWORD, password)
    if given:
        # An agent keeps the key for the commands of other steps.
        yield _credential(form, snippet.at(given[0].key_line), job, snippet, handed=agent)
    if agent:
        return  # the login is in the commands that use the agent
    user = step.input(*_USER_NAMES)
    setting = next((node for name, node in step.settings.items() if name.upper() in ("REMOTE_USER", "SSH_USER")), None)
    node = user[0] if user else setting
    literal = (node.text() or "") if node else ""
    line = (node or step.node).line
    # Who gets in, where and by what: the inputs of a login stand beside each other.
    near = [one[0].key_line for one in (host, given) if one and abs(one[0].key_line - line) <= _NEAR]
    yield Login(
        kind=snippet.kind,
        at=snippet.at(min(line, *near), max(line, *near)) if near else snippet.at(line),
        environment=job.environment,
        old=snippet.old,
        method="ssh",
        user=literal if literal and "{" not in literal and "$" not in literal else None,
        actor="workflow",
        tries=(script := step.input("script", "command")) is not None and shows_only(commands(script[1])),
        places={"user": snippet.at(line)},
    )


def _credential(
    form: CredentialForm,
    at: Location,
    job: Job,
    snippet: Snippet,
    *,
    role: str | None = None,
    holder: str = "workflow",
    handed: bool = False,
) -> Credential:
    return Credential(
        kind=snippet.kind,
        at=at,
        environment=job.environment,
        old=snippet.old,
        form=form,
        holder=holder,
        role=role,
        handed=handed,
    )
