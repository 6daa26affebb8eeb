"""The host that a text only speaks of: what brings releases to it says less of how many there are."""

from holdfast.controls.common import claimed, places
from holdfast.controls.hosting import Form, Hosting
from holdfast.controls.one_copy import at_home
from holdfast.model.estate import View
from holdfast.model.facts import Instance
from holdfast.model.findings import Evident


def spoken_home(view: View, home: Hosting) -> tuple[Evident, ...]:
    """Where a text says that there is one, if nothing else tells what the releases go to; else as `at_home`."""
    alone = claimed(view, Instance, lambda one: one.count == 1 and one.purpose in (None, "application"))
    return places(alone if home.form is Form.UNTOLD else (), "count", most=1) or at_home(view, home)
