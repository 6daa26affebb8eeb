"""What moto lacks of S3: metrics of requests."""

from collections.abc import Mapping
from typing import Any

from holdfast.rig.cloudformation.kept.shelf import shelf
from holdfast.rig.cloudformation.wire import Answerer, Call


def _kept(call: Call) -> dict[str, Any]:
    return shelf(call, f"metrics {call.given['Bucket']}")


def _put(call: Call) -> Mapping[str, Any]:
    _kept(call)[str(call.given["Id"])] = dict(call.given["MetricsConfiguration"])
    return {}


def _list(call: Call) -> Mapping[str, Any]:
    return {"IsTruncated": False, "MetricsConfigurationList": list(_kept(call).values())}


def _delete(call: Call) -> Mapping[str, Any]:
    _kept(call).pop(str(call.given["Id"]), None)
    return {}


ANSWERERS: dict[str, dict[str, Answerer]] = {
    "s3": {
        "PutBucketMetricsConfiguration": _put,
        "ListBucketMetricsConfigurations": _list,
        "DeleteBucketMetricsConfiguration": _delete,
    }
}
