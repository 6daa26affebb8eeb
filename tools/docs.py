"""Writes the pages that are made from the code: docs/controls, docs/schema, and the marked parts of the READMEs.

python tools/docs.py            # write
python tools/docs.py --check    # exit 1, naming the files, when something is out of date
"""

import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from click.testing import CliRunner

from holdfast.cli.main import cli
from holdfast.controls.registry import CONTROLS
from holdfast.model.findings import Check, Control
from holdfast.model.product import schema_text
from holdfast.reports import accounts, backup_status, plan_document
from holdfast.reports import json as json_report
from holdfast.reports.catalogue import Catalogue, Locale
from holdfast.stacks import auditors

ROOT = Path(__file__).parents[1]
_READMES: tuple[tuple[str, Locale], ...] = (("README.md", "en"), ("README.ko.md", "ko"))


def main() -> int:
    """Write or compare every made page; returns the exit code."""
    stale = [path for path, text in pages() if not path.is_file() or path.read_text(encoding="utf-8") != text]
    if "--check" in sys.argv:
        for path in stale:
            print(f"{path.relative_to(ROOT)} is out of date: run `make docs`", file=sys.stderr)
        return 1 if stale else 0
    written = dict(pages())
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(written[path], encoding="utf-8")
        print(f"wrote {path.relative_to(ROOT)}")
    return 0


def pages() -> Iterator[tuple[Path, str]]:
    """Every made page with the text that it should have."""
    yield ROOT / "docs" / "schema" / "holdfast.schema.json", schema_text()
    yield ROOT / "docs" / "schema" / "assessment-1.schema.json", json_report.schema_text()
    yield ROOT / "docs" / "schema" / "accounts-1.schema.json", accounts.schema_text()
    yield ROOT / "docs" / "schema" / "backup-status-1.schema.json", backup_status.schema_text()
    yield ROOT / "docs" / "schema" / "plan-1.schema.json", plan_document.schema_text()
    yield ROOT / "docs" / "auditors.md", auditors.page()
    for control in CONTROLS:
        yield ROOT / "docs" / "controls" / f"{control.slug}.md", control_page(control)
    for name, locale in _READMES:
        path = ROOT / name
        yield path, readme(path.read_text(encoding="utf-8"), Catalogue(locale))


def control_page(control: Control) -> str:
    """The guide page of one control."""
    catalogue = Catalogue("en")
    texts = catalogue.control(control.slug)
    lines = [f"# {control.number}. {texts['title']}", "", texts["question"], ""]
    for check in control.checks:
        lines += _check_section(check, catalogue.check(check.id))
    return "\n".join(lines)


def readme(text: str, catalogue: Catalogue) -> str:
    """A README with its marked parts made anew."""
    rows = ["| # | | |", "| --- | --- | --- |"]
    for control in CONTROLS:
        texts = catalogue.control(control.slug)
        link = f"[`{control.slug}`](docs/controls/{control.slug}.md)"
        rows.append(f"| {control.number} | {link} | {texts['question']} |")
    help_text = CliRunner().invoke(cli, ["check", "--help"], prog_name="holdfast").output
    text = _replaced(text, "controls", "\n".join(rows))
    return _replaced(text, "help:check", f"```text\n{help_text}```")


def _check_section(check: Check, texts: Mapping[str, str]) -> list[str]:
    plain = {key: re.sub(r"\{(\w+)\}", r"*\1*", value) for key, value in texts.items()}
    lines = [f"## {plain['title']}", "", f"`{check.id}` · {check.severity.value}", ""]
    lines += [f"**Looks for.** {plain['looks_for']}", "", f"**Why.** {plain['risk']}", ""]
    lines += [f"**Satisfied by.** {plain['satisfied_by']}", "", f"**What to do.** {plain['remediation']}", ""]
    if check.references:
        lines += ["**The same ground in other tools.** " + ", ".join(f"`{name}`" for name in check.references), ""]
    return lines


def _replaced(text: str, mark: str, body: str) -> str:
    start, end = f"<!-- {mark} -->", f"<!-- /{mark} -->"
    before, _, rest = text.partition(start)
    _, _, after = rest.partition(end)
    return f"{before}{start}\n{body}\n{end}{after}" if rest else text


if __name__ == "__main__":
    sys.exit(main())
