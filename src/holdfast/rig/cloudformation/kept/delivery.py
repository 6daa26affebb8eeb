"""What moto lacks of CloudFront: policies for headers, and how it signs to an origin."""

from collections.abc import Mapping
from typing import Any

from holdfast.rig.cloudformation.kept.shelf import number, plain, shelf, take
from holdfast.rig.cloudformation.wire import Answerer, Call

_TAG = "E2QWRUHAPOMQZL"


def _shown(one: Mapping[str, Any]) -> dict[str, Any]:
    return {"ResponseHeadersPolicy": plain(one), "ETag": _TAG}


def _policy(call: Call) -> dict[str, Any]:
    found: dict[str, Any] = take(call, "headers", call.given["Id"], "NoSuchResponseHeadersPolicy", world=True)
    return found


def _create(call: Call) -> Mapping[str, Any]:
    config = dict(call.given["ResponseHeadersPolicyConfig"])
    made = {"Id": number(), "ResponseHeadersPolicyConfig": config, "LastModifiedTime": "2026-01-01T00:00:00Z"}
    shelf(call, "headers", world=True)[str(made["Id"])] = made
    return {**_shown(made), "Location": f"/{made['Id']}"}


def _get(call: Call) -> Mapping[str, Any]:
    return _shown(_policy(call))


def _update(call: Call) -> Mapping[str, Any]:
    found = _policy(call)
    found["ResponseHeadersPolicyConfig"] = dict(call.given["ResponseHeadersPolicyConfig"])
    return _shown(found)


def _delete(call: Call) -> Mapping[str, Any]:
    shelf(call, "headers", world=True).pop(str(_policy(call)["Id"]))
    return {}


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


ANSWERERS: dict[str, dict[str, Answerer]] = {
    "cloudfront": {
        "CreateResponseHeadersPolicy": _create,
        "GetResponseHeadersPolicy": _get,
        "UpdateResponseHeadersPolicy": _update,
        "DeleteResponseHeadersPolicy": _delete,
    }
}
