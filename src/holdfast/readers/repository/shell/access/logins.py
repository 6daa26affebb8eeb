"""Who logs in to a host by a command of a script: over SSH, through Docker, by Ansible or by Session Manager."""

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from holdfast.model.evidence import Location
from holdfast.model.facts import Credential, CredentialForm, Fact, Login
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.configuration.secret_files import sends_secrets
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import ASSIGNS, Command

_DESTINATION = regex(r"^(?P<user>[^@\s:/]+)@(?P<host>[^\s:/]+)")
_FORGES = regex(r"github|gitlab|bitbucket|codecommit", re.IGNORECASE)
_AT_A_FORGE = regex(
    r"(?:github|gitlab|bitbucket)[\w-]{0,40}\.|codecommit|\b(?:github|gitlab|bitbucket)$", re.IGNORECASE
)
"""A forge by its address; variables of a pipeline are called after it as well."""
_HERE = regex(r"(?:localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[?::1\]?)", re.IGNORECASE)
_KEY_FILE = regex(r"(?i)\.(?:pem|key)$|(?:^|[/_.-])(?:id_)?(?:rsa|ed25519|ecdsa)$|(?:^|[/_-])key$")
_MOST_STARTS = 20


_ASKED_BY_SUDO = regex(r"\bsudo(?:\s+-[a-zA-RT-Z]+)*\s+-[a-zA-Z]*S\b")
_HANDED_WORD = regex(r"(?:\b(?:echo|printf)\b[^|\n]{0,120}|<<<\s*[\"']?)\$[\w{(]")


def passwords_of_hosts(source: Source) -> Iterator[Credential]:
    """The first place where a pipeline tells `sudo` the password of a host: `echo "$WORD" | sudo -S …`."""
    if source.actor != "workflow" or "sudo" not in source.snippet.text:
        return
    for number, row in enumerate(source.snippet.rows, start=1):
        if _ASKED_BY_SUDO.search(row[:2_000]) and _HANDED_WORD.search(row[:2_000]):
            at = source.snippet.at(number)
            yield Credential(**source.common(at), form=CredentialForm.PASSWORD, holder="workflow", handed=True)
            return


def where_released(source: Source) -> frozenset[int]:
    """The logins that something is started over; a first one may only ask whether the host is there, or copy files."""
    if source.actor not in ("workflow", "script"):
        return frozenset()
    starts = [one for one in source.activations if one.remote][:_MOST_STARTS]
    found = (_around(one, source) for one in starts)
    return frozenset(one.order for one in found if one is not None)


def _around(command: Command, source: Source) -> Command | None:
    """The `ssh` by which a command is run on its host."""
    before = reversed(source.commands[: command.order])
    return next((one for one in before if one.name == "ssh" and one.line <= command.line <= _last_line(one)), None)


def _last_line(command: Command) -> int:
    told = command.document
    return max(command.end_line, told.line + told.text.count("\n")) if told else command.end_line


def _whole(word: str, source: Source) -> str:
    """The word, with what its first variable holds where that names a user and a host (`SERVER=root@203.0.113.7`)."""
    if not word.startswith("$"):
        return word
    told = source.script.expand(word)
    return next((to for to in (source.script.by_default(word), told, word) if _DESTINATION.match(to)), told)


def logins(command: Command, source: Source) -> Iterator[Fact]:
    """The ways into a host that a command takes, and the key that it shows there."""
    if command.name == "aws" and command.args[:2] in {("ssm", "start-session"), ("ssm", "send-command")}:
        yield Login(**source.common(command), method="ssm", actor=source.actor)
    over = _over_docker(command, source)
    if over is not None:
        yield Login(**source.common(command), method="ssh", user=over, actor=source.actor)
    if command.name in _ANSIBLE and not _STAYS.search(command.text):
        method = "ssm" if _BY_SSM.search(command.text) else "ssh"
        said = source.common(command)
        yield Login(**said, method=method, user=_ansible_user(command), actor=source.actor, tool="ansible")
    if command.name == "ssh-add" and source.actor == "workflow" and any(map(_KEY_FILE.search, command.args)):
        yield Credential(**source.common(command), form=CredentialForm.SSH_KEY, holder="workflow", handed=True)
    if command.name not in ("ssh", "autossh", "scp", "sftp", "rsync") or "ssh" in command.inside:
        return
    destination = next((to for arg in command.args if _DESTINATION.match(to := _whole(arg, source))), "")
    match = _DESTINATION.match(destination)
    if any(map(_HERE.fullmatch, (match["host"],) if match else command.args)):
        return  # a machine inside one's own, as whoever tries an image out starts it
    if match is None or _FORGES.search(match["host"]) or match["user"] == "git":
        # `ssh my-server` logs in with whatever the person's own configuration says.
        remote = command.name == "ssh" and any(not arg.startswith("-") for arg in command.args)
        remote = remote or sends_secrets(command, source)
        # What is run there may well speak of one of them.
        if not remote or match is not None or _AT_A_FORGE.search(command.text.partition("\n")[0]):
            return
    user = match["user"] if match else command.option("-l")
    if user and "$" in user:
        user = source.script.by_default(user)
    known = user if user and not re.search(r"[${<]", user) else None
    if source.schedule and source.actor == "script" and known != "root":
        return  # a clock sends something away, and nobody works there
    common, set_at = source.common(command, destination), _set_at(destination, command, source)
    places = {"user set": set_at} if set_at else {}
    tries = _only_tries(command, source)
    common["at"] = _spelled_at(command, source) or common["at"]
    yield Login(**common, method="ssh", user=known, actor=source.actor, tries=tries, places=places)
    if command.has("-i") or re.search(r"ssh -i |IdentityFile", command.text):
        holder = "workflow" if source.actor == "workflow" else "person"
        yield Credential(**source.common(command), form=CredentialForm.SSH_KEY, holder=holder)


