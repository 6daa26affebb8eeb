"""Tables that weigh what there is against what should be: of each row, what is, without the judgement beside it."""

from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.guides.page.blocks import Form, Statement

_NOW = regex(
    r"(?i)^\W*(?:(?:the )?(?:current(?:ly)?|present|existing|actual)"
    r"(?: (?:state|status|value|setting|setup|situation)s?)?"
    r"|now|today|as[- ]is|status quo"
    r"|현재(?: ?(?:상태|설정|구성|값|수준))?|현황|지금|AS[- ]IS"
    r"|現状|現在(?:の?(?:状態|設定|構成|値|状況))?|現行)\W*$"
)
_JUDGED = regex(
    r"(?i)\b(?:recommend\w*|target|goals?|desired|assessment|evaluation|verdict|rating|risks?|gaps?|actions?|to[- ]?be"
    r"|should|plan(?:ned)?|improvements?|next steps?|priority|severity|remarks?|notes?|comments?)\b"
    r"|평가|판정|목표|권장|추천|개선|조치|위험|리스크|향후|계획|우선 ?순위|비고|필요"
    r"|評価|判定|目標|推奨|改善|対応|対策|リスク|課題|今後|予定|計画|優先|備考|あるべき|必要"
)
_FEWEST = 3


def as_is(said: Statement) -> Statement:
    """The statement; of a row with such columns only its name and what there is now."""
    if said.form is not Form.ROW or len(said.cells) < _FEWEST or len(said.columns) != len(said.cells):
        return said
    now = [at for at, column in enumerate(said.columns) if at and _NOW.match(column)]
    others = [column for at, column in enumerate(said.columns) if at and at not in now]
    if len(now) != 1 or not any(map(_JUDGED.search, others)):
        return said
    cells = (said.cells[0], said.cells[now[0]])
    return replace(said, text=" | ".join(cells), cells=cells, columns=(said.columns[0], said.columns[now[0]]))
