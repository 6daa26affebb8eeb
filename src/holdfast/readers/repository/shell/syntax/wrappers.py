"""Words before a command that only wrap it: other programs that run it, and options of its own before its verb."""

import re

from holdfast.model.regex import regex

_WRAPPERS: dict[str, frozenset[str]] = {
    # A wrapper, and its options that take a value in the next word.
    "sudo": frozenset(("-u", "-g", "-h", "-p", "-C", "-r", "-t", "-U", "-D", "--user", "--group")),
    "doas": frozenset(("-u",)),
    "env": frozenset(("-u", "-C")),
    "nohup": frozenset(),
    "exec": frozenset(("-a",)),
    "command": frozenset(),
    "builtin": frozenset(),
    "time": frozenset(("-f", "-o")),
    "nice": frozenset(("-n",)),
    "ionice": frozenset(("-c", "-n")),
    "chronic": frozenset(),
    "setsid": frozenset(),
    "stdbuf": frozenset(),
    "timeout": frozenset(("-k", "-s")),
    "npx": frozenset(("-p", "--package")),
    "bunx": frozenset(),
    "uvx": frozenset(("--from", "--with", "-p", "--python")),
    "dotenv": frozenset(("-e", "-c", "-f")),
    "env-cmd": frozenset(("-f", "--file", "-e", "--environments", "-r", "--rc-file")),
    "cross-env": frozenset(),
    "sshpass": frozenset(("-p", "-f", "-d")),
    "caffeinate": frozenset(),
}
_GLOBALS: dict[str, frozenset[str]] = {
    # A program with verbs, and those of its own options, written before the verb, that take a value in the next word.
    "git": frozenset(("-C", "-c", "--git-dir", "--work-tree", "--namespace")),
    "aws": frozenset(("--profile", "--region", "--output", "--endpoint-url", "--query", "--color", "--ca-bundle")),
    "docker": frozenset(("-H", "--host", "-c", "--context", "--config", "-l", "--log-level")),
    "npm": frozenset(("-C", "--prefix", "-w", "--workspace")),
    "pnpm": frozenset(("-C", "--dir", "-F", "--filter")),
    "yarn": frozenset(("--cwd",)),
    "cdk": frozenset(("-c", "--context", "-a", "--app", "-o", "--output", "--profile", "--role-arn", "--plugin")),
    **dict.fromkeys(
        ("serverless", "sls"), frozenset(("-s", "--stage", "-r", "--region", "-c", "--config", "--aws-profile"))
    ),
    "sst": frozenset(("--stage", "--region", "--profile", "--role")),
    "sam": frozenset(("--region", "--profile", "--config-env", "--config-file", "--stack-name")),
    "pulumi": frozenset(("-C", "--cwd", "-s", "--stack", "--config-file")),
}
TELLS_VERB = frozenset(("cdk", "serverless", "sls", "sst", "sam", "pulumi"))
"""What is told to these before their verb says what the verb is for, and stays with it."""
_POSITIONALS = {"timeout": 1}
_TWO_WORDS: dict[str, frozenset[str]] = {
    **dict.fromkeys(
        (
            *("bundle exec", "poetry run", "pipenv run", "rye run", "hatch run", "mise exec"),
            *("pnpm exec", "pnpm dlx", "yarn exec"),
        ),
        frozenset(),
    ),
    "pdm run": frozenset(("-p", "--project")),
    "uv run": frozenset(
        (
            *("--group", "--no-group", "--only-group", "--extra", "--no-extra", "--with", "--with-requirements"),
            *("--package", "--project", "--directory", "--env-file", "--python", "-p"),
        )
    ),
    # What hands over secrets or a role for the one command.
    "doppler run": frozenset(("-p", "--project", "-c", "--config", "-t", "--token")),
    "dotenvx run": frozenset(("-f", "--env-file", "-fk", "--env-keys-file")),
    "infisical run": frozenset(("--env", "--path", "--projectId", "--token")),
    "op run": frozenset(("--env-file", "--account")),
    "aws-vault exec": frozenset(("-d", "--duration", "--region", "-t", "--mfa-token")),
    "chamber exec": frozenset(("-b", "--backend")),
}
_NAMED = frozenset(("aws-vault exec", "chamber exec"))
"""These are told what to hand over before the command."""

_MANAGERS = frozenset(("npm", "pnpm", "yarn", "bun"))
_RUN_BY_THEM = frozenset(("exec", "dlx", "x", "run"))
_TOOLS = frozenset(("cdk", "aws-cdk", "cdktf", "sst", "sls", "serverless", "pulumi"))
"""Programs of a project that a package manager runs by their name, whether or not a script is called so, too."""

