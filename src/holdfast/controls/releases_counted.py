"""Which of the ways in which something is put live tell how the application is released."""

from holdfast.controls.hosting import INFRASTRUCTURE, WATCHERS, is_pipeline
from holdfast.model.facts import Deployment
from holdfast.model.regex import regex

_OF_A_TOOL = regex(rf"(?i)\s--service[\s=]+[\"']?[\w${{}}<>-]{{0,60}}(?<![a-z])(?:{WATCHERS})")


def without_tools(deployments: tuple[Deployment, ...]) -> tuple[Deployment, ...]:
    """Without those that start a service again which watches the application, and is no release of it."""
    return tuple(fact for fact in deployments if not _OF_A_TOOL.search(fact.at.quote)) or deployments


def of_the_application(deployments: tuple[Deployment, ...]) -> tuple[Deployment, ...]:
    """Those of `deployments`.

    What a person does by a guide counts only where no machine deploys; a front end's files, or the
    infrastructure alone, only where nothing else is deployed, or no pipeline deploys anything else.
    """
    own = tuple(fact for fact in deployments if fact.method != "hosted")
    by_machine = tuple(fact for fact in own if not fact.manual) or own
    without_files = tuple(fact for fact in by_machine if fact.method != "static") or by_machine
    if not any(is_pipeline(fact) for fact in without_files):
        without_files = tuple(f for f in by_machine if f.method != "static" or is_pipeline(f)) or without_files
    # What builds the infrastructure counts where nothing else deploys.
    return tuple(fact for fact in without_files if fact.method not in INFRASTRUCTURE) or without_files
