"""Places at which a program hands lasting access keys of AWS to a client, or demands them before it starts."""

import re
from collections.abc import Iterable

from holdfast.model.evidence import Location
from holdfast.model.regex import regex
from holdfast.readers.repository.source.code import Source

ELSEWHERE = regex(r"(?i)cloudflarestorage|\br2\b|minio|wasabi|digitalocean|ncloud|ntruss|backblaze|supabase")
"""Other companies' storage that speaks S3, which has no roles."""
# A word that is written out, such as `dummy`, is what a stand-in on one's own machine is given.
_NO_STAND_IN = r"""(?!\s{0,40}["'](?!AKIA))"""
_OF_SCHEMA = r"\s*(?:\{|(?:\w{1,20}\.)?(?:[zvt]|[jJ]oi|[yY]up|Schema|Type)\.\w)"
"""What says of which kind a key would be, that somebody else gives: no key, and nobody's client."""
_KEYS = regex(
    rf"accessKeyId\s*[:,=](?!=|\s*[sS]tring\b|{_OF_SCHEMA}){_NO_STAND_IN}"
    r"|\baws_access_key_id(?:\s*=(?!=|<|\s{0,9}None\b)"
    r"|[\"']?\s*:\s(?!\s{0,9}(?:\w{1,20}\.)?(?:forms|models|serializers|fields|widgets)\.)(?![^=\n]{0,60}=\s{0,9}(?:\w{1,30}\(\s{0,40}(?:default\s?=\s?)?)?(?:None\b|\"\"|'')))"
    r"|(?m:^[^\S\n]*AWS_(?:S3_)?ACCESS_KEY_ID\s*=(?!=))"
    r"|\bBasicAWSCredentials\(|AwsBasicCredentials\.(?:create|builder)\("
    r"|\baccess_key_id:\s"
    r"|\bAccessKeyID:\s{1,20}(?![sS]tring\b|\"(?!AKIA))"
    r"|\bsetProperty\(\s*\"aws\.accessKeyId\"\s*,"
    rf"|\b(?:credentials\.NewStaticCredentials(?:Provider|FromCreds)?|Aws::Credentials\.new|AWS\.Credentials)\((?!\s*\{{){_NO_STAND_IN}"
    r"|\bnew Amazon\w{1,40}Client\((?=[^();]{0,120}[kK]ey\w{0,20}[^();,]{0,20},[^();]{0,120}[sS]ecret)"
)
_OF_PHP = regex(
    r"[\"']credentials[\"']\s*=>\s*(?:(?:\[|array\()\s*[\"']key[\"']\s*=>|new\s+\\?(?:[\w\\]{1,60}\\)?Credentials\()"
    rf"{_NO_STAND_IN}"
)
_OF_DJANGO = regex(r"[\"']access_key[\"']\s*:\s(?![^\n]{0,20}None\b)")
_FROM_FILE = regex(r"\bAWS\.config\.loadFromPath\(")
"""Keys in a file beside the program, which an old package of AWS reads."""
_DEMANDED_KEY = regex(
    r"""(?x)(?P<key>\bAWS_ACCESS_KEY_ID)["']?\s{0,9}:\s{0,9}(?:[Jj]oi|z|yup|v|str|envalid)\b
        (?![^\n]{0,200}(?:ptional|default|nullish))
    |(?i:required|mandatory)\w{0,30}\s{0,9}(?::[^=\n]{1,60})?=\s{0,9}\[[^\]]{0,2000}?(?P<listed>["']AWS_ACCESS_KEY_ID["'])"""
)
"""A schema, or a list of what must be there, without which the program does not start."""
_INJECTED_KEY = regex(
    r"""(?x)@(?:Value|ConfigProperty)\(\s{0,9}(?:name\s{0,9}=\s{0,9})?"\\?(?:\$\{)?
        [\w.-]{0,60}(?:(?i:aws|amazon)|\b[sS]3)[\w.-]{0,60}(?i:access)[\w.:-]{0,40}\}?"
    |@ConfigurationProperties\([^()"]{0,40}"[\w.-]{0,60}\b(?:aws|s3|amazon)\b[\w.-]{0,60}"\s{0,9}\)
        (?=[^}]{0,600}\baccess_?[kK]ey)"""
)
"""How Spring, and what is built like it, puts a setting into a field."""
_INJECTED_HALF = regex(
    r"@(?:Value|ConfigProperty)\([^()\n]{0,80}(?i:secret)[^()\n]{0,60}\)|\bsecret_?(?:access_?)?[kK]ey\w{0,9}\b"
)
_WORDS = (
    "accesskeyid",
    "access_key",
    "credentials",
    "new amazon",
    "loadfrompath",
)
_SECRET_HALF = regex(
    r"(?i:secret_?access_?key)|BasicAWSCredentials|AwsBasicCredentials|aws\.secretKey|\bAmazon\w{1,40}Client\("
    r"|credentials\.NewStaticCredentials|Aws::Credentials\.new|AWS\.Credentials\(|[\"']secret(?:_key)?[\"']\s*(?:=>|:)"
    r"|\bCredentials\(|loadFromPath"
)
_LEFT_OUT = regex(r"(?m)^AWS_(?:S3_)?ACCESS_KEY_ID[^\S\n]*=[^\S\n][^\n]{0,120}\bor None\b")
"""None, where nobody gives a key: the client then takes the role of what it runs on."""
_LENT = regex(
    r"(?i)(?:session|security)_?token[\"']?\s{0,9}[=:,]\s{0,9}[\w.\[\"']{0,80}(?:cred|resp|result|role|sts|assumed|tmp|temp)"
)
_LENDS = regex(r"(?i)assume_?role|get_?session_?token|get_?federation_?token|web_?identity|getcredentialsforidentity")
"""Keys of a role that ends by itself: STS hands them out with a token of the session."""
_BESIDE = 200
_PASSED_ON = regex(r"aws_access_key_id\s{0,9}=\s{0,9}aws_access_key_id\b")
_MAY_BE_LEFT_OUT = regex(r"[(,]\s{0,40}aws_access_key_id\s{0,9}(?::[^=,()\n]{1,60})?=\s{0,9}None\b")
"""A helper's parameter, which whoever calls it need not give: where somebody does, the key shows."""
_NEAR = 600


