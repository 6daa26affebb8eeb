"""How people say that a health check says yes whatever happens, or that a bad answer keeps nobody away."""

from holdfast.model.regex import regex

_CHECK = r"(?:health ?checks?|health ?endpoints?|/health\w{0,8}|/ping\b|/status\b|헬스 ?체크|상태 ?확인|ヘルスチェック)"
_STORE = (
    r"(?:\bdb\b|database|postgres\w*|mysql|redis|dependenc\w+|\bconnections?\b"
    r"|데이터베이스|의존|データベース|依存|db)"
)
_WELL = r"(?:\b200\b|\bok\b|\bup\b|success|healthy|정상|성공|正常|成功)"
_SAYS = r"(?:returns?|answers?|responds?|says?|repl(?:y|ies))\b"
ANYWAY = (
    rf"{_CHECK}[^.\n]{{0,60}}\b(?:always|unconditionally) {_SAYS}[^.\n]{{0,30}}{_WELL}"
    rf"|{_CHECK}[^.\n]{{0,60}}\b(?:only|just) {_SAYS}[^.\n]{{0,16}}{_WELL}"
    r"(?![^.\n]{0,30}\b(?:if|when|once|after|unless|until)\b)"
    rf"|{_CHECK}[^.\n]{{0,80}}\b(?:does|do)(?: not|n'?t) (?:actually |currently |yet |really )?"
    rf"(?:check|verify|test|look at|include|touch|query|cover|ping)\b[^.\n]{{0,40}}{_STORE}"
    r"|\bkeeps? (?:on )?(?:sending|routing|forwarding|passing) (?:it )?(?:traffic|requests)\b[^.\n]{0,80}"
    r"\b(?:health|upstream|down|dead|unhealthy|broken|hangs?)\b"
    rf"|{_CHECK}[^.\n]{{0,40}}(?:항상|무조건|고정(?:된|으로)|늘)[^.\n]{{0,20}}{_WELL}"
    rf"|{_CHECK}[^.\n]{{0,60}}{_STORE}[^.\n]{{0,16}}(?:확인|체크|검사|점검|검증)(?:은|을|는|까지)? ?"
    r"(?:하지|되지)? ?(?:않|안 ?함|못)"
    rf"|{_CHECK}[^。\n]{{0,40}}(?:常に|固定で|固定の|無条件に)[^。\n]{{0,24}}(?:{_WELL}|返)"
    rf"|{_CHECK}[^。\n]{{0,40}}{_STORE}[^。\n]{{0,20}}(?:確認|見て|チェック|検証)[^。\n]{{0,6}}"
    r"(?:ない|ません|おらず|いない)"
)
OTHERWISE = (
    r"\b(?:live(?:ness|z)?|readiness|readyz|fixed|until|old|previous|blue|green|drain\w*|during|so that|instead)\b"
    r"|/live|/ready|생존|이제|수정|개선|변경|문제|死活|修正|改善|ではなく|問題|こと[。\s]*$"
)
"""Of liveness it is right; or it was so once, is told as what not to do, or is so while two copies take turns."""
_SHOWN = regex(r"(?i)\{[^{}\n]{0,120}\}|[\"“”](?:ok|up|healthy|success|pong|running|alive)[\"“”]")


def as_said(text: str) -> str:
    """`text` with a plain word for an answer that it shows, as `{"status": "ok"}`: what is quoted, others say."""
    return _SHOWN.sub(" ok ", text)
