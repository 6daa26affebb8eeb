"""What the tag of a container's image says about the release that it is."""

from holdfast.model.regex import regex

_LATEST = regex(r"(?:^|[-_.])latest$")
_MOVES = regex(
    r"^(?:main|master|trunk|develop(?:ment)?|dev|test|qa|stg|stag(?:e|ing)|prd|prod(?:uction)?|live|stable|release"
    r"|current|edge|nightly)$"
)
_VENDORS = regex(
    r"^(?:docker\.io/)?(?:amazon|aws-observability|datadog|grafana|prom|fluent|otel|hashicorp|bitnami|library|envoyproxy"
    r"|newrelic|splunk|cloudflare|traefik|jwilder|nginxinc|gcr\.io/datadoghq)/|^public\.ecr\.aws/|^quay\.io/"
)
_OF_ECR = regex(r"\.dkr\.ecr\.[^/\s]{1,60}/[^\s:@]{0,200}[\w-]$|\brepository_url\}$")


def standing(image: str) -> str | None:
    """How an image names its release when it names none; None when it may name one, or is a vendor's own.

    Returns:
        "latest", also where an image of ECR has no tag at all; "none" for the name of a branch or an environment,
        which stands for whatever was pushed last.
    """
    if not image or _VENDORS.search(image):
        return None
    if _OF_ECR.search(image):
        return "latest"
    last = image.rpartition("/")[2]
    tag = last.rpartition(":")[2] if ":" in last else ""
    if _LATEST.search(tag):
        return "latest"
    return "none" if _MOVES.search(tag) else None