def _spelled_at(command: Command, source: Source) -> Location | None:
    """Where a script writes the way in down, once for all its calls: `SSH="ssh -i key shop@host"`, `SSH=(ssh …)`."""
    called = _CALLED_BY.match(source.snippet.rows[command.line - 1][:500])
    given = source.assigned.get(called[1], []) if called else []
    told = next((one for one, arg in given if _IS_SSH.match(arg.partition("=")[2][:200])), None)
    return source.place(told) if told is not None else None


_CALLED_BY = regex(r"\s*(?:if\s+|while\s+|until\s+|!\s*)*[\"']?\$\{?(\w{1,60})(?:\[[@*]\])?\}?[\"']?\s")
_IS_SSH = regex(r"\(?\s*[\"']?(?:ssh|autossh)\s")


_SHOWS_ITSELF = frozenset(("echo", "printf", "true", ":", "exit", "whoami", "hostname", "id", "uptime", "date", "pwd"))
"""What changes nothing on a host: whoever reads its answer has got in."""


def _only_tries(command: Command, source: Source) -> bool:
    """All that it runs on its host shows that the way in works, and nothing is written there."""
    if command.name != "ssh":
        return False
    behind = source.commands[command.order + 1 :]
    there = list(takewhile(lambda one: "ssh" in one.inside and one.line <= _last_line(command), behind))
    return shows_only(there)


def shows_only(commands: Sequence[Command]) -> bool:
    """There are commands, and what they say is all that comes of them."""
    return bool(commands) and all(one.name in _SHOWS_ITSELF and not one.redirects for one in commands)


def _set_at(destination: str, command: Command, source: Source) -> Location | None:
    """Where the variable gets its value that says as whom somebody logs in."""
    word = next((arg for arg in command.args if "$" in arg and _whole(arg, source) == destination), "")
    sets = [one for one in source.commands if one.name in ASSIGNS] if word else []
    for _ in range(3):
        held = _FIRST_VARIABLE.match(word)
        wanted = f"{held[1]}=" if held else "="
        told = next(((one, arg) for one in sets for arg in one.args if arg.startswith(wanted)), None)
        if told is None:
            return None
        word = told[1].partition("=")[2].strip("\"'")
        if not _FIRST_VARIABLE.match(word) or ":-" in word:
            return source.place(told[0])
    return None


_FIRST_VARIABLE = regex(r"\$\{?(\w{1,60})")
_ANSIBLE = frozenset(("ansible", "ansible-playbook"))
_STAYS = regex(
    r"\s(?:--(?:syntax-check|check|list-\w+|version|connection[= ]local)|-C|-c local|ansible_connection=local)(?=\s|$)"
    r"|\blocalhost\b|127\.0\.0\.1"
)
"""It changes nothing, or only the machine on which it is typed."""
_BY_SSM = regex(r"\s(?:--connection[= ]|-c |\S*ansible_connection=)\S*aws_ssm\b")
_ANSIBLE_USER = regex(r"\bansible_(?:ssh_)?user[=:]\s?[\"']?(?P<user>[A-Za-z_][\w-]{0,40})")


def _ansible_user(command: Command) -> str | None:
    """As whom Ansible enters its hosts, where its own command says so."""
    told = command.option("-u") or command.option("--user")
    said = _ANSIBLE_USER.search(command.text[:4_000])
    user = told or (said["user"] if said else "")
    return user if user and "$" not in user and "{" not in user else None


_DOCKER_THERE = regex(r"(?:^|=)ssh://(?P<user>[\w.-]{1,64})@[\w.${-]{1,253}")


def _over_docker(command: Command, source: Source) -> str | None:
    """As whom Docker enters the host that it is pointed at: `DOCKER_HOST=ssh://…`, or a context of its own."""
    told = [f"{name}={value}" for name, value in command.assigns]
    told += command.args if command.name in (*ASSIGNS, "docker", "docker-compose") else ()
    named = (arg for arg in told if command.name.startswith("docker") or arg.startswith("DOCKER_HOST="))
    return next((match["user"] for arg in named if (match := _DOCKER_THERE.search(source.script.expand(arg)))), None)
