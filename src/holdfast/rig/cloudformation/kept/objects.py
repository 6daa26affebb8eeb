"""What moto lacks of S3: moving seldom-read objects by themselves, and metrics of requests."""

from collections.abc import Mapping
from typing import Any

from holdfast.rig.cloudformation.kept.shelf import shelf
from holdfast.rig.cloudformation.wire import Answerer, Call


def _kind(thing: str) -> tuple[Answerer, Answerer, Answerer, Answerer]:
    """Put, get, list and delete for one kind of a bucket's named configurations."""
    parameter, listed = f"{thing}Configuration", f"{thing}ConfigurationList"

    def put(call: Call) -> Mapping[str, Any]:
        shelf(call, f"{thing} {call.given['Bucket']}")[str(call.given["Id"])] = dict(call.given[parameter])
        return {}

    def get(call: Call) -> Mapping[str, Any]:
        return {parameter: shelf(call, f"{thing} {call.given['Bucket']}").get(str(call.given["Id"]))}

    def every(call: Call) -> Mapping[str, Any]:
        return {"IsTruncated": False, listed: list(shelf(call, f"{thing} {call.given['Bucket']}").values())}

    def delete(call: Call) -> Mapping[str, Any]:
        shelf(call, f"{thing} {call.given['Bucket']}").pop(str(call.given["Id"]), None)
        return {}

    return put, get, every, delete


def _all() -> dict[str, Answerer]:
    found: dict[str, Answerer] = {}
    for thing in ("IntelligentTiering", "Metrics"):
        put, get, every, delete = _kind(thing)
        name = f"Bucket{thing}Configuration"
        found |= {f"Put{name}": put, f"Get{name}": get, f"List{name}s": every, f"Delete{name}": delete}
    return found


ANSWERERS = {"s3": _all()}
