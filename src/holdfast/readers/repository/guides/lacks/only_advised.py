"""Backups of the data that a text only advises: somebody ought to make them, and nobody is told to do so by then."""

from holdfast.readers.repository.guides.wording.lexicon import any_of

_HOW_OFTEN = (
    r"(?:(?:regular|daily|weekly|nightly|hourly|monthly|periodic|frequent|automat(?:ed|ic)|database|db|data|full|off-?site"
    r"|scheduled?)\s){0,4}"
)
_ADVISED = any_of(
    rf"\b{_HOW_OFTEN}backups?(?: of [\w ]{{1,30}})?,? (?:(?:is|are) )?(?:(?:strongly|highly|also) )?"
    r"(?:recommended|advised|advisable|suggested|encouraged)\b",
    rf"\b(?:we |it is )?(?:(?:strongly|highly) )?(?:recommend(?:ed)?|advised?|suggest(?:ed)?|consider)\b:?"
    r"(?: (?:to|that you|making|taking|setting up|doing|scheduling|a|an|regular)){0,3}"
    rf" {_HOW_OFTEN}back(?:ing)?[- ]?ups?\b",
    r"\b(?:you )?should (?:regularly |also |always )?(?:make |take |set up |schedule |have |keep )?"
    rf"{_HOW_OFTEN}back ?-?ups?\b",
    r"백업(?:을|를|은|이)?(?: ?(?:정기적|주기적|매일|하루 ?한 ?번|자동)(?:으로)?)?"
    r"(?: ?(?:설정|수행|실행|진행)?(?:하는 ?것|할 ?것|하기)?(?:을|를)?)?"
    r" ?(?:권장|권고|추천|바람직|필요(?!한 ?경우| ?시|하(?:면|다면)|에 ?따라))",
    r"バックアップ(?:を|は|が|の)?(?:定期的に|毎日|日次で|自動で)?(?:取得|実施|設定|作成)?"
    r"(?:する(?:こと)?)?(?:を|が|は)?"
    r"(?:強く)?(?:推奨|お ?勧め|おすすめ|望まし|必要(?!なら|に応じ|な場合))",
)
_ELSE = any_of(
    r"\b(?:before|prior to|first|not (?:recommended|advised|necessary|needed)|enabled|configured|verified|already)\b"
    r"|(?:작업|배포|변경|마이그레이션|업데이트|진행|삭제|실행|수정) ?(?:하기 ?)?전|이미|불필요|필요 ?없"
    r"|(?:作業|変更|移行|更新|削除|実行)の?前|前に|済み|不要"
)
"""A copy before something else is another matter, and so is one that is made already."""


def only_advised(text: str) -> bool:
    """Whether `text` calls backups a good idea."""
    return _ADVISED.search(text) is not None and _ELSE.search(text) is None
