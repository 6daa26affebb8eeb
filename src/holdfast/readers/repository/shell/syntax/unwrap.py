"""Commands that run another command inside their words: scripts that travel as a word, here or to a host."""

import re
from itertools import pairwise

from holdfast.model.record import record
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.syntax.wrappers import OPTIONS, skip, strip

_SHELLS = frozenset(("bash", "sh", "zsh", "dash", "ash"))
_SSH_VALUES = frozenset(f"-{letter}" for letter in "ipoFJLRDbcEeImOQSWw")
_EXEC_VALUES = frozenset(
    (
        "-e",
        "-u",
        "-w",
        "--env",
        "--user",
        "--workdir",
        "--env-file",
        "-n",
        "-c",
        "--namespace",
        "--container",
        "--index",
    )
)
_LAST_COMMAND = regex(r"&&|;")
_LISTED = regex(r"\"(?P<json>(?:[^\"\\]|\\.)*)\"|'(?P<plain>[^']*)'")
"""One of the commands in a list: as JSON writes it, or in AWS's short form, where nothing is escaped."""


@record(frozen=True, slots=True)
class Nested:
    """A command inside another's words.

    Args:
        label: name of the outer command.
        offset: index of the inner command's name among the outer's words; -1 when `script` is set.
        script: shell text that the outer command runs.
        line: line of the script's first line.
        remote: where it runs, when over SSH.
        reads: it runs the script on its standard input.
    """

    label: str
    offset: int = -1
    script: str = ""
    line: int = 0
    remote: str = ""
    reads: bool = False


def nested(name: str, args: list[str], lines: list[int], line: int) -> tuple[Nested, ...]:
    """What `name` with `args` runs inside itself; `lines` are those of the args, `line` the command's own."""
    if name == "ssh":
        return _ssh(args, lines, line)
    if name in _SHELLS:
        return _shell(name, args, lines)
    if name in _OTHER_SHELLS:
        return _as_another(name, args, lines)
    if name == "eval" and args:
        return (Nested(name, script=" ".join(args), line=lines[0]),)
    if name == "trap" and len(args) > 1 and args[0] not in ("-", "", "-p", "-l"):
        return (Nested(f"trap {' '.join(args[1:])}", script=args[0], line=lines[0]),)
    if name == "flock":
        return _flock(args, lines)
    if name == "xargs":
        return _at("xargs", args, skip(args, 0, frozenset(("-I", "-n", "-P", "-d", "-L", "-s", "-a"))))
    if name == "find":
        return _find(args)
    if name in ("docker", "podman") and args[:1] == ["run"]:
        return _in_new_container(name, args, lines)
    if name in ("docker", "podman", "docker-compose", "kubectl"):
        return _container(name, args, lines)
    return _elsewhere(name, args, lines)


def _elsewhere(name: str, args: list[str], lines: list[int]) -> tuple[Nested, ...]:
    """What AWS, a platform's console or Ansible has run on machines or in tasks."""
    if name == "aws" and args[:2] == ["ssm", "send-command"]:
        return _send_command(args, lines)
    if (name, *args[:2]) in STARTS_TASK:
        return _in_new_task(args, lines)
    if (name in _CONSOLES or args[:2] == ["ecs", "execute-command"]) and _CONSOLE & set(args[:2]):
        return _after_flag(name, args, lines, ("--command", "-C", "-c"))
    return _over_ansible(args, lines) if name == "ansible" else ()


_OTHER_SHELLS = frozenset(("su", "runuser", "newgrp", "sg", "sudo"))


def _as_another(name: str, args: list[str], lines: list[int]) -> tuple[Nested, ...]:
    """What a shell of another user's or group's runs: what its flag takes, or what it reads.

    `newgrp docker <<EOF` and `sg docker 'docker compose up'` are how Docker answers before the next login. Of `sudo`
    only calls without a command come here, since it was taken off all others: `sudo -i <<EOF`.
    """
    if name == "sudo":
        return (Nested(name, reads=True),) if {"-i", "-s", "--login", "--shell"} & set(args) else ()
    if told := _after_flag(name, args, lines, ("-c", "--command")):
        return told
    words = [(word, line) for word, line in zip(args, lines, strict=False) if word != "-"]
    if name == "sg" and len(words) > 1:
        return (Nested(name, script=words[1][0], line=words[1][1]),)
    return (Nested(name, reads=True),)


def _at(label: str, args: list[str], offset: int) -> tuple[Nested, ...]:
    return (Nested(label, offset=offset),) if offset < len(args) else ()


