"""Programs in other languages than Python that bring a release by shell, or look after hosts by it."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator

from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reader, Reading, Snippet
from holdfast.readers.repository.deploy_tools.remote_script import deployed, remote_facts
from holdfast.readers.repository.programs.commands import typed
from holdfast.readers.repository.shell.reader import SERVES

_ENDS = (".js", ".cjs", ".mjs", ".ts", ".mts", ".php", ".rb", ".rake", ".pl", ".go")
_NAMES = ("Rakefile", "rakefile", "Rakefile.rb")
_TESTS = regex(
    r"(?i)(?:^|/)(?:__tests__|tests?|spec|e2e|docs?|examples?)/|\.(?:test|spec|min|bundle|stories)\."
    r"|(?:^|[/._-])(?:local|dev|set-?up|install|init|bootstrap|seed|prompts?|fixtures?)[\w-]{0,40}\.\w{2,4}$"
)
"""What tries a release out, or sets up a developer's machine, and texts about commands."""
_FOR_HOSTS = regex(
    r"(?i)(?:^|/)(?:[\w.-]{0,40}[-_.])?(?:deploy(?:ment)?|release|provision(?:ing)?|roll-?(?:out|back)|backup|restore"
    r"|ec2|infra)(?:[-_.][\w-]{0,40})?\.\w{2,4}$|(?:^|/)(?:gulp|grunt|rake)file[\w.]{0,8}$|\.rake$"
    r"|(?:^|/)(?:deploy(?:er|ment)?|provision|backup)/[\w-]{1,40}\.go$"
)
"""By its name it is for those who look after the product, and no part of it."""
_OTHERS = regex(r"(?:^|/)config/(?:deploy(?:/[\w-]+)?|environments/[\w-]+)\.rb$|(?:^|/)lib/capistrano/")
"""Read by whoever knows the tool that they are written for."""
_SAYS = ("git pull", "git fetch", "git reset", "docker pull", "docker compose pull", "docker-compose pull")
"""Plain words to look for first: hardly any program says them."""
_ON_HOSTS = (
    "ssh",
    "scp",
    "rsync",
    "aws ",
    "docker ",
    "pg_dump",
    "mysqldump",
    "mongodump",
    "git pull",
    "pm2",
    "systemctl",
)
_BARE = regex(
    r"(?i)(?:^|/)(?:bin|scripts?|tools|ops|deploy)/[\w-]{2,40}$|(?:^|/)(?:deploy|release|ship|roll-?back)[\w-]{0,20}$"
)
_SHEBANG = regex(r"#!\S{1,80}(?:/|\s)(?P<language>ruby|node|php|perl)\b")
_LANGUAGES = {"ruby": ".rb", "node": ".js", "php": ".php", "perl": ".pl"}
"""Programs that are called by a bare name tell their language in the first row."""
_TASK = regex(r"^[^\S\n]*(?:(?:multi)?task|gulp\.task|exports\.\w+[^\S\n]*=|desc)\b")
_MAX_CHARACTERS = 200_000


def _wants(path: str) -> bool:
    named = path.endswith(_ENDS) or path.rpartition("/")[2] in _NAMES
    return (named or _BARE.search(path) is not None) and not _TESTS.search(path) and not _OTHERS.search(path)


def _read(snippet: Snippet) -> Iterable[Reading]:
    bare = _BARE.search(snippet.path) is not None and not snippet.name.endswith(_ENDS)
    told = _SHEBANG.match(snippet.text[:200]) if bare else None
    if bare and told is None:
        return
    language = _LANGUAGES[told["language"]] if told else ""
    for_hosts = bool(told or _FOR_HOSTS.search(snippet.path)) and "namespace Deployer" not in snippet.text
    words = _ON_HOSTS if for_hosts else _SAYS
    if len(snippet.text) > _MAX_CHARACTERS or not any(word in snippet.text for word in words):
        return
    for lines in _parts(snippet, language):
        first, last = min(lines), max(lines)
        text = "\n".join(lines.get(number, "") for number in range(first, last + 1))
        part = replace(snippet.part(text, first), heading=snippet.name)
        yield from remote_facts(part) if for_hosts else deployed(part)


def _parts(snippet: Snippet, language: str) -> Iterator[dict[int, str]]:
    """The commands of each task; those of a file without any as one."""
    heads = [number for number, row in enumerate(snippet.rows, start=1) if _TASK.match(row[:200])]
    found: dict[int, dict[int, str]] = {}
    for number, text in typed(snippet, language):
        found.setdefault(bisect_right(heads, number), {})[number] = text
    yield from found.values()


READER = Reader(name="programs that deploy", serves=SERVES, wants=_wants, read=_read)
