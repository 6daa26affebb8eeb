"""What moto lacks of CloudFront: policies for headers, and how it signs to an origin."""

from collections.abc import Mapping
from typing import Any

from holdfast.rig.cloudformation.kept.shelf import number, plain, shelf, take
from holdfast.rig.cloudformation.wire import Answerer, Call

_TAG = "E2QWRUHAPOMQZL"


def _policy(thing: str) -> dict[str, Answerer]:
    """Create, get, update, list and delete for one kind of policy."""
    config, gone = f"{thing}Config", f"NoSuch{thing}"

    def shown(one: Mapping[str, Any]) -> dict[str, Any]:
        return {thing: plain(one), "ETag": _TAG}

    def create(call: Call) -> Mapping[str, Any]:
        made = {"Id": number(), config: dict(call.given[config]), "LastModifiedTime": "2026-01-01T00:00:00Z"}
        shelf(call, thing, world=True)[str(made["Id"])] = made
        return {**shown(made), "Location": f"/{made['Id']}"}

    def get(call: Call) -> Mapping[str, Any]:
        return shown(take(call, thing, call.given["Id"], gone, world=True))

    def get_config(call: Call) -> Mapping[str, Any]:
        return {config: take(call, thing, call.given["Id"], gone, world=True)[config], "ETag": _TAG}

    def update(call: Call) -> Mapping[str, Any]:
        found = take(call, thing, call.given["Id"], gone, world=True)
        found[config] = dict(call.given[config])
        return shown(found)

    def delete(call: Call) -> Mapping[str, Any]:
        take(call, thing, call.given["Id"], gone, world=True)
        shelf(call, thing, world=True).pop(str(call.given["Id"]))
        return {}

    return {
        f"Create{thing}": create,
        f"Get{thing}": get,
        f"Get{thing}Config": get_config,
        f"Update{thing}": update,
        f"Delete{thing}": delete,
    }


def complete() -> None:
    """Have moto keep how CloudFront signs to an origin; once."""
    from moto.cloudfront.models import Origin

    origin: Any = Origin
    if getattr(origin, "keeps_access", False):
        return
    begin = origin.__init__

    def begun(self: Any, given: dict[str, Any]) -> None:
        begin(self, given)
        # Its answers look for attributes of these names.
        self.origin_access_control_id = given.get("OriginAccessControlId")
        self.s3_origin_config = given.get("S3OriginConfig")

    origin.__init__ = begun
    origin.keeps_access = True


ANSWERERS: dict[str, dict[str, Answerer]] = {"cloudfront": _policy("ResponseHeadersPolicy")}