def key_place(source: Source) -> Location | None:
    """The lines where a static AWS key is handed to a client."""
    text = source.text
    if not source.mentions(*_WORDS):
        return None
    patterns = [pattern for pattern in _patterns(source) if pattern.search(text)]
    if not patterns or not _SECRET_HALF.search(text) or ELSEWHERE.search(source.code) or _LEFT_OUT.search(source.code):
        return None
    if not re.search(r"(?i)aws|s3|amazon|boto", text):
        return None
    for match in (found for pattern in patterns for found in pattern.finditer(source.code)):
        if _PASSED_ON.match(source.code, match.start()) and _MAY_BE_LEFT_OUT.search(source.code):
            continue
        near = source.code[match.start() : match.start() + _NEAR]
        half = _SECRET_HALF.search(near)
        lent = half is not None and _LENT.search(near[: half.end() + _BESIDE]) and _LENDS.search(source.code)
        if (
            half is not None
            and not lent
            and not re.search(r"^\s*import\b", source.code[source.code.rfind("\n", 0, match.start()) + 1 :])
        ):
            return source.at(match.start(), match.start() + half.end())
    return None


_SETTING = regex(r"(?m)^[^\S\n]{0,12}AWS_(?:S3_)?ACCESS_KEY_ID[^\S\n]*(?::[^=\n]{1,40})?=[^=\n]{0,60}(?:env|config\()")
_HELD = regex(r"(?:settings|conf|config|current_app\.config)(?:\.|\[|\s{0,9},)\s{0,9}[\"']?AWS_(?:S3_)?ACCESS_KEY_ID\b")


def without_those_held(sources: Iterable[Source]) -> list[Source]:
    """Without sources that only take the key from the program's own settings, where one shows how these get it."""
    found = list(sources)
    held = [one for one in found if _HELD.search(one.code) and not _SETTING.search(one.code)]
    settings = bool(held) and any(_SETTING.search(one.code) and key_place(one) for one in found)
    return [one for one in found if one not in held] if settings else found


def _patterns(source: Source) -> tuple[re.Pattern[str], ...]:
    if source.language == "php":
        return (_KEYS, _OF_PHP)
    if source.language == "python" and "storages.backends" in source.text:
        return (_KEYS, _OF_DJANGO)
    return (_KEYS, _FROM_FILE) if "loadFromPath" in source.text else (_KEYS,)


def demanded_key(source: Source) -> Location | None:
    """The lines where a program asks for a static AWS key before it starts."""
    if source.language in ("java", "kotlin"):
        return _injected(source)
    if not source.mentions("aws_access_key_id") or ELSEWHERE.search(source.text):
        return None
    match = _DEMANDED_KEY.search(source.code)
    start = match.start(match.lastgroup or 0) if match else -1
    half = source.code.find("AWS_SECRET_ACCESS_KEY", start, start + 400) if match else -1
    return source.at(start, half + 1) if half >= 0 else None


def _injected(source: Source) -> Location | None:
    """Both halves of a key among the settings that a class is given; the class may hand them on."""
    if not source.mentions("@value", "@config") or not source.mentions("secret") or ELSEWHERE.search(source.text):
        return None
    match = _INJECTED_KEY.search(source.code)
    half = _INJECTED_HALF.search(source.code, match.end(), match.end() + _NEAR) if match else None
    return source.at(match.start(), half.end()) if match and half else None