_FOR_STAGE = regex(r"(?:with-?)?(?:dot)?env[:.-][\w-]{1,40}|with-?env(?:ironment)?")
"""What people call a script that sets the variables of one stage."""

_QUERIES = {"command": ("-v", "-V")}
_ASSIGNMENT = regex(r"[A-Za-z_]\w*=")
OPTIONS = regex(r"\$\{?\w*(?:OPT|(?<![A-Z])ARG|ARGS(?![A-Z])|FLAG|PARAM)\w*(?:\[[@*]\])?\}?", re.IGNORECASE)


def strip(words: list[str]) -> int:
    """How many of the first `words` (a command's name and args) are wrappers; 0 when none are."""
    start = 0
    while start < len(words):
        name = words[start].rpartition("/")[2]
        if name in _MANAGERS and (tool := _managed(words, start)):
            return tool
        both = " ".join((name, *words[start + 1 : start + 2]))
        if both in _TWO_WORDS:
            skipped = skip(words, start + 2, _TWO_WORDS[both])
            skipped = _behind_names(words, skipped) if both in _NAMED else skipped
        elif _FOR_STAGE.fullmatch(words[start]) and words[start + 1 : start + 2] and words[start + 1] in _TOOLS:
            skipped = start + 1
        elif name in _WRAPPERS and not _asks(name, words, start):
            skipped = skip(words, start + 1, _WRAPPERS[name]) + _POSITIONALS.get(name, 0)
            if name == "dotenv" and words[skipped : skipped + 1] == ["run"]:
                skipped = skip(words, skipped + 1, frozenset())
        else:
            return start
        if skipped >= len(words):
            return start
        start = skipped
    return start


def _behind_names(words: list[str], start: int) -> int:
    """The index behind the name of a role, or behind all names before two dashes."""
    return words.index("--", start) + 1 if "--" in words[start:] else start + 1


def _managed(words: list[str], start: int) -> int:
    """Where the project's own tool stands that a package manager is told to run; 0 for anything else."""
    index = start + verb_at(words[start:])
    while index < len(words) and (words[index] in _RUN_BY_THEM or words[index].startswith("-")):
        index += 1
    # A script of the package that sets the environment of a stage, and is handed what shall run in it.
    if index + 1 < len(words) and _FOR_STAGE.fullmatch(words[index]):
        index += 1 + (words[index + 1] == "--")
    found = index > start and index < len(words) and words[index].partition("@")[0] in _TOOLS
    return index if found else 0


def verb_at(words: list[str]) -> int:
    """The index of the verb behind options of the program itself, as in `git -C DIR pull`; 1 when there are none."""
    valued = _GLOBALS.get(words[0].rpartition("/")[2])
    index = 1
    while (
        valued is not None and index < len(words) and (words[index].startswith("-") or OPTIONS.fullmatch(words[index]))
    ):
        index += 2 if words[index] in valued else 1
    # What a function is handed stands for the verb, too: it keeps the place where that will be put.
    return index if index < len(words) and words[index] not in ("$@", "${@}") else 1


def operation_at(words: list[str]) -> int:
    """The index of the operation of `aws SERVICE` behind options for every command; 2 when there are none."""
    valued = _GLOBALS["aws"]
    index = 2
    while index < len(words) and (words[index] in valued or words[index] in _AWS_FLAGS or _GLOBAL.match(words[index])):
        index += 2 if words[index] in valued else 1
    return index if index < len(words) else 2


_AWS_FLAGS = frozenset(("--no-cli-pager", "--no-verify-ssl", "--no-sign-request", "--no-paginate", "--debug"))
_GLOBAL = regex(r"--(?:profile|region|output|endpoint-url|query|color|ca-bundle)=")


def _asks(name: str, words: list[str], start: int) -> bool:
    return start + 1 < len(words) and words[start + 1] in _QUERIES.get(name, ())


def skip(words: list[str], start: int, valued: frozenset[str]) -> int:
    """The index of the first word from `start` that is neither an option, its value, nor an assignment."""
    index = start
    while index < len(words):
        word = words[index]
        if word == "--":
            return index + 1
        if word in valued or _ends_in_one(word, valued):
            index += 2
        elif (word.startswith("-") and len(word) > 1) or _ASSIGNMENT.match(word):
            index += 1
        else:
            return index
    return index


def _ends_in_one(word: str, valued: frozenset[str]) -> bool:
    """Several letters behind one dash, of which the last takes a value: `sudo -iu app`."""
    before, last = word[1:-1], word[-1:]
    clustered = word[:1] == "-" and word[1:].isalpha() and bool(before)
    return clustered and f"-{last}" in valued and not any(f"-{one}" in valued for one in before)
