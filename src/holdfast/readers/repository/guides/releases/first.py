"""Tells what sets a server up from what somebody does again for each release."""

from holdfast.model.regex import regex
from holdfast.readers.repository.guides.guide import Code
from holdfast.readers.repository.guides.page.typed import GIT
from holdfast.readers.repository.guides.releases.commands import OF_THE_MACHINE
from holdfast.readers.repository.guides.wording.european import AGAIN, OF_THE_SYSTEM
from holdfast.readers.repository.guides.wording.lexicon import TROUBLE_HEADING, any_of

_BEGINS = r"(?:^|&&|;|\bssh\s[^\n]{0,200}?[\"'])[^\S\n]*(?:\$\s*)?(?:sudo\s+)?"
_ANEW = regex(rf"(?m){_BEGINS}git\s+clone\b|\bsystemctl\s+enable\b|\bpm2\s+(?:startup|save)\b")
_AGAIN = regex(
    rf"(?m){_BEGINS}{GIT}(?:pull|fetch|reset)\b|(?<!-)\b(?:restart|reload)[ \t]+"
    rf"(?!{OF_THE_MACHINE})\S"
)


_SCRIPT_OF_SETUP = regex(
    r"(?<![\w-])(?:[\w-]{0,40}[-_])?(?:setup|init|initial(?:ize)?|install|bootstrap|provision)(?:[-_][\w-]{1,40})?\.sh\b"
)
_SCRIPT_OF_RELEASES = regex(r"(?:deploy|release|update)[\w-]{0,40}\.sh\b")


def sets_up(text: str) -> bool:
    """The commands bring a server to life, and none of them is for a release that follows another."""
    script = _SCRIPT_OF_SETUP.search(text) is not None and _SCRIPT_OF_RELEASES.search(text) is None
    return (script or _ANEW.search(text) is not None) and _AGAIN.search(text) is None


_FOR_ONCE = any_of(
    r"(?:최초|첫|초기) ?(?:배포|릴리[즈스])|처음 ?(?:배포|올리)|初回(?:の)?(?:デプロイ|リリース|公開)",
    r"\b(?:first|initial|one-time) (?:\w{1,20} )?(?:deploy\w*|releas\w*|launch)\b",
    r"최초 ?1 ?회|(?:한|1) ?번만|부트 ?스트랩|初回(?:のみ|だけ)|一度だけ|1 ?回だけ",
    r"\bbootstrap(?:p?ing)?\b(?! \d)|\b(?:one-time|once-only|do (?:this )?once)\b",
)


def is_for_once(code: Code) -> bool:
    """A chapter on the first release, which a guide leads through once."""
    chapters = (heading.text for heading in code.fence.trail.headings if heading.level > 1)
    return any(map(_FOR_ONCE.search, chapters)) and not pulls(code)


_PULLS = regex(rf"(?m){_BEGINS}{GIT}(?:pull|fetch|reset)\b")
_NEXT_RELEASE = any_of(
    r"업데이트|재배포|갱신 ?배포|새 ?버전|(?:수정|변경) ?(?:사항|내용)?(?:을|를)? ?(?:서버|운영)?(?:에)? ?반영",
    r"\b(?:updat(?:e|es|ing)|re-?deploy\w*|upgrad(?:e|ing)|new (?:version|release)s?)\b",
    r"再デプロイ|(?:修正|変更)(?:内容)?を(?:本番(?:環境)?|サーバー?)?[にへ]?反映|更新(?:手順|方法|時|デプロイ|の)|アップデート|新しいバージョン",
    AGAIN,
)
_OF_THE_SYSTEM = any_of(
    r"시스템|패키지|인증서|\bos\b|system|packages?\b|certificate|システム|パッケージ|証明書", OF_THE_SYSTEM
)


def lateness(codes: list[Code]) -> tuple[bool, bool, bool]:
    """Orders chapters: lists of commands last; first what pulls a release to where an earlier one runs, then its words.

    What only starts again, as after a change of settings, comes behind both.
    """
    return all(map(is_looked_up, codes)), not any(map(pulls, codes)), not any(map(puts_again, codes))


_UPKEEP = any_of(
    r"유지 ?보수|(?:관리|운영) ?명령어?|유용한|자주 ?(?:쓰는|사용)|서비스 ?(?:관리|제어|재시작)",
    r"로그 ?(?:확인|보기|조회)|모니터링|상태 ?확인",
    r"maintenance|useful|common commands|(?:service|process) (?:management|control)|managing",
    r"monitoring|\blogs?\b|cheat ?sheet",
    r"メンテナンス|保守|管理コマンド|便利な?|よく使う|(?:サービス|プロセス)の?(?:管理|再起動|操作)|ログの?確認|監視|モニタリング",
)
_FIRST_START = any_of(
    r"\b(?:start|launch|run|deploy)\b(?! ?[/,&] ?(?:stop|restart)| commands?)",
    r"(?:(?<!재)시작|실행|배포)(?! ?[/,·] ?(?:중지|종료|재)| ?명령)",
    r"(?:(?<!再)起動|デプロイ)(?! ?[/、・] ?(?:停止|再)|コマンド)",
)
"""It is started there, and its logs are looked at as well."""


def is_upkeep(code: Code) -> bool:
    """A chapter on looking after what runs already starts it again; what was fetched long before runs by then."""
    if pulls(code):
        return False
    chapters = [heading.text for heading in code.fence.trail.headings if heading.level > 1]
    return any(TROUBLE_HEADING.search(h) or (_UPKEEP.search(h) and not _FIRST_START.search(h)) for h in chapters)


_COMMANDS = any_of(
    r"명령어? ?(?:요약|모음|정리|목록|참고|레퍼런스|치트 ?시트)|(?:참고|유용한|주요|자주 ?(?:쓰는|사용하는)) ?명령",
    r"\bcheat ?sheets?\b|\b(?:useful|common|handy|frequent(?:ly used)?|helpful) commands\b"
    r"|\bcommands? (?:reference|summary|list|cheat)",
    r"コマンド(?:の?(?:一覧|集|まとめ|早見表|リファレンス))|(?:便利な|よく使う|主な|参考)コマンド",
)


def is_looked_up(code: Code) -> bool:
    """A list to look commands up in: whoever needs one takes that one, and nobody goes through them in a row."""
    headings = code.fence.trail.headings
    return bool(headings) and _COMMANDS.search(headings[-1].text) is not None


def pulls(code: Code) -> bool:
    """It takes a branch's newest state to where an earlier one runs."""
    return _PULLS.search(code.fence.text) is not None


def puts_again(code: Code) -> bool:
    """A chapter on it, by its own words, brings a release that follows another."""
    chapters = (heading.text for heading in code.fence.trail.headings if heading.level > 1)
    return any(_NEXT_RELEASE.search(text) and not _OF_THE_SYSTEM.search(text) for text in chapters)
