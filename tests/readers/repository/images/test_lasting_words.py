"""Tags that say where a release goes, and never which one it is."""

import pytest

from holdfast.readers.repository.images.lasting_words import has_no_tag, names_a_place, with_either_word
from holdfast.readers.repository.images.tags import standing
from holdfast.readers.repository.shell.delivery.reader import identity_of
from holdfast.readers.repository.shell.syntax.parse import parse


@pytest.mark.parametrize(
    "tag",
    [
        "$ENVIRONMENT",
        "${STAGE}",
        "prod-$NEXT_COLOR",
        "${ENV:-prod}",
        "${ENV}-${COLOR}",
        "$CI_ENVIRONMENT_SLUG",
        "web-$SLOT",
    ],
)
def test_a_variable_for_an_environment_or_a_colour_names_no_release(tag: str) -> None:
    assert names_a_place(f"acme/shop:{tag}")
    assert standing(f"acme/shop:{tag}") == "none"
    assert identity_of(parse(f"docker push acme/shop:{tag}\n").commands) == "latest"


@pytest.mark.parametrize(
    "tag", ["$TAG", "$VERSION", "${ENV}-$SHA", "$ENV-1.2", "$ENVOY", "${COLOR}-$(date +%s)", "prod"]
)
def test_any_other_variable_may_name_one(tag: str) -> None:
    assert not names_a_place(f"acme/shop:{tag}")


@pytest.mark.parametrize("tag", ["prod-blue", "blue", "green.prod", "staging_green"])
def test_colours_that_take_turns_are_no_names(tag: str) -> None:
    assert standing(f"acme/shop:{tag}") == "none"
    assert standing(f"acme/shop:{tag}-4f2a") is None


@pytest.mark.parametrize(
    ("value", "sort"),
    [
        ('$([ "$RUNS" = blue ] && echo prod-green || echo prod-blue)', "latest"),
        ('$([[ $(cat colour) == "blue" ]] && echo "green" || echo "blue")', "latest"),
        ("$(if [ -f blue ]; then echo green; else echo blue; fi)", "latest"),
        ("$(git rev-parse HEAD || echo unknown)", "commit"),
        ("$(cat version || echo 1.0)", "tag"),
    ],
)
def test_one_of_two_words_names_nothing_whichever_it_is(value: str, sort: str) -> None:
    script = parse(f"TAG={value}\ndocker build -t acme/shop:$TAG .\ndocker push acme/shop:$TAG\n")
    assert identity_of(script.commands, script.variables) == sort


def test_what_no_test_chooses_stays_as_it_is() -> None:
    assert with_either_word("acme/shop:$(echo one)") == "acme/shop:$(echo one)"


def test_a_commit_pushed_beside_the_colour_names_the_release_for_whoever_is_told_it() -> None:
    script = parse(
        "docker push acme/shop:$COLOR\ndocker push acme/shop:$GITHUB_SHA\nssh host docker run -d acme/shop:$GITHUB_SHA\n"
    )
    assert identity_of(script.commands, script.variables) == "commit"


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        ("$DOCKERHUB_USERNAME/$DOCKERHUB_REPO", "latest"),
        ("${ECR_REGISTRY}/${ECR_REPOSITORY}", "latest"),
        ("$REGISTRY/acme/${APP_NAME}", "latest"),
        ("$OWNER/$REPO:$TAG", None),
        ("$REGISTRY/$IMAGE", None),
        ("$REGISTRY/$IMAGE_TAG", None),
        ("$OWNER/$REPO:$GITHUB_SHA", "commit"),
    ],
)
def test_an_image_that_only_variables_for_its_owner_and_repository_name_has_no_tag(
    image: str, expected: str | None
) -> None:
    assert has_no_tag(image) is (expected == "latest")
    assert identity_of(parse(f"docker pull {image}\ndocker run -d {image}\n").commands) == expected

    # What the variable holds may end with one.
    script = parse("REPO=shop:$VERSION\ndocker pull acme/$REPO\n")
    assert identity_of(script.commands, script.variables) == "tag"
