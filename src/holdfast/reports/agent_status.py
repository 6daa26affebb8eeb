"""What a running agent sees, as lines for an operator."""

import re
from collections.abc import Mapping

from rich.cells import set_cell_size

from holdfast.reports.catalogue import Catalogue
from holdfast.reports.words import one_line

_NAME, _MARK = 24, 8
_GAP = re.compile(r"\\\{(\w+)\\\}")


def agent_text(found: Mapping[str, object], catalogue: Catalogue) -> str:
    """The verdict, then one line for each probe, of the agent's answer to `/health`; what is missing in it is left out.

    Args:
        found: the answer; not trusted to be whole.
        catalogue: in the reader's language; reasons that it does not know are shown as they are.
    """
    release = found.get("release")
    commit = release.get("commit") if isinstance(release, dict) else ""
    about = " ".join(str(word) for word in (found.get("product"), found.get("environment"), commit) if word)
    verdict = str(found.get("status") or "")
    lines = [one_line(f"{about}: {_texts(catalogue, 'verdicts').get(verdict, verdict)}")]
    listed = found.get("probes")
    lines += [
        _line(probe, catalogue) for probe in (listed if isinstance(listed, list) else []) if isinstance(probe, dict)
    ]
    return "\n".join(lines)


def reason_text(reason: str, catalogue: Catalogue) -> str:
    """A probe's reason in the reader's language, part for part; a part that is not known stays as it is."""
    table = _texts(catalogue, "reasons")
    return "; ".join(_translated(part, table) for part in reason.split("; "))


def _line(probe: Mapping[str, object], catalogue: Catalogue) -> str:
    words = _texts(catalogue, "words")
    age = probe.get("age_seconds")
    seen = words["seen"].format(seconds=f"{age:.0f}") if isinstance(age, (int, float)) else words["never"]
    mark = str("stale" if probe.get("stale") else "warns" if probe.get("warns") else probe.get("state") or "")
    name = one_line(str(probe.get("name") or ""))
    mark = _texts(catalogue, "states").get(mark, mark)
    said = one_line(reason_text(str(probe.get("reason") or ""), catalogue))
    return f"  {_wide(name, _NAME)} {_wide(mark, _MARK)} {said} {seen}"


def _wide(text: str, cells: int) -> str:
    """Filled up with spaces; Korean letters take two cells."""
    filled = set_cell_size(text, cells)
    return filled if filled.startswith(text) else text


def _translated(part: str, table: Mapping[str, str]) -> str:
    if part in table:
        return table[part]
    for known, text in table.items():
        match = re.fullmatch(_GAP.sub(r"(?P<\1>.+?)", re.escape(known)), part) if "{" in known else None
        if match:
            return text.format_map(match.groupdict())
    return part


def _texts(catalogue: Catalogue, table: str) -> Mapping[str, str]:
    return catalogue.check(f"agent_status.{table}")
