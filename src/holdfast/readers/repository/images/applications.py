"""Which images are the application's own, told by what they are called."""

from holdfast.readers.repository.images.roles import role_of
from holdfast.readers.repository.shell.steps.purposes import BARE, HELPERS


def is_own(image: str) -> bool:
    """Neither a tool's nor a bare language's; one without a name may be the application's."""
    return role_of(image) == "application" and not (image and (HELPERS.match(image) or BARE.match(image)))
