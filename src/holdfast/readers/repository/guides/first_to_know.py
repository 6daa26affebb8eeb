"""Who hears of an outage first, as a text says it: the visitors, where nothing calls the team."""

from holdfast.readers.repository.guides.lexicon import any_of

VISITORS_FIRST = any_of(
    r"\bwe(?: only| usually| mostly)? (?:find out|learn|hear|know|notice)\b[^.\n]{0,40}\b(?:customers?|users?"
    r"|clients?|members?|somebody|someone|people)\b",
    r"\b(?:nothing|nobody|no one) (?:really |actually |currently )?(?:pages|alerts|calls|wakes|tells"
    r"|notifies) (?:us|me|anyone|anybody)\b",
    r"\b(?:customers?|users?|clients?|members?) (?:usually |mostly |always )?(?:tell|call|phone|text|e-?mail"
    r"|ping|notify) (?:us|me)\b",
    r"気[づ付]くのは[^。\n]{0,20}(?:お客|ユーザー?|利用者|顧客|会員)"
    r"|(?:お客(?:さん|様|さま)?|ユーザー?|利用者|顧客|会員)(?:さん)?(?:から)?の?(?:電話|連絡|問い?合わ?せ|報告"
    r"|指摘|クレーム)(?:で|が来て|があって)[^。\n]{0,12}(?:気[づ付]|知[っる]|わか|分か)",
    r"(?:고객|손님|사용자|유저|회원|사장님|점주)(?:들|님|분들)?(?:이|의|한테|에게|께서)?[^.\n]{0,12}(?:연락"
    r"|문의|전화|제보|신고|카톡|말해|알려)[^.\n]{0,14}(?:알게|알았|알아|인지|안다|압니다|알고)",
)
"""Whoever is told by those who wanted to use it is told by nothing else."""
