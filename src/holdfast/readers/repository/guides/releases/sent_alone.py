"""Releases of which a guide shows only the command that sends the program, or its pages, to a named machine."""

from collections.abc import Iterator, Sequence

from holdfast.model.facts import Deployment
from holdfast.model.regex import regex
from holdfast.readers.repository.embedded import is_yaml
from holdfast.readers.repository.guides.guide import Code, Guide
from holdfast.readers.repository.guides.releases.first import is_for_once, puts_again, sets_up
from holdfast.readers.repository.guides.releases.raised import GOES_BACK
from holdfast.readers.repository.guides.releases.uploads import NO_RELEASE
from holdfast.readers.repository.guides.wording.lexicon import any_of
from holdfast.readers.repository.shell import parse
from holdfast.readers.repository.shell.syntax.command import Command

_RELEASES = any_of(
    r"\b(?:re-?)?(?:deploy\w*|releas\w+|updat\w+|upload\w*|publish\w*|go(?:ing)? live|transfer\w*|copy\w*)\b",
    r"배포|업데이트|반영|릴리[스즈]|업로드|전송|デプロイ|リリース|更新|反映|公開|アップロード|転送",
)
_OTHERS = any_of(
    r"\b(?:back-?ups?|restor\w+|migrat\w+|recover\w*|logs?|download\w*|certificat\w*|ssl|tls|keys?|databases?|seeds?)\b",
    r"백업|복[원구]|마이그레이션|이전|로그|다운로드|인증서|데이터베이스|バックアップ|復[元旧]|移行|ログ|ダウンロード|証明書|データベース",
)
"""Chapters on what else is sent to a machine, or fetched from it."""
_HOLE = regex(r"<[\w가-힣ぁ-んァ-ヶ一-龠][^<>\n]{0,60}>")
_THERE = regex(r"^(?:[^@\s:/]{1,80}@)?[^\s:/@]{2,120}:(?!//)")
_PROGRAM = regex(
    r"(?i)(?:^|/)(?:dist|build|out|target|release|public|www|html|_site|publish|\.next|\.output|standalone)(?:/|$)"
    r"|\.(?:jar|war|ear|phar|whl|zip|tgz|tar\.gz|tar\.bz2)$|^\.{1,2}/?\*?$|^\*$|^\./\*$"
    r"|(?<!setup)(?<!install)(?<!init)(?<!seed)(?<!migrate)(?<!test)\.(?:py|php|rb|go|html|css|[cm]?js|tsx?)$"
)
"""What a build makes, an archive of it, a part of the program, or the whole of the folder that one stands in."""
_PIPED = regex(r"^\s*(?:\$\s)?(?:[^\n|#]{0,200}&&\s*)?tar\s[^\n|#]{1,200}\|\s*ssh\s[^\n]{1,200}\btar\s")
"""A folder that goes there as an archive which nobody keeps."""
_NO_FOLDER_OF_IT = regex(
    r"(?i)(?:^|[/._-])(?:data|db|dumps?|back-?ups?|certs?|ssl|tls|keys?|logs?|uploads?|media|images?|assets|conf(?:ig)?s?"
    r"|nginx|systemd|monitoring|grafana|prometheus|scripts?|docs?|models?|weights|datasets?|secrets?|ansible|terraform"
    r"|infra)(?:[/*._-]|$)"
)
_COPIES = ("scp", "pscp", "rsync")
_SENDERS = (*_COPIES, "tar ")
_WITH_VALUE = frozenset(("-i", "-P", "-F", "-o", "-e", "--rsh", "--exclude", "--include", "--exclude-from", "-l", "-c"))


def sent_alone(guide: Guide) -> Iterator[Deployment]:
    """One such command, in a chapter on releases: of those that follow another where the guide tells of them."""
    if any(isinstance(one, Deployment) for one in guide.readings):
        return
    found = [(code, row) for code in guide.codes if _may_release(guide, code) for row in _rows(code)[:1]]
    if found:
        code, row = next((one for one in found if puts_again(one[0])), found[0])
        first = sets_up(code.fence.text) or is_for_once(code)
        yield Deployment(**code.common(row), method="ssh", identity="none", asks_health=False, manual=True, first=first)


def _may_release(guide: Guide, code: Code) -> bool:
    if is_yaml(code.fence.language, code.fence.text) or not any(tool in code.fence.text for tool in _SENDERS):
        return False
    trail = code.fence.trail
    headings = [heading.text for heading in trail.headings if not guide.manner.names_project(heading)]
    above = [trail.lead, *trail.parents[-1:], *headings]
    near = [trail.lead, *trail.parents[-1:], *headings[-1:]]
    if GOES_BACK.search(code.snippet.heading) or any(_OTHERS.search(one) or NO_RELEASE.search(one) for one in near):
        return False
    return any(map(_RELEASES.search, above))


def _rows(code: Code) -> list[int]:
    text = _HOLE.sub("HOLE", code.fence.text)
    copied = [one.line for one in parse(text).commands if one.name in _COPIES and _sends(one)]
    return copied or [number for number, row in enumerate(text.splitlines(), start=1) if _PIPED.match(row[:600])]


def _sends(command: Command) -> bool:
    """A program goes from here to a machine; data, settings and keys are none."""
    words = _operands(command.args)
    if len(words) < 2 or not _THERE.match(words[-1]) or any(map(_THERE.match, words[:-1])):
        return False
    whole = command.name == "rsync" or any(_recurses(arg) for arg in command.args)
    return any(_is_program(word, whole=whole) for word in words[:-1])


def _is_program(word: str, *, whole: bool) -> bool:
    if _NO_FOLDER_OF_IT.search(word):
        return False
    name = word.rstrip("/*").rpartition("/")[2]
    return _PROGRAM.search(word.rstrip("*")) is not None or (whole and bool(name) and "." not in name)


def _recurses(arg: str) -> bool:
    return arg.startswith("-") and not arg.startswith("--") and "r" in arg


def _operands(args: Sequence[str]) -> list[str]:
    words: list[str] = []
    taken = False
    for arg in args:
        if not taken and not arg.startswith("-"):
            words.append(arg)
        taken = arg in _WITH_VALUE
    return words
