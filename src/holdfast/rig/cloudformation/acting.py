"""What each act of CloudFormation takes: a thread, a name, and AWS's refusals in CloudFormation's words."""

import random
import string
import threading
from collections.abc import Callable
from typing import Any

from holdfast.rig.cloudformation.state import STATE, Stack, failure
from holdfast.rig.cloudformation.values import TemplateError


class ResourceFaultError(Exception):
    """A resource that could not be made, changed or ended, with AWS's words."""


def in_background(stack: Stack, work: Callable[[], None]) -> None:
    """Do it in a thread of its own, as CloudFormation does; the caller watches the stack."""
    thread = threading.Thread(target=work, name=f"cloudformation {stack.name}", daemon=True)
    STATE.work.append(thread)
    thread.start()


def finish(timeout: float = 60) -> None:
    """Wait for all that is being done.

    Args:
        timeout: for each of them, in seconds.
    """
    while STATE.work:
        STATE.work.pop().join(timeout)


def attempt(work: Callable[[], Any]) -> Any:
    """Do it; a refusal of AWS or of the template, or a mistake of a handler, becomes a fault of the resource.

    Raises:
        ResourceFaultError: it did not work.
    """
    from xml.etree.ElementTree import ParseError

    from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped]
    from botocore.parsers import ResponseParserError  # type: ignore[import-untyped]

    mistakes = (
        ResponseParserError,
        ParseError,
        LookupError,
        TypeError,
        ValueError,
        AttributeError,
        NotImplementedError,
    )
    try:
        return work()
    except ClientError as error:
        said = error.response["Error"]
        raise ResourceFaultError(handled(str(said.get("Message", error)), str(said.get("Code", "")))) from error
    except TemplateError as error:
        raise ResourceFaultError(str(error)) from error
    except BotoCoreError as error:
        raise ResourceFaultError(handled(str(error), "InvalidRequest")) from error
    except mistakes as error:
        raise ResourceFaultError(f"Internal Failure: {type(error).__name__}: {error}") from error


def handled(message: str, code: str) -> str:
    """A refusal of a service in CloudFormation's words."""
    return f'Resource handler returned message: "{message}" (HandlerErrorCode: {code})'


def injected(logical: str, verb: str) -> None:
    """Fail if that was asked for on purpose.

    Raises:
        ResourceFaultError: it was.
    """
    message = failure(logical, verb)
    if message:
        raise ResourceFaultError(message)


def made_up(stack: str, logical: str, longest: int, *, lower: bool) -> str:
    """A name as CloudFormation makes one up: the stack's, the resource's, and twelve characters of chance."""
    chance = "".join(random.choices(string.ascii_uppercase + string.digits, k=12))  # noqa: S311
    room = longest - len(chance) - 2
    head = stack[: max(1, room - min(len(logical), room // 2))]
    # Load balancers take no two hyphens in a row.
    name = "-".join((head.strip("-"), logical[: room - len(head)], chance))
    return name.lower() if lower else name
