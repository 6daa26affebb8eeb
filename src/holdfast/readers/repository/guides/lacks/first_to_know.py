"""Who hears of an outage first, as a text says it: the visitors, where nothing calls the team."""

from holdfast.readers.repository.guides.wording.lexicon import any_of

_WHO = r"(?:customers?|users?|clients?|members?|somebody|someone|people)"
_SURELY = any_of(
    rf"\bwe(?: only| usually| mostly| always)? find out\b(?! (?:wh(?:at|ich|ere|y|o)|how)\b)[^.\n]{{0,40}}\b{_WHO}\b",
    r"\b(?:nothing|nobody|no one) (?:really |actually |currently )?(?:pages|alerts|wakes) (?:us|me|anyone|anybody)\b",
    r"気[づ付]くのは[^。\n]{0,20}(?:お客|ユーザー?|利用者|顧客|会員)",
)
_PERHAPS = any_of(
    rf"\bwe(?: only| usually| mostly)? (?:learn|hear|know|notice)\b[^.\n]{{0,40}}\b{_WHO}\b",
    r"\b(?:nothing|nobody|no one) (?:really |actually |currently )?(?:calls|tells|notifies) (?:us|me|anyone|anybody)\b",
    rf"\b{_WHO} (?:usually |mostly |always |normally |just )?"
    r"(?:tell|call|phone|text|e-?mail|ping|notif(?:y|ie)|message|report|write"
    r"|tweet|shout|complain)s?(?: it)?(?: to| at)? (?:us|me)\b",
    r"(?:죽|멈추|꺼지|내려가|터지|다운되?)(?:으)?면(?![^.\n]{0,24}(?:슬랙|slack|알[람림]|자동|보고하세))"
    r"[^.\n]{0,16}(?:카톡|전화|문자|메일|연락)[^.\n]{0,10}"
    r"(?:(?:옴|온다|와요|옵니다|받[고는음아])|(?:으?로|을|를)? ?(?:연락|알려|보고)(?:해|하|줌|줘|주|받))",
    r"(?:落ち|止ま|ダウンし)(?:た|っ)?(?:たら|ら|と|た時|た際|とき)"
    r"(?:[^。\n]{0,16}(?:連絡|報告|電話|知らせ)して(?:もらう|もらい)"
    r"|(?![^。\n]{0,20}(?:slack|メール|通知|アラ|自動))[^。\n]{0,16}(?:連絡|報告|電話|知らせ)"
    r"(?:が(?:来|く)|をもら|をください))",
    r"(?:お客(?:さん|様|さま)?|ユーザー?|利用者|顧客|会員)(?:さん)?(?:から)?の?(?:電話|連絡|問い?合わ?せ|報告"
    r"|指摘|クレーム)(?:で|が来て|があって)[^。\n]{0,12}(?:気[づ付]|知[っる]|わか|分か)",
    r"(?:고객|손님|사용자|유저|회원|사장님|점주)(?:들|님|분들)?(?:이|의|한테|에게|께서)?[^.\n]{0,12}(?:연락"
    r"|문의|전화|제보|신고|카톡|말해|알려)[^.\n]{0,14}(?:알게|알았|알아|인지|안다|압니다|알고"
    r"|(?:알려|말해|말씀해) ?(?:주|줘|줌)|(?:[주오]면|[받하]고)[^.\n]{0,8}(?:확인|대응))",
)
_OUTAGE = any_of(
    r"\b(?:down|outages?|fail(?:s|ed|ing|ures?)?|broken?|breaks?|crash\w*|problems?|wrong|offline|stops?|stopped"
    r"|alarms?|alerts?|monitor\w*)\b|\bout of (?:disk|memory|space)\b|\bfull\b",
    r"장애|다운|문제|오류|에러|죽|멈|꺼[지져졌]|터[지져졌]|알람|알림 ?(?:없|은 ?없|이 ?없)|모니터|안 ?(?:되|됨|돼)",
    r"障害|ダウン|落ち|停止|止ま|エラー|不具合|監視|アラート|アラーム|気[づ付]",
)
_OF_THEIRS = any_of(
    r"\b(?:problems?|wrong|broken?) (?:with|in) (?:their|an?|the) (?:orders?|delivery|payments?|accounts?)\b",
    r"\b(?:problems?) with (?:payments?|orders?|deliver\w+)\b",
)
"""What they have trouble with, and not the product."""


def is_told_by_visitors(text: str, above: str = "") -> bool:
    """Whoever is told by those who wanted to use it is told by nothing else; of what they call otherwise is no word.

    `above`: the heading over the text, which may tell that it is about outages.
    """
    about = _OUTAGE.search(_OF_THEIRS.sub("", text)) or _OUTAGE.search(above)
    return _SURELY.search(text) is not None or (_PERHAPS.search(text) is not None and about is not None)
