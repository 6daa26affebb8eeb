"""Lists of what a script does by itself: whoever reads them does none of it."""

from holdfast.readers.repository.guides.page.blocks import Form, Statement
from holdfast.readers.repository.guides.wording.lexicon import any_of

_DOES = any_of(
    r"\b(?:script|installer|playbook|bootstrap|workflow|pipeline)s?[`\"'*]{0,3} "
    r"(?:(?:will|does|do|then|now|also|automatically) ){0,3}"
    r"(?:automatically|automates?|perform|performs|handles?|takes? care|do|does|executes?|runs? through|the following|"
    r"install|installs|sets? up|configures?|will)\b[^\n]{0,60}[:：]\W{0,4}$",
    r"(?:^|[.!] )\W{0,4}(?:this|it) (?:script )?(?:will|does)(?: automatically)?(?: the following| do)?"
    r"\W{0,4}[:：]\W{0,4}$",
    r"\bwhat (?:the|this|that) (?:\w{1,12} )?(?:script|installer|playbook)s? (?:does|do|will do)\b",
    r"스크립트[`*]{0,3}(?:가|는|를 실행하면|에서|로)[^\n]{0,50}"
    r"(?:합니다|됩니다|수행|진행|자동|처리|해 ?줍니다|하는 ?(?:일|작업)|하는 것)[^\n]{0,20}$",
    r"スクリプト[`*]{0,3}(?:は|が|を実行すると|では|で)[^\n]{0,50}"
    r"(?:行い|行う|行われ|実行し|自動|処理|内容|セットアップし|インストールし)[^\n]{0,24}$",
)
"""What stands right above such a list."""


def is_left_to_script(statement: Statement) -> bool:
    """It is an item of a list of what a script does; the script itself is what tells whether it is so."""
    if statement.form not in (Form.ITEM, Form.STEP) or statement.typed:
        return False
    trail = statement.trail
    above = (trail.lead, *trail.parents[-1:], *(heading.text for heading in trail.headings[-1:]))
    return any(_DOES.search(text) for text in above if text)
