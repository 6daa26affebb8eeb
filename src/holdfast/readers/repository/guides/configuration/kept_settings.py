"""How people say where the file of settings of a server is kept, and by what way somebody gets it there."""

from holdfast.readers.repository.guides.wording.lexicon import any_of

_FILE = r"\.env(?:\.prod\w*)?(?![\w.-]*\w)[`\"'」]?"
_CHANNEL = (
    r"(?:slack|discord|1password|bitwarden|lastpass|keepass\w*|google docs?|dropbox|wiki|whats ?app"
    r"|telegram|e-?mail|line|drive|notion|카카?오?톡|슬랙|노션|드라이브|메일|メール)"
)
_PROFILE = r"(?:[~/][\w./-]{0,60})?(?:/etc/environment|\.bashrc|\.bash_profile|\.profile)"
_NO_TOOL = r"(?![^.\n]{0,24}(?:nvm|pyenv|alias|별칭|\bpath\b))"
_HOST = r"(?:server|ec2|instance|host|vps|machine)"
_JA_HOST, _KO_HOST = r"(?:サーバー?|ec2|インスタンス)(?:上|内)?", r"(?:서버|ec2|인스턴스)"
_OF_SPRING = r"application[\w-]{0,20}\.(?:ya?ml|properties)[`\"'」]?"
KEPT = any_of(
    rf"{_FILE}(?: file)?[^.\n]{{0,24}}\b(?:was|were|is|are|gets?|got) "
    r"(?:typed|written|filled|entered|edited|made|created)(?: in| out| up)? (?:by hand|manually)\b",
    rf"{_KO_HOST}(?:의|에 ?있는|상의|내)? ?[`\"']?[\w/~.-]{{0,60}}(?:{_FILE}|{_OF_SPRING})(?:에|에다)? ?"
    r"(?:직접|수동으로|손으로) ?(?:적|입력|작성|써|넣|기입|추가)",
    rf"{_JA_HOST}の? ?[`\"'「]?[\w/~.-]{{0,60}}(?:{_FILE}|{_OF_SPRING})に"
    r"(?:直接|手動で|手で)?(?:記入|入力|書いて|記載)",
    rf"{_OF_SPRING}[^.\n]{{0,30}}{_KO_HOST}(?:에|에서)[^.\n]{{0,12}}(?:직접|수동|손으로)",
    rf"{_OF_SPRING}[^。\n]{{0,30}}{_JA_HOST}[でにへ][^。\n]{{0,12}}(?:直接|手動|手で|手作業)",
    rf"{_OF_SPRING}(?: file)?[^.\n]{{0,24}}\b(?:by hand|manually)\b[^.\n]{{0,20}}\bon (?:the |our )?{_HOST}\b",
    rf"{_FILE}[^。\n]{{0,20}}{_JA_HOST}[でにへ][^。\n]{{0,12}}(?:直接|手動|手で|手作業|置[いかきく]|配置|編集|書き換え|管理)",
    rf"{_JA_HOST}の? ?[`\"'「]?[\w/~-]{{0,60}}{_FILE}[^。\n]{{0,8}}(?:直接|手動|手で|手作業|編集|書き換え)",
    rf"{_KO_HOST}(?:에서|에|의|상의|내)?[^.\n]{{0,20}}{_FILE}[^.\n]{{0,10}}(?:직접|수동|손으로|고[친치]|수정|관리)",
    rf"{_FILE}[^.\n]{{0,12}}{_KO_HOST}(?:에|에서)[^.\n]{{0,12}}(?:직접|수동|손으로|올려|관리)",
    rf"\b(?:live|kept|stored|edited|maintained|managed)\b[^\n]{{0,40}}{_FILE}(?: file)?[^.\n]{{0,12}} on (?:the |our )?"
    rf"(?:production |same |live )?{_HOST}\b",
    rf"{_FILE}(?: file)? on (?:the |our )?(?:production |same |live )?{_HOST} (?:is|are) [^.\n]{{0,20}}"
    r"(?:by hand|manually|edited|maintained|managed)",
    rf"{_FILE}`?(?: files?)? (?:is|are|lives?|lies?)(?: kept| stored)? (?:on|in)"
    rf" [^.\n]{{0,30}}?\b(?:drive|dropbox|notion|slack|wiki)\b",
    rf"\b(?:copy|paste|take|grab|get|fetch|download)\b[^.\n]{{0,20}}{_FILE}(?: file)?[^.\n]{{0,20}} (?:from|out of)"
    rf"[^.\n]{{0,24}}?(?<!command )\b{_CHANNEL}\b",
    rf"{_CHANNEL}(?:에서|에 ?있는|에 ?저장된|から|にある|の)[^.。\n]{{0,16}}{_FILE}[^.。\n]{{0,16}}"
    r"(?:복사|붙여|내려받|다운로드|가져|받|コピー|取得|ダウンロード|貼)",
    rf"{_PROFILE}[`」]? ?(?:に|へ)(?:直接)?(?:export|書い|記述|設定)[^。\n]{{0,4}}(?:て|いる|います)",
    rf"{_PROFILE}[`]? ?에 ?{_NO_TOOL}(?:직접 ?)?(?:export|추가|설정|넣)[^.\n]{{0,12}}(?:두었|둠|있|했|함)",
    rf"(?<!path )\b(?:env\w*|environment|config\w*|settings?)\b[^.\n]{{0,24}}\b(?:is|are|lives?) "
    rf"(?:all )?(?:set|kept|defined|exported|put)? ?(?:in|by) [`\"]?{_PROFILE}",
    rf"{_FILE}(?: file)?[^.\n]{{0,12}}\b(?:copied|uploaded|put|placed|edited|created) (?:by hand|manually)",
    rf"{_FILE}(?: files?)? (?:is|are|gets?) (?:shared|sent|passed|handed) [^.\n]{{0,40}}?\b{_CHANNEL}\b",
    rf"{_FILE}[^.。\n]{{0,30}}(?<![a-z]){_CHANNEL}(?: ?(?:으?로|에서?|[을를] ?통해|で|に|から|経由))"
    r"[^.。\n]{0,12}(?:공유|전달|받[아는]|보내|올[려리]|관리|共有|送|受け取|管理)",
    rf"{_FILE}(?: file)? (?:is|are) [^.\n]{{0,20}}(?:copied|uploaded|sent|put|placed) (?:in)?(?:to|on)[^.\n]{{0,16}}"
    rf" {_HOST}\b",
)
"""It says how things are, and not what to do: the file of a server is what somebody made of it there."""
