"""Settings that somebody wrote down in a code block for commands: `Instance type: t3.small` below a comment."""

import re
from collections.abc import Iterator

from holdfast.model.record import record
from holdfast.model.regex import regex
from holdfast.readers.repository.guides.page.given_by_aws import is_own
from holdfast.readers.repository.guides.wording.lexicon import SETTING_KEY
from holdfast.readers.repository.text.sizes import SIZE

COMMAND_FENCES = frozenset({"bash", "sh", "shell", "zsh", "console", "terminal"})
"""Languages of code blocks in which people also list what to choose in a console."""

_FIELD_FENCES = frozenset({"", "text", "txt", "plain", "plaintext", "yaml", "yml"})
_FIELD = regex(
    r"\s*(?:[-*•]\s+)?(?=[A-Z]|[^\x00-\x7f])[^\s:：=$\"'`|&;<>{}\\][^:：=$\"'`|&;<>{}\\]{0,40}(?:：|:\s)\s*(?P<value>\S.*)"
)
_HEAD = regex(r"\s*(?:[-*•]\s+)?[^:：{}]{2,60}[:：]\s*$|\s*(?:#|---)")
_WAY = regex(r"\s*(?:→|⇒|[^\s=$|&;][^=$|&;\n]{0,60}\s(?:→|⇒|›)\s|\[[^\[\]]{2,40}\]\s*$)")
"""A step through the console, or the button that ends it."""

_ITEM = regex(r"\s*[-*•]\s+[^\s:：{}\[\]][^:：{}\[\]=]{1,80}$")
_OF_A_TOOL = regex(
    r"^(?:services|version|on|jobs|name|stages?|steps|apiVersion|kind|Resources|AWSTemplateFormatVersion|Parameters"
    r"|Outputs"
    r"|Version|Statement|Host|HTTP/[\d.]+|packages|files|hooks|phases|option_settings|OptionSettings"
    r"|(?:container_)?commands"
    r"|provider|functions|spec|metadata)\b\s*:|^[^\S\n]{0,12}[\"']?aws:[a-z]{2,30}:|AWS::|!(?:Ref|Sub|GetAtt)\b",
    re.MULTILINE | re.ASCII,
)
_RULE = regex(
    r"(?i)(?:\bssh\b|\bhttps?\b|\btcp\b|\(\d{2,5}\)|\b\d{2,5}\b(?=[^\n]{0,20}[:：]))[^\n]{0,40}[:：]\s[^\n]{0,30}?"
    r"(?:\b\d{1,3}(?:\.\d{1,3}){3}/\d{1,2}|\banywhere\b|\bmy ip\b|내 ?ip|マイ ?ip)"
)
"""Who comes in by which port."""
_DESCRIBES = regex(
    r"(?i)^(?:(?:alb|rds|ecs|aurora) )?(?:scheme|listeners?|(?:(?:ssl|tls|acm) )?certificate(?: arn)?"
    r"|target groups?|dns(?: name)?"
    r"|health ?checks?(?: path)?|endpoint|(?:writer|reader|cluster) endpoint|desired(?: count| tasks)?|launch type"
    r"|task definition"
    r"|(?:automated |automatic )?backups?(?: retention)?|헬스 ?체크|상태 ?(?:검사|확인)|인증서|대상 ?그룹|리스너"
    r"|엔드포인트|백업(?: ?보존)?"
    r"|ヘルス ?チェック|証明書|ターゲット ?グループ|リスナー|エンドポイント|バックアップ)$"
)
"""Fields that describe a balancer, a service or a database."""
_BEGINNING = 4_000
_DRAWN = regex(r"[\u2500-\u257f]")
_OPENING = regex(
    r"\s*(?:[-*•]\s+)?(?=[A-Z0-9]|[^\x00-\x7f])[^\n:=$\"'`|&;<>{}\\]{0,20}(?<!\d)\d{2,5}(?!\d)[^\n:=$\"'`&;{}\\]{0,30}?"
    r"(?:\s[-–—]\s|←|<-|\sfrom\s|\s\|\s)[^\n]{0,30}?(?:(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?:/\d{1,2})?(?![\d.])"
    r"|(?i:\banywhere\b|\b(?:my|your|admin) ip\b|내 ?ip|マイ ?ip)|\bsg-)"
)
"""The same without a colon: `SSH (22) - My IP`."""
_CHOICE = regex(r"(?i)\s*(?:[-*•]\s+)?(?:instance |database )?(?:plan|bundle|플랜|요금제|번들|プラン|バンドル)\s*[:：]")
"""One field is enough where the block is a plan, and what it consists of."""
_COUNTED = regex(r"(?i)\s*(?:number of instances|인스턴스 ?(?:개수|수)|インスタンス数)\s*[:：]\s*\d{1,2}\b")
"""The console's own field, which nothing that a command prints looks like."""
_SIZED = regex(
    r"(?i)\s*(?:[-*•]\s+)?(?:(?:ec2|db|rds|database) ?)?(?:instance ?(?:type|class|size)|인스턴스 ?(?:유형|타입|클래스)"
    r"|インスタンス ?(?:タイプ|クラス))\s*[:：]\s*[`*]{0,3}(?:db\.)?[a-z]\d{1,2}[a-z]{0,4}\."
    rf"{SIZE}\b"
)
"""The same with its value: a size that AWS has."""
_FEWEST = 2  # a single line of this shape may be anything that a command printed
_MARK = regex(r"\s*(?:[-*•·]\s+|\d+[.)]\s+)")
_SETTING = regex(r"(?P<key>[^\s:：=$\"'`|&;<>(){}\\/#\-][^:：=$\"'`|&;<>{}\\/]{0,40}?)\s*(?:：|:(?=\s))\s*\S")
_LABEL = regex(r"[^\s:：=$\"'`|&;<>(){}\\/#\-][^:：=$\"'`|&;<>{}\\/]{0,40}[:：]\s*$")
_COMMENT = regex(r"\s*#+(?!!)\s*(?P<said>\S.*)")
_TYPED = regex(r"\s*(?:#!|[^\s#])")
_COMMENTED_OUT = regex(r"[\w.-]{1,80}=|[$./~{<\[(]|[-=*#]{3}")
_COMMAND = regex(r"(?:echo|printf|log|sudo|git|aws|npm|docker|ssh|curl|cd|export)\s", re.ASCII)


