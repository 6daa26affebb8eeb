"""Asks AWS one question: an answer, that there is none, or why it could not be read, in words that are safe."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from holdfast.host.aws import failures
from holdfast.model.backup_status import Unreadable

ABSENT: Mapping[str, Any] = {}
"""The answer of a question about something that there is none of."""


@dataclass(slots=True)
class Asked:
    """Puts questions, and keeps what could not be read.

    Attributes:
        unreadable: every question without an answer.
    """

    unreadable: list[Unreadable] = field(default_factory=list)

    def ask(
        self,
        action: str,
        resource: str,
        question: Callable[[], Mapping[str, Any]],
        *,
        absent: frozenset[str] = frozenset(),
    ) -> Mapping[str, Any] | None:
        """The answer; an empty one when there is none; None when it could not be read.

        Args:
            action: of IAM, which the question takes.
            resource: what it is about.
            question: puts it.
            absent: error codes that mean that there is none.
        """
        try:
            return question()
        except (ValueError, *failures.RAISED) as error:
            if isinstance(error, ClientError) and str(error.response.get("Error", {}).get("Code", "")) in absent:
                return ABSENT
            kind, params = failures.of(error)
        detail = " ".join(params[word] for word in ("status", "reason", "code", "policy") if word in params)
        reason = f"{kind.value}{f' ({detail})' if detail else ''}"
        self.unreadable.append(Unreadable(action=action, resource=resource, reason=reason))
        return None


def pages(asked: Any, operation: str, key: str, /, **parameters: Any) -> Mapping[str, Any]:
    """Everything under `key` of all pages of one operation, as one answer."""
    found: list[Any] = []
    for page in asked.get_paginator(operation).paginate(**parameters):
        found += page.get(key, ())
    return {key: found}