def _ssh(args: list[str], lines: list[int], line: int) -> tuple[Nested, ...]:
    user = ""
    index = 0
    while index < len(args) and (args[index].startswith("-") or _holds_options(args, index)):
        if args[index] == "-l" and index + 1 < len(args):
            user = args[index + 1] + "@"
        index += 2 if args[index] in _SSH_VALUES or args[index] == "-l" else 1
    if index >= len(args):
        return ()
    remote = args[index] if "@" in args[index] else user + args[index]
    rest = index + 1
    while rest < len(args) and args[rest].startswith("-") and args[rest] != "--":
        rest += 2 if args[rest] in _SSH_VALUES else 1
    script = " ".join(word for word in args[rest:] if word != "--")
    if not script:
        return (Nested("ssh", remote=remote, reads=True, line=line),)
    if _is_shell(script):
        return (Nested("ssh", remote=remote, reads=True, line=line),)
    told = Nested("ssh", script=script, line=lines[rest], remote=remote)
    # `cd app && bash -s`: the shell at the end reads what follows.
    last = _LAST_COMMAND.split(script)[-1]
    reads = "\n" not in script and last != script and _is_shell(last)
    return (told, Nested("ssh", remote=remote, reads=True, line=line)) if reads else (told,)


def _holds_options(args: list[str], index: int) -> bool:
    """A variable before the host that is called after options, as in `ssh $SSH_OPTS user@host`."""
    return index + 1 < len(args) and OPTIONS.fullmatch(args[index]) is not None


_WORKED_OUT = regex(r"\$\([^()\n]{0,300}\)")
"""A value that a command gives, with blanks of its own: `TAG=$(git rev-parse HEAD)`."""


def _is_shell(script: str) -> bool:
    """It only starts a shell that reads its standard input, as `TAG=$TAG bash -s` and `sudo -u app bash` do."""
    words = _WORKED_OUT.sub("x", script).split()
    own = words[skip(words, 0, frozenset()) :]
    own = own[strip(own) :]
    first = own[0].rpartition("/")[2] if own else ""
    # What follows `-s` is handed to the script as its own words, however many they are.
    told = any(map(_TOLD.match, own))
    if first in _SHELLS and "-s" not in own and _file_of(own[1:]):
        return False
    return first in (*_SHELLS, "sudo", "su") and not told and (len(own) <= 4 or "-s" in own)


def _file_of(words: list[str]) -> str:
    """The file that a shell with these words reads instead of its standard input; empty when it reads that."""
    index = skip(words, 0, frozenset(("-o", "+o", "-O", "+O", "--rcfile", "--init-file")))
    word = words[index] if index < len(words) else ""
    return "" if word == "/dev/stdin" or word[:1] in ("-", "<", ">", "|", "&", ";") or word[:2] == "2>" else word


_TOLD = regex(r"-[a-z]{0,4}c[a-z]{0,4}$")
"""Options of a shell that is told what to run: `-c`, and with others as in `-lc`."""


def _shell(name: str, args: list[str], lines: list[int]) -> tuple[Nested, ...]:
    reads = False
    named = False  # the option before takes this word for its value, as `-euo pipefail` does
    for index, arg in enumerate(args):
        if named:
            named = False
            continue
        short = arg.startswith("-") and not arg.startswith("--")
        if short and "c" in arg and "o" not in arg:
            return (Nested(name, script=args[index + 1], line=lines[index + 1]),) if index + 1 < len(args) else ()
        if not arg.startswith("-"):
            return (Nested(name, reads=True),) if reads else ()
        reads, named = reads or (short and "s" in arg), short and arg.endswith("o")
    return (Nested(name, reads=True),)


def _after_flag(name: str, args: list[str], lines: list[int], flags: tuple[str, ...]) -> tuple[Nested, ...]:
    for index, arg in enumerate(args[:-1]):
        if arg in flags:
            return (Nested(name, script=args[index + 1], line=lines[index + 1]),)
    return ()


def _flock(args: list[str], lines: list[int]) -> tuple[Nested, ...]:
    by_flag = _after_flag("flock", args, lines, ("-c", "--command"))
    return by_flag or _at("flock", args, skip(args, 0, frozenset(("-w", "-E", "--timeout", "--wait"))) + 1)


def _find(args: list[str]) -> tuple[Nested, ...]:
    index = next((i for i, arg in enumerate(args) if arg in ("-exec", "-execdir", "-ok")), len(args))
    return _at("find", args, index + 1)


