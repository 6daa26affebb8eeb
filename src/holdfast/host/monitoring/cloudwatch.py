"""Renders the configuration of CloudWatch's agent: memory, disks, swap, the listener for our metrics, Nginx's logs.

Its shape is checked against the agent's published schema (`translator/config/schema.json` of amazon-cloudwatch-agent,
read 2026-11).
"""

import json

from holdfast.host.monitoring.metrics import NAMESPACE, product_name
from holdfast.host.monitoring.sources import LOG_FOLDER, access_log_path
from holdfast.model.environments import STAGING
from holdfast.model.product import Product

_RETENTION_DAYS = {True: 7, False: 30}
"""Days that logs are kept, by whether it is staging: logs are paid for by size, and again each month."""


def render(product: Product, environment: str) -> str:
    """The whole configuration file as JSON text; the same spec gives the same bytes.

    Memory, disk and swap have the dimensions `Product` and `Environment`, like our own metrics, and no host: an alarm
    then outlives the hosts, and the number of metrics to pay for does not grow with them. `disk_used_percent` has
    `path` and `fstype` too, and once more without them, for one alarm on the fullest disk.
    """
    configuration = {
        "agent": {"metrics_collection_interval": 60, "run_as_user": "cwagent", "omit_hostname": True},
        "metrics": _metrics(product, environment),
        "logs": _logs(product, environment),
    }
    return json.dumps(configuration, indent=2, ensure_ascii=False) + "\n"


def _metrics(product: Product, environment: str) -> dict[str, object]:
    dimensions = {"Product": product.name, "Environment": environment}
    return {
        "namespace": NAMESPACE,
        "aggregation_dimensions": [list(dimensions)],
        "metrics_collected": {
            "mem": {"measurement": ["used_percent"], "append_dimensions": dimensions},
            "swap": {"measurement": ["used_percent"], "append_dimensions": dimensions},
            "disk": {
                "measurement": ["used_percent"],
                "resources": list(dict.fromkeys(product.service.health.disks)),
                # Devices are named anew at each start of some instance types, and each name is a metric to pay for.
                "drop_device": True,
                "append_dimensions": dimensions,
            },
        },
    }


def _logs(product: Product, environment: str) -> dict[str, object]:
    name = product_name(product.name, environment)
    files = {"access": str(access_log_path(product, environment)), "error": str(LOG_FOLDER / "error.log")}
    return {
        "metrics_collected": {"emf": {}},
        "logs_collected": {
            "files": {
                "collect_list": [
                    {
                        "file_path": path,
                        "log_group_name": f"/holdfast/{name}/nginx-{kind}",
                        "log_stream_name": "{instance_id}",
                        "retention_in_days": _RETENTION_DAYS[environment == STAGING],
                    }
                    for kind, path in files.items()
                ]
            }
        },
        "force_flush_interval": 15,
    }
