"""The catalogues: every text that people read, one folder per language, one file per control.

`<locale>/<slug>.toml` holds the control's own texts under `[control]` and one table per check;
`common.toml` holds what all controls share, `report.toml` the words of the reports themselves.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

from holdfast.model.findings import SLUGS, Finding, Status
from holdfast.model.record import record
from holdfast.model.redaction import redact
from holdfast.model.regex import regex

Locale = Literal["en", "ko"]
LOCALES: tuple[Locale, ...] = ("en", "ko")

CHECK_FIELDS = ("title", "risk", "remediation", "looks_for", "satisfied_by")
"""What every check must say; its messages (`failed`, `unproven`, `met`) are those that it can give."""


_ALLOW = regex(r"^(?P<code>.*); allow (?P<action>\S+) on (?P<resource>.+)$")
"""How a denied call of an account is told, whatever the language."""


class _Params(dict[str, str]):
    """Parameters of a text; one that a control did not give shows as an ellipsis instead of failing."""

    def __missing__(self, key: str) -> str:
        return "…"


@record(frozen=True)
class Texts:
    """What people read about one finding."""

    title: str
    message: str
    risk: str
    remediation: str


@record(frozen=True)
class Catalogue:
    """All texts of one language; files are read when they are first asked for."""

    locale: Locale

    def load(self) -> None:
        """Read what an assessment takes texts from now, where there is time for it, instead of when it is asked for."""
        for name in ("report", "common", *SLUGS):
            _load(self.locale, name)

    def control(self, slug: str) -> Mapping[str, str]:
        """`title` and `question` of a control."""
        texts: Mapping[str, str] = _load(self.locale, slug)["control"]
        return texts

    def check(self, check_id: str) -> Mapping[str, str]:
        """All texts of a check, as templates: its own, else those that every control shares; empty without any."""
        slug, _, name = check_id.partition(".")
        shared: Mapping[str, str] = _load(self.locale, "common").get("checks", {}).get(name, {})
        texts: Mapping[str, str] = _load(self.locale, slug).get(name, shared)
        return texts

    def word(self, table: str, key: str) -> str:
        """A word of the reports (`report.toml`) or of all controls (`common.toml`); the key itself when unknown."""
        for name in ("report", "common"):
            words = _load(self.locale, name).get(table, {})
            if key in words:
                return str(words[key])
        return key

    def detail(self, told: str) -> str:
        """What a gap says of itself; a denial's advice in this language, with the action and resource as they are."""
        match = _ALLOW.match(told)
        return self.word("messages", "allow").format(**match.groupdict()) if match else told

    def _said(self, key: str, value: str) -> str:
        """A parameter as people say it: each word that the catalogue knows for this place, the others as given.

        An address may have a password in it, wherever it comes from.
        """
        common = _load(self.locale, "common")
        known = common["nouns"] if key == "noun" else common["values"].get(key, {})
        if known:
            return ", ".join(known.get(word, word) for word in value.split(", "))
        return redact(value) if "@" in value and "://" in value else value

    def texts(self, finding: Finding) -> Texts:
        """The texts of a finding, filled with its parameters."""
        check = self.check(finding.check)
        params = _Params({key: self._said(key, value) for key, value in finding.params.items()})
        if finding.status is Status.NOT_APPLICABLE:
            message = self.word("reasons", finding.params.get("reason", ""))
        elif finding.status is Status.UNREADABLE:
            reasons = finding.params.get("reason", "").split(", ")
            message = self.word("messages", "unreadable").format(
                reasons=", ".join(self.word("gaps", reason) for reason in reasons)
            )
        else:
            message = check.get(_FIELD[finding.status], "").format_map(params)
        return Texts(
            title=check.get("title", self.word("messages", "general-title")).format_map(params),
            message=message,
            risk=check.get("risk", "").format_map(params),
            remediation=check.get("remediation", "").format_map(params),
        )


_FIELD = {Status.FAILED: "failed", Status.UNPROVEN: "unproven", Status.CONFIGURED: "met", Status.PROVEN: "met"}


@cache
def _load(locale: str, name: str) -> dict[str, Any]:
    return tomllib.loads((_folder(locale) / f"{name}.toml").read_text(encoding="utf-8"))


def _folder(locale: str) -> Path:
    # Not importlib.resources: it loads archives, compression and temporary files, for what lies beside this file.
    return Path(__file__).parent / locale
