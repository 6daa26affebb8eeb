"""What the tag of an image says about its release."""

import pytest

from holdfast.readers.repository.images.tags import is_of_every_release, is_whatever_is_newest, standing, standing_tag


@pytest.mark.parametrize(
    "image",
    [
        "123456789012.dkr.ecr.ap-northeast-2.amazonaws.com/shop:latest",
        "123456789012.dkr.ecr.ap-northeast-2.amazonaws.com/shop",
        "${aws_ecr_repository.shop.repository_url}",
        "team/shop:production-latest",
        "registry.shop.example:5000/team/shop",
    ],
)
def test_an_image_without_a_tag_of_its_own_is_the_latest(image: str) -> None:
    assert standing(image) == "latest"


@pytest.mark.parametrize("tag", ["main", "prod", "staging", "stable", "develop"])
def test_a_branch_or_an_environment_names_no_release(tag: str) -> None:
    assert standing(f"ghcr.io/team/shop:{tag}") == "none"


@pytest.mark.parametrize(
    "image",
    [
        "",
        "team/shop:1.4.2",
        "team/shop:${var.tag}",
        "${aws_ecr_repository.shop.repository_url}:${var.image_tag}",
        "${var.image}",
        "amazon/aws-xray-daemon:latest",
        "public.ecr.aws/aws-observability/aws-otel-collector:latest",
        "public.ecr.aws/docker/library/redis:latest",
        "public.ecr.aws/a1b2c3d4/shop:1.4.2",
        "localhost:5000/shop",
        "ghcr.io/owner/tool",
    ],
)
def test_what_may_name_a_release_and_what_a_vendor_makes_is_passed_over(image: str) -> None:
    assert standing(image) is None


def test_the_tag_alone_tells_the_same_of_a_vendors_image() -> None:
    assert standing_tag("quay.io/team/shop:latest") == "latest"
    assert standing_tag("quay.io/team/shop:1.4.2") is None


def test_a_public_registry_of_aws_under_a_made_up_name_is_the_teams_own() -> None:
    assert standing("public.ecr.aws/a1b2c3d4/shop:latest") == "latest"


@pytest.mark.parametrize("image", ["acme/backend", "acme/acme-frontend", "acme/shop/api", "acme-shop/web-app"])
def test_so_is_a_name_of_ones_own_where_a_part_of_the_product_is_called_so(image: str) -> None:
    assert standing(f"public.ecr.aws/{image}:latest") == "latest"
    assert standing(f"public.ecr.aws/{image}:1.4.2") is None


@pytest.mark.parametrize("image", ["datadog/agent", "docker/library/api", "lambda/nodejs", "karpenter/controller"])
def test_a_public_registry_of_a_vendor_is_the_vendors(image: str) -> None:
    assert standing(f"public.ecr.aws/{image}:latest") is None


@pytest.mark.parametrize(
    "image",
    ["rediscommander/redis-commander:latest", "adminer", "dpage/pgadmin4", "mongo-express:latest", "axllent/mailpit"],
)
def test_what_somebody_looks_in_with_may_be_as_new_as_it_likes(image: str) -> None:
    assert not is_whatever_is_newest(image)
    assert is_whatever_is_newest("redis:latest")


def test_what_maven_calls_a_snapshot_is_whatever_was_built_last() -> None:
    assert standing("cakes/shop:1.4.2-SNAPSHOT") == "none"
    assert standing("cakes/shop:1.4.2") is None


@pytest.mark.parametrize(
    ("image", "identity"),
    [
        ("cakes/shop:api", "none"),
        ("docker.io/cakes/shop:shop-web", "none"),
        ("ghcr.io/cakes/shop:worker", "none"),
        ("cakes/shop:api-1.4.2", None),
        ("node:web", None),
    ],
)
def test_a_part_of_the_product_names_no_release_where_one_repository_holds_them_all(
    image: str, identity: str | None
) -> None:
    assert standing(image) == identity


@pytest.mark.parametrize(
    ("image", "newest"),
    [("nginx", True), ("redis:latest", True), ("certbot/certbot", False), ("certbot/dns-route53:latest", False)],
)
def test_what_fetches_a_certificate_and_ends_may_be_as_new_as_it_likes(image: str, *, newest: bool) -> None:
    assert is_whatever_is_newest(image) is newest


@pytest.mark.parametrize(
    ("tag", "every"),
    [("latest", True), ("main", True), ("prod", True), ("prod-blue", False), ("stable", False), ("1.4", False)],
)
def test_a_word_for_every_release_is_no_word_for_some_of_them(tag: str, every: bool) -> None:
    assert is_of_every_release(f"acme/shop:{tag}") is every


@pytest.mark.parametrize(
    ("image", "newest"),
    [
        ("local/router:latest", False),
        ("localhost:5000/router", False),
        ("router-local:latest", False),
        ("localstack/localstack", True),
        ("acme/router:latest", True),
        ("locale/router", True),
    ],
)
def test_an_image_with_a_name_of_the_machine_itself_changes_with_no_registry(image: str, *, newest: bool) -> None:
    assert is_whatever_is_newest(image) is newest
