"""Releases that a script sends to a host or fetches there, and the scripts of one's own that then start them."""

import re
from collections.abc import Iterator

from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.steps.purposes import PUSHES, activation, takes_newest
from holdfast.readers.repository.shell.steps.serving import stays
from holdfast.readers.repository.shell.syntax.command import Command
from holdfast.readers.repository.shell.syntax.parse import Script

NOT_A_RELEASE = regex(
    r"(?:^|/)tmp|\.(?:zip|gz|tgz|tar|log|sql|pid|sock|lock|pem|env)$|cache|node_modules|coverage|logs?(?:/|$|\*)|artifact"
    r"|\.git(?:/|$)|(?:^|/)\.(?:npm(?:rc)?|yarn|pnpm|composer|bundle|gem|m2|gradle|local|config)(?:/|$)"
    r"|storage/framework(?:/|$)|sessions?(?:/\*)?$|(?:compiled|views)/\*$"
    r"|(?:^|[/_.-])(?:old|prev\w*|backup|bak|tmp|temp|stag\w*|new|next|failed)(?:[/_.-]|$)",
    re.IGNORECASE,
)
_BESIDE = regex(r"\.(?:ya?ml|conf|ini|toml|service|sh|txt|json|crt|key)$|(?:^|/)\.env|^\d+$")
"""What stands beside a release, and ports."""
_PACKED = regex(r"\.(?:zip|gz|tgz|tar)$")
_THERE = regex(r"(?:[^\s:/@]+@)?[^\s:/@]+:(?!//)")
_THERE_TOO = "there"
"""Stands for every host that something was sent to."""
_PURPOSE = r"(?:deploy|restart|start|update|run|release|reload|up\b|install|setup|remote|server)"
_STARTS_THERE = regex(rf"^\S*{_PURPOSE}[\w-]*\.sh\b|^make (?:\S+ )*\S*(?:deploy|prod|up|start|run|live)\S*$")
_LIVE_ONCE_THERE = regex(r"^php artisan migrate\b")
"""What PHP serves is what lies there: nothing is started, and its schema is changed for the newest."""
_STARTS_HERE = regex(r"^\S*(?:start|deploy|reload)[\w-]*\.sh\b|^make (?:\S+ )*\S*(?:prod|restart)\S*$")
_RESTARTS = regex(r"[\s:_/-](?:restart|reload)$")
_DEPLOYS = regex(r"deploy|release")
_TOOLS = frozenset(
    ("systemctl", "service", "nginx", "supervisorctl", "pm2", "docker", "docker-compose", "echo", "printf", "[")
)
_SENDS = frozenset(("rsync", "scp"))
BY_FTP = regex(r"^(?:lftp\b.*\bmirror\b.* (?:-\w{0,8}R|--reverse)\b|git ftp push\b|ncftpput\b)")
"""Programs that put what was built onto web space."""
_HANDS_TO_SHELL = regex(rf"\b(?:ba)?sh (?:-\w+ )*[^\s;|&]*{_PURPOSE}[\w-]*\.sh\b")
_SHELLS = frozenset(("bash", "sh", "source", "."))


def sends_release(command: Command, script: Script) -> bool:
    """It copies what may be a release, and not only what stands beside one, to a host."""
    sent = sent_away(command, script)
    return any(not NOT_A_RELEASE.search(word) and not _BESIDE.search(word) for word in sent)


def sent_away(command: Command, script: Script) -> list[str]:
    """What it copies to another machine."""
    if command.name not in _SENDS:
        return []
    given = command.options("-e", "--rsh", "-i", "-P", "-p", "-F", "--exclude", "--exclude-from", "--include")
    args = [arg for arg in command.args if not arg.startswith("-") and arg not in given]
    words = [script.expand(arg) for arg in args]
    # A host that is asked for first (`$(aws …)`) is one by how it is written, whatever its variable holds.
    target = next((n for n, both in enumerate(zip(args, words, strict=True)) if any(map(_THERE.match, both))), 0)
    return words[:target]