@record(frozen=True, slots=True)
class Listed:
    """One line of a list of settings.

    Args:
        row: its line in the block, from 0.
        text: without its mark.
        above: the label or comment above it, which says what it is for; empty when there is none.
        heads: it is that comment or label, and no setting itself.
    """

    row: int
    text: str
    above: str = ""
    heads: bool = False


def are_console_fields(language: str, text: str) -> bool:
    """A block whose lines are fields of a console's form with their values (`Multi-AZ: No`), and no file of a tool."""
    if language not in _FIELD_FENCES or _OF_A_TOOL.search(text):
        return False
    rows = [row for row in text.splitlines()[:80] if row.strip()]
    if len(rows) == 1 and _COUNTED.match(rows[0]):
        return True
    fields = [row for row in rows if _FIELD.match(row)]
    remarks = [row for row in rows if row not in fields and _MARK.match(row)]
    if any(_SIZED.match(row[:200]) for row in rows) and len(fields) * 3 >= (len(rows) - len(remarks)) * 2:
        return True
    openings = sum(1 for row in rows if _OPENING.match(row[:200]))
    if openings >= _FEWEST and openings * 4 >= len(rows) * 3:
        return True
    keys = ((row, row.replace("：", ":").partition(":")[0].strip(" -*•\t")) for row in fields)
    own = is_own(text[:_BEGINNING])
    describes = own or (_DRAWN.search(text) is None and len(rows) > _FEWEST)
    known = [row for row, key in keys if SETTING_KEY.search(key) or _tells(key, row[:200], describes=describes)]
    beside = [row for row in rows if not _FIELD.match(row)]
    heads = sum(1 for row in beside if _HEAD.match(row) or _ITEM.match(row) or _WAY.match(row))
    if len(fields) == 1 and _CHOICE.match(fields[0]) and len(beside) >= _FEWEST:
        return all(map(_ITEM.match, beside))
    # Beside what AWS gave a resource, people also list what it holds.
    return len(known) >= _FEWEST and (len(fields) + heads) * 4 >= len(rows) * (2 if own else 3)


