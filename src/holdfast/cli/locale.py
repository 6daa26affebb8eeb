"""Which language people are spoken to in: the option, else the spec, else the environment."""

import os
from typing import Literal

Locale = Literal["en", "ko"]


def choose_locale(option: str | None, spec: str | None) -> Locale:
    """`ko` or `en`: from `--locale`, the spec's `locale`, then LC_ALL, LC_MESSAGES or LANG; else `en`."""
    chosen = option or spec
    if chosen in ("en", "ko"):
        return "ko" if chosen == "ko" else "en"
    system = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "ko" if system.lower().startswith("ko") else "en"