def is_started_there(script: Script) -> bool:
    """What was sent to a host is started there, by a command of whatever starts programs or by a script of the team's.

    What only looks after the machine, or runs here, starts nothing of it.
    """
    told = any(command.remote and activation(command) for command in script.commands)
    return told or any(command.remote or command.name == "ssh" for command in own_starts(script))


def sends_whole(command: Command, script: Script) -> bool:
    """It sends a program as it lies or as it was built to where a server keeps what it serves: that puts it live."""
    there = any(_SERVED_THERE.search(script.expand(arg)) for arg in command.args[-1:])
    return there and any(map(_WHOLE.match, sent_away(command, script)))


def sends_built(command: Command, script: Script) -> bool:
    """It sends a whole program, or what a build left, to another machine, wherever that keeps it."""
    return any(map(_WHOLE.match, sent_away(command, script)))


_SERVED_THERE = regex(
    r"^(?!.*back-?ups?)(?:[^\s:/@]+@)?[^\s:/@]+:(?:~?/)?(?:(?:var|srv|opt|usr|home|data)/[^:]*|[^:]*(?:www|htdocs|public_html|html)(?:/[^:]*)?)$"
)
_WHOLE = regex(
    r"^(?:\./?|\*|\./\*|(?:\./)?(?:dist|build|out|public|_?site|html|htdocs|www|web|bin|target|release)(?:/.*)?)$"
)
"""The folder of the repository itself, or one that holds what was built or is served."""


_ON_HOST = regex(r"^(?:/(?:home|var|opt|srv|root|data|app|usr|www)\b|~?ubuntu\b)")


def own_starts(script: Script, *, deploys: bool = False) -> Iterator[Command]:
    """What only the team's own scripts tell to start, and servers started by hand, once a release has come there.

    A host that is told to run something named after deployments may fetch the release by that. What is started on
    the machine that the script runs on counts where that is a server: by its folders, or since the script `deploys`.
    """
    here = deploys or any(c.name == "cd" and any(map(_ON_HOST.match, c.args)) for c in script.commands)
    places: set[str] = set()
    for command in script.commands:
        if any(_PACKED.search(word) for word in sent_away(command, script)) or sends_release(command, script):
            places.add(_THERE_TOO)
        if takes_newest(command):
            places.add(command.remote)
        away = command.remote or (_destination(command) if command.name == "ssh" else "")
        arrived = command.remote in places or (bool(away) and _THERE_TOO in places)
        if command.name == "ssh":
            shown = _HANDS_TO_SHELL.search(command.text)
        else:
            shown = _starts(command, script, away=bool(away)) if arrived else None
        if shown and (arrived or _DEPLOYS.search(shown[0])):
            yield replace(command, remote=away)
        elif (away and _DEPLOYS.search(command.name) and command.name.endswith(".sh")) or (
            arrived and (here or away) and stays(command, script)
        ):
            yield command


def _destination(command: Command) -> str:
    return next((arg for arg in command.args if not arg.startswith("-")), "ssh")


def _starts(command: Command, script: Script, *, away: bool) -> re.Match[str] | None:
    if command.name in _TOOLS:
        return None
    words = command.args if command.name in _SHELLS else (command.name, *command.args)
    text = " ".join(script.expand(word) for word in words if not word.startswith("-"))
    return (
        (_STARTS_THERE if away else _STARTS_HERE).match(text) or _LIVE_ONCE_THERE.match(text) or _RESTARTS.search(text)
    )


def hands_on(command: Command) -> bool:
    """It puts the release's image into a registry, from where hosts fetch it."""
    return bool(PUSHES.search(command.text))


_OVER_HOSTS = regex(
    r"^(?:ansible-playbook\b(?!.* (?:--syntax-check|--check|-C|--list-\w+|--version)\b)"
    r"|cap \S+ deploy\b|mina\b.* deploy\b|dep deploy\b|fab\b.* deploy\b|kamal (?:deploy|redeploy)\b)"
)


def goes_over_hosts(command: Command) -> bool:
    """A tool that puts the release onto hosts by what is written for it in files of its own."""
    return bool(_OVER_HOSTS.search(command.text))
