"""What a check looks for, why, and what satisfies it, as plain text for a terminal."""

import textwrap
from collections.abc import Iterable

from rich.cells import cell_len

from holdfast.model.findings import Check, Control
from holdfast.reports.catalogue import Catalogue

_WIDTH = 96


def check_text(control: Control, check: Check, catalogue: Catalogue) -> str:
    """Everything there is to say about one check."""
    texts = catalogue.check(check.id)
    severity = catalogue.word("severity", check.severity.value)
    lines = [texts["title"], f"{check.id} · {severity} · {control.number} {catalogue.control(control.slug)['title']}"]
    for heading, key in (
        ("looks-for", "looks_for"),
        ("why", "risk"),
        ("satisfied-by", "satisfied_by"),
        ("fix", "remediation"),
    ):
        lines += ["", catalogue.word("explain", heading), *_wrapped(_without_values(texts[key]))]
    if check.references:
        lines += ["", catalogue.word("explain", "elsewhere"), *_wrapped(", ".join(check.references))]
    how = catalogue.word("explain", "suppress-how").format(check=check.id)
    lines += ["", catalogue.word("explain", "suppress"), *_wrapped(how)]
    return "\n".join(lines) + "\n"


def control_text(control: Control, catalogue: Catalogue) -> str:
    """One control: its question, and its checks with their titles."""
    texts = catalogue.control(control.slug)
    lines = [f"{control.number} {control.slug}: {texts['title']}", *_wrapped(texts["question"]), ""]
    lines.append(catalogue.word("explain", "checks"))
    lines += _titles(control.checks, catalogue)
    return "\n".join(lines) + "\n"


def list_text(controls: Iterable[Control], catalogue: Catalogue) -> str:
    """All controls with all their checks."""
    lines: list[str] = []
    for control in controls:
        lines += [f"{control.number} {control.slug}: {catalogue.control(control.slug)['title']}"]
        lines += [*_titles(control.checks, catalogue), ""]
    return "\n".join(lines)


def _titles(checks: Iterable[Check], catalogue: Catalogue) -> list[str]:
    lines: list[str] = []
    for check in checks:
        title = _without_values(catalogue.check(check.id)["title"])
        one = f"  {check.id:<44} {title}"
        lines += [one] if cell_len(one) <= _WIDTH else [f"  {check.id}", f"      {title}"]
    return lines


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent="  ", subsequent_indent="  ", break_long_words=False)


def _without_values(template: str) -> str:
    """A template with its parameters shown as `<name>`: there is no finding here to fill them."""
    return template.replace("{", "<").replace("}", ">")
