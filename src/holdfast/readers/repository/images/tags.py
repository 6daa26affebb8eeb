"""What the tag of a container's image says about the release that it is."""

from holdfast.model.regex import regex
from holdfast.readers.repository.images.lasting_words import names_a_place

_LATEST = regex(r"(?:^|[-_.])latest$")
_PLACE = r"(?:test|qa|stg|stag(?:e|ing)|prd|prod(?:uction)?|live|dev(?:elop(?:ment)?)?)"
_COLOUR = r"(?:blue|green)"
_MOVES = regex(
    rf"^(?:main|master|trunk|stable|release|{_PLACE}|{_COLOUR}|{_PLACE}[-_.]{_COLOUR}|{_COLOUR}[-_.]{_PLACE}"
    r"|current|edge|nightly|(?:[\w.]{1,60}-)?SNAPSHOT)$"
)
"""Names of branches, environments and colours that take turns, and what Maven calls all that is no release yet."""
_PRODUCTS_PART = r"(?:front-?end|back-?end|api(?:-server)?|web-?(?:app|site)?|worker|admin(?:-web)?)"
_SELLS = (
    r"(?:docker|lambda|ecs-sample-image|aws-[\w-]{1,40}|amazon[\w-]{0,40}|eks[\w-]{0,20}|bitnami|datadog|unleash\w{0,10}"
    r"|appsmith|hasura)/"
)
_VENDORS = regex(
    r"^(?:docker\.io/)?(?:amazon|aws-observability|datadog|grafana|prom|fluent|otel|hashicorp|bitnami|library|envoyproxy"
    r"|newrelic|splunk|cloudflare|traefik|jwilder|nginxinc|gcr\.io/datadoghq)/|^quay\.io/"
    # A public registry of AWS under a name that it made up is whoever's who has not asked for one of their own.
    # One that calls its image by a part of a product, the front or the back, sells nothing.
    rf"|^public\.ecr\.aws/(?![a-z]\d[a-z0-9]{{6}}/|(?!{_SELLS})[\w-]{{2,60}}/(?:[\w-]{{1,60}}[-/])?{_PRODUCTS_PART}(?:[:@]|$))"
)
_IN_ONE_PLACE = regex(r"^\d{12}\.dkr\.ecr\.|^(?:docker\.io/|ghcr\.io/)?[\w.-]+/[\w.-]+:")
"""A registry of one's own, or somebody's repository in one that all share."""
_A_PART = regex(
    r"^(?:[\w]+-)?(?:nginx|web|api|app|front(?:end)?|back(?:end)?|server|client|worker|admin|batch|proxy|gateway"
    r"|scheduler|celery|redis|php|node|django|rails|laravel)$"
)
"""Which of the product's parts it is, where one repository holds them all: each push takes the place of the last."""
_BARE = regex(
    r"\.dkr\.ecr\.[^/\s]{1,60}/[^\s:@]{0,200}[\w-]$|\brepository_url\}$"
    # Any registry that is named by its host: those of vendors have their tools there, too.
    r"|^(?!public\.|docker\.|quay\.|(?:\w+\.)?gcr\.|mcr\.|registry\.k8s|ghcr\.)[\w-]+(?:\.[\w-]+)+(?::\d+)?/[^\s:@$]+$"
)


def standing(image: str) -> str | None:
    """How an image names its release when it names none; None when it may name one, or is a vendor's own.

    Returns:
        "latest", also where an image of a private registry has no tag at all; "none" for the name of a branch or an
        environment, which stands for whatever was pushed last.
    """
    return None if _VENDORS.search(image) else standing_tag(image)


def standing_tag(image: str) -> str | None:
    """The same, whoever makes the image: for those who know that by other means."""
    if _BARE.search(image):
        return "latest"
    last = image.rpartition("/")[2]
    tag = last.rpartition(":")[2] if ":" in last else ""
    if _LATEST.search(tag):
        return "latest"
    if _MOVES.search(tag) or names_a_place(image):
        return "none"
    return "none" if _IN_ONE_PLACE.search(image) and _A_PART.search(tag) else None


_OF_SOME = regex(r"(?i)blue|green|stable|release|current|live|edge|nightly|-SNAPSHOT|[$@]")


def is_of_every_release(image: str) -> bool:
    """Each release is pushed under its tag, the next as much as the last: the newest, a branch, an environment.

    A colour is of every second one, and somebody may move a word such as `stable` by hand.
    """
    last = image.rpartition("/")[2]
    return standing_tag(image) is not None and _OF_SOME.search(last) is None


_UPDATER = regex(r"(?:^|/)(?:watchtower|ouroboros|shepherd)(?::[\w.-]+)?(?:@\S+)?$")
_ONLY_WATCHES = regex(r"(?i)MONITOR_ONLY\W{1,4}(?:true|1)\b|--monitor-only\b|--run-once\b|RUN_ONCE\W{1,4}(?:true|1)\b")


def updates_by_itself(image: str, settings: str) -> bool:
    """The image is a tool that starts whatever is pushed next, and nothing in its settings has it only watch."""
    return _UPDATER.search(image) is not None and _ONLY_WATCHES.search(settings) is None


_UNVERSIONED = regex(r"^[^\s:@$]+(?::latest)?$")
_LOOKS_IN = regex(
    r"(?i)(?:^|/)(?:redis-?(?:commander|insight)|adminer|php(?:my|pg|redis)admin|phpliteadmin|pgadmin4?|pgweb|pghero|mongo-express|mongoku"
    r"|kafka-ui|kafdrop|cloudbeaver|bullboard|bull-board|rq-dashboard|flower|mailhog|mailpit|maildev|mailcatcher"
    r"|dozzle|portainer(?:-ce|-ee)?|dynamodb-admin|elasticvue|dejavu|redoc|swagger-ui)(?::|$)"
)
"""Tools by which somebody looks into what runs: no visitor waits for one, and no release is known by it."""
_RUNS_ONCE = regex(r"(?:^|/)(?:certbot(?:/certbot|/dns-[\w-]+)?|neilpang/acme\.sh|goacme/lego)(?::|$)")
"""Tools that fetch a certificate and end: no request ever waits for one."""


_MADE_HERE = regex(
    r"(?i)^(?:local(?:host)?|dev|self|own)(?::\d{1,5})?/|(?:^|[/_-])local(?:ly)?(?:[-_:]|$)|-built(?::|$)"
)
"""A name that somebody gave an image on the machine itself: no registry hands out another one under it."""


def is_whatever_is_newest(image: str) -> bool:
    """Its tag leaves open which version it brings; a digest, and a variable that may name one, do not."""
    elsewhere = (
        _RUNS_ONCE.search(image) is None and _LOOKS_IN.search(image) is None and _MADE_HERE.search(image) is None
    )
    return elsewhere and _UNVERSIONED.match(image) is not None