def _container(name: str, args: list[str], lines: list[int]) -> tuple[Nested, ...]:
    """`docker exec [options] CONTAINER COMMAND…`, also through compose; `kubectl exec POD -- COMMAND…`."""
    verb = next((i for i, arg in enumerate(args) if arg == "exec"), -1)
    compose = name == "docker-compose" or "compose" in args[:1]
    if verb < 0 and compose:
        verb = next((i for i, arg in enumerate(args) if arg == "run"), -1)
    if verb < 0 or any(arg in ("run", "build", "up") for arg in args[:verb]):
        return ()
    if "--" in args[verb:]:
        return _at(name, args, args.index("--", verb) + 1)
    at = skip(args, verb + 1, _EXEC_VALUES)
    return (_by_service(name, args, lines, at) if args[verb] == "run" else ()) or _at(name, args, at + 1)


_TOOLS = frozenset(("terraform", "tofu", "terragrunt", "kubectl", "helm", "ansible-playbook", "cdk", "serverless"))


def _by_service(name: str, args: list[str], lines: list[int], at: int) -> tuple[Nested, ...]:
    """What a service that is started for one command is told: a shell its script, a tool the words behind its name."""
    told = args[at + 1 :]
    if len(told) > 1 and _TOLD.match(told[0]):
        return (Nested(name, script=told[1], line=lines[at + 2]),)
    if told and args[at] in _TOOLS and not told[0].startswith(("-", "/", "./")) and told[0] not in (*_SHELLS, args[at]):
        return (Nested(name, script=" ".join((args[at], *told)), line=lines[at]),)
    return ()


_SWITCHES = regex(
    r"-[ditPq]+$|--(?:detach|interactive|tty|rm|init|privileged|read-only|publish-all|no-healthcheck|quiet)$"
)
"""Options of `docker run` that take no value."""
_SERVES = regex(r"-\w*d\w*$|-p|--publish\b|--detach\b|--restart\b")
_AWS_IMAGE = regex(r"(?:[\w.-]+/)*aws-cli(?::[\w.-]+)?$")
_COMPOSE_IMAGE = regex(r"(?:[\w.-]+/)?(?:docker/compose|docker-compose)(?::[\w.-]+)?$|\$\{?\w*COMPOSE_?IMAGE\w*\}?$")
_TOOL_IMAGE = regex(r"(?:[\w.-]+/){1,5}(?:open)?(?P<tool>terraform|tofu|terragrunt|kubectl|helm)(?::[\w.-]+)?$")
_DOCKER_IMAGE = regex(r"(?:library/)?docker(?::[\w.-]+)?$")


def image_at(args: list[str]) -> int:
    """The index of the image among the words of `run OPTIONS IMAGE COMMAND…`; how many there are when none is."""
    index = 1
    while index < len(args) and args[index].startswith("-"):
        index += 1 if "=" in args[index] or _SWITCHES.match(args[index]) else 2
    return min(index, len(args))


def _in_new_container(name: str, args: list[str], lines: list[int]) -> tuple[Nested, ...]:
    """`docker run --rm [options] IMAGE COMMAND…`, for one command, not for what serves from then on."""
    at = image_at(args)
    options = args[1:at]
    if "--rm" not in options or any(map(_SERVES.match, options)) or at >= len(args):
        return ()
    program = next((value for flag, value in pairwise(options) if flag == "--entrypoint"), "")
    program = next((arg.partition("=")[2] for arg in options if arg.startswith("--entrypoint=")), program)
    program = program or _program_of(args[at], args[at + 1 : at + 2])
    if program:
        return (Nested(name, script=" ".join((program, *args[at + 1 :])), line=lines[at]),)
    return _at(name, args, at + 1)


def _program_of(image: str, first: list[str]) -> str:
    """The program that an image starts with whatever words it is given; none of most images."""
    if _AWS_IMAGE.match(image):
        return "aws"
    if _COMPOSE_IMAGE.match(image):
        return "docker-compose"
    tool = _TOOL_IMAGE.match(image)
    if tool is not None and first and first[0] not in (*_SHELLS, tool["tool"]):
        return tool["tool"]
    return "docker" if _DOCKER_IMAGE.match(image) and first == ["compose"] else ""


_PLAIN_COMMANDS = regex(r"commands=(?=[^\s\[\"'\\])")
"""One script and no list."""