def _tells(key: str, row: str, *, describes: bool) -> bool:
    described = describes and (_DESCRIBES.search(key) is not None or is_own(row))
    return described or _RULE.search(row) is not None


def listed_settings(text: str) -> tuple[tuple[Listed, ...], str]:
    """Take the settings out of a block of commands.

    Returns:
        the settings with the comments above them, and the block with their lines empty; what comments alone tell to
        do in a console, or nothing, and the block as it was, when it only holds commands.
    """
    if "<<" in text:  # what looks like settings is the content of a file that a command writes
        return (), text
    rows = text.splitlines()
    typed = any(_TYPED.match(row) for row in rows)
    found = tuple(_listed(rows) if typed else _told_in_comments(rows))
    settings = {one.row for one in found if not one.heads}
    if typed and len(settings) < _FEWEST:
        return (*_steps_in_comments(rows), *_form_in_comments(rows)), text
    return found, "\n".join("" if number in settings else row for number, row in enumerate(rows))


def _told_in_comments(rows: list[str]) -> Iterator[Listed]:
    """What a block says in which nothing is typed at all: its comments are sentences, and a list of settings.

    What is commented out there is a command, or a setting, and nobody tells it.
    """
    for number, row in enumerate(rows):
        match = _COMMENT.match(row)
        if match and not (_COMMAND.match(match["said"]) or _COMMENTED_OUT.match(match["said"])):
            yield Listed(number, _MARK.sub("", match["said"].strip(), count=1))


def _listed(rows: list[str]) -> Iterator[Listed]:
    comment = label = ""
    inside = False  # a JSON document
    for number, row in enumerate(rows):
        if inside:
            inside = row[:1] not in ("}", "]")
            continue
        inside = row.rstrip() in ("{", "[")
        said = _COMMENT.match(row)
        if said:
            comment, label = said["said"].strip(), ""
            yield Listed(number, comment, heads=True)
        elif not row.isascii() and _LABEL.match(row):
            label = row.strip()
            yield Listed(number, label, comment, heads=True)
        elif _is_setting(row):
            yield Listed(number, _MARK.sub("", row, count=1).strip(), label or comment)


def _steps_in_comments(rows: list[str]) -> Iterator[Listed]:
    """Numbered comments, one below the other, that lead through a console before the commands are typed."""
    run: list[Listed] = []
    above = ""
    for number, row in enumerate((*rows, "")):
        match = _NUMBERED_COMMENT.match(row)
        if match:
            run.append(Listed(number, match["said"].strip(), above))
            continue
        if len(run) >= _FEWEST and any(_IN_CONSOLE.search(text) for text in (above, *(one.text for one in run))):
            yield from run
        said = _COMMENT.match(row)
        run, above = [], said["said"].strip() if said else ""


def _form_in_comments(rows: list[str]) -> Iterator[Listed]:
    """A paragraph of comments that fills in the form of a machine, above the commands for what comes of it."""
    run: list[Listed] = []
    for number, row in enumerate((*rows, "")):
        if match := _COMMENT.match(row):
            run.append(Listed(number, match["said"].strip()))
            continue
        settings = [one for one in run if _is_setting(one.text)]
        if not row.strip() and len(settings) >= _FEWEST and any(_SIZED.match(one.text[:200]) for one in settings):
            yield from run
        run = []


_NUMBERED_COMMENT = regex(r"\s*#\s*\d{1,2}[.)]\s+(?P<said>\S.*)")
_IN_CONSOLE = regex(r"(?i)\b(?:web ?)?console\b|콘솔|コンソール|\s(?:→|⇒|›|>|->)\s[^\n]{1,60}\s(?:→|⇒|›|>|->)\s")
"""Where somebody clicks: by its name, or by the way through its pages."""


def _is_setting(row: str) -> bool:
    if _MARK.match(row):
        return True
    match = _SETTING.match(row)
    if match is None or _COMMAND.match(row):
        return False
    return not match["key"].isascii() or SETTING_KEY.search(match["key"]) is not None
