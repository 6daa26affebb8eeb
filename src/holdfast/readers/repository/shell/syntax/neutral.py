"""Makes templated shell readable: what is not shell gets a stand-in of the same lines, and its text back later."""

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import field

from holdfast.model.record import record
from holdfast.model.regex import regex
from holdfast.readers.repository.text.prompts import PROMPT

# Every pattern is anchored by its opening mark and stops at the next one, so hostile text costs linear time.
_TEMPLATES = regex(
    r"\$\{\{[^{}]*\}\}"  # GitHub expression
    r"|\{\{[^{}]*\}\}"  # Jinja, Go template
    r"|\{%[^%{}]*%\}"
    r"|<%[^%<>]*%>"
    r"|\$\{[A-Za-z0-9_]+(?:::|\.)[A-Za-z0-9_.:\[\]*]+\}"  # CloudFormation's AWS::Region, Terraform's var.name
    r"|<(?!<)[^\W\d_][^<>\n|&;$\"'`()]{0,60}>"  # <your bucket>
)
_PROMPT = regex(rf"^(?P<prompt>[ \t]*{PROMPT}[ \t]+)(?=\S)", re.MULTILINE)
_MARKS = ("$ ", "# ", "% ", "❯", "➜")
_REDIRECT_PAIR = regex(r"(?:\s|\s\d)>$")
_DOCUMENT = regex(r"(?<!<)<<(?!<)-?[ \t]*\\?(?P<quote>['\"]?)(?P<word>[A-Za-z_]\w*)(?P=quote)")
_MARK = regex(r"HFT(\d+)TFH")


@record(frozen=True)
class Neutral:
    """Text with stand-ins, and what each stands for."""

    text: str
    originals: Mapping[int, str] = field(default_factory=dict)

    def restore(self, text: str) -> str:
        """`text` with every stand-in replaced by what was written."""
        if "HFT" not in text:
            return text
        return _MARK.sub(lambda match: self.originals.get(int(match[1]), match[0]), text)


def neutral(text: str) -> Neutral:
    """Replace templates and placeholders by plain words, drop prompts; the number of lines stays."""
    originals: dict[int, str] = {}

    def stand_in(match: re.Match[str]) -> str:
        written = match[0]
        if written.startswith("<") and _REDIRECT_PAIR.search(written):
            return written
        if written.startswith("{%"):
            return "\n" * written.count("\n")
        originals[len(originals)] = written
        return f"HFT{len(originals) - 1}TFH" + "\\\n" * written.count("\n")

    plain = text.replace("\r\n", "\n")
    if "{{" in plain or "{%" in plain or "<" in plain or "${" in plain:
        plain = _TEMPLATES.sub(stand_in, plain)
    if any(mark in plain for mark in _MARKS):
        plain = _PROMPT.sub(lambda match: " " * len(match["prompt"]), plain)
    return Neutral(_closed(plain) if "<<" in plain else plain, originals)


def _closed(text: str) -> str:
    """The text in which a document whose last word stands only further in ends there, as its writer meant.

    A shell would read on to the end of the file: what follows would be unknown to whoever reads the script.
    """
    rows = text.split("\n")
    openings = [(number, match["word"]) for number, row in enumerate(rows) for match in _DOCUMENT.finditer(row)]
    ends: dict[str, list[int]] = {word: [] for _, word in openings}
    for number, row in enumerate(rows):
        if (word := row.strip()) in ends:
            ends[word].append(number)
    written = {word: max((end for end in found if rows[end] == word), default=-1) for word, found in ends.items()}
    taken = dict.fromkeys(ends, -1)
    for number, word in openings:
        following = bisect_right(ends[word], max(number, taken[word]))
        if written[word] < number and following < len(ends[word]):
            taken[word] = ends[word][following]
            rows[taken[word]] = word
    return "\n".join(rows)