def _send_command(args: list[str], lines: list[int]) -> tuple[Nested, ...]:
    """The scripts in `--parameters 'commands=["…","…"]'` (or `['…']`, or JSON), each on its own line of the text."""
    index = next((i for i, arg in enumerate(args) if arg in _GIVEN), len(args)) + 1
    if index >= len(args):
        return ()
    plain = _PLAIN_COMMANDS.match(args[index])
    if plain:
        return (Nested("aws", script=args[index][plain.end() :], line=lines[index], remote="ssm"),)
    text = " ".join(args[index:]) if "commands=" in args[index] else args[index]
    start = text.find("[", max(text.find("commands"), 0))
    if start < 0:
        return ()
    parts: list[str] = []
    row, end = 0, start
    for match in _LISTED.finditer(text, start):
        if "]" in text[end : match.start()]:
            break  # the other parameters
        end = match.end()
        wanted = text.count("\n", 0, match.start())
        parts.append("\n" * (wanted - row) if wanted > row or not parts else "; ")
        row = wanted
        parts.append(match["plain"] if match["json"] is None else _from_json(match["json"]))
    return (Nested("aws", script="".join(parts), line=lines[index], remote="ssm"),) if parts else ()


def _from_json(listed: str) -> str:
    told = _PUT_IN.sub(r"\1", listed)
    return told.replace('\\"', '"').replace("\\n", "; ").replace("\\\\", "\\")


STARTS_TASK = {("aws", "ecs", "run-task"): "--overrides", ("aws", "batch", "submit-job"): "--container-overrides"}
"""What starts a container for one command, and the option that says which."""
_OVERRIDES = regex(
    r"[\"']?command[\"']?\s*[:=]\s*\[(?P<listed>[^\[\]]{1,2000})\]|\bcommand=(?P<plain>[\w./:-]+(?:,[\w./:-]+)*)"
)
_ITEM = regex(r"\\?\"((?:[^\"\\]|\\[^\"])*)\\?\"|'([^']*)'|([^\s,\"'\\]+)")
_CONSOLES = frozenset(("copilot", "fly", "flyctl", "eb"))
_CONSOLE = frozenset(("exec", "ssh", "console", "run", "execute-command"))


def _in_new_task(args: list[str], lines: list[int]) -> tuple[Nested, ...]:
    """`aws ecs run-task --overrides '{"containerOverrides":[{"command":["npm","run","migrate"]}]}'`."""
    index = next((i for i, arg in enumerate(args) if arg in STARTS_TASK.values()), len(args)) + 1
    text = args[index] if index < len(args) else ""
    match = _OVERRIDES.search(text)
    if match is None:
        return ()
    told = match["plain"].split(",") if match["plain"] else [next(filter(None, one), "") for one in _items(match)]
    if not told:
        return ()
    # One after the other; a shell's own script, which is a word of several, is told as one.
    words = [f"'{word}'" if " " in word and "'" not in word else word for word in told]
    script = words[-1].strip("'") if words[0] in _SHELLS and " " in words[-1] else " ".join(words)
    return (Nested("aws", script=script, line=lines[index] + text.count("\n", 0, match.start())),)


def _items(match: re.Match[str]) -> list[tuple[str, ...]]:
    return _ITEM.findall(match["listed"])


_ADHOC = frozenset(("shell", "command", "raw"))
_ADHOC_VALUES = frozenset(
    ("-i", "-u", "-m", "-a", "-e", "-l", "-f", "--inventory", "--user", "--private-key", "--module-name", "--args")
)


def _over_ansible(args: list[str], lines: list[int]) -> tuple[Nested, ...]:
    """`ansible web -m shell -a "cd app && docker compose up -d"`: hosts of an inventory are told what to run."""
    told = dict(pairwise(args))
    module = told.get("-m") or told.get("--module-name") or "command"
    flag = next((n for n, arg in enumerate(args[:-1]) if arg in ("-a", "--args")), -1)
    if flag < 0 or module.rpartition(".")[2] not in _ADHOC:
        return ()
    values = {n + 1 for n, arg in enumerate(args) if arg in _ADHOC_VALUES}
    host = next((arg for n, arg in enumerate(args) if n not in values and not arg.startswith("-")), "")
    if host in ("", "localhost", "127.0.0.1"):
        return ()
    return (Nested("ansible", script=args[flag + 1], line=lines[flag + 1], remote=host),)


_GIVEN = ("--parameters", "--cli-input-json")
_PUT_IN = regex(r"\\\((\$\w+)\)")
"""What `jq` puts into a text."""
