"""The images that CDK programs name for their containers."""

from holdfast.model.record import replace
from holdfast.readers.repository.text.nodes import Node


def _image_name(maker: str | None, given: list[Node]) -> str | None:
    """The image as far as it is written; one of ECR has the tag `latest` where none is said."""
    if maker in ("fromEcrRepository", "EcrImage") and given:
        tag = given[1].text() if len(given) > 1 else "latest"
        return f"dkr.ecr/image:{tag}" if tag else None
    if maker != "fromRegistry" or not given:
        return None
    asked = given[0].items("given")
    if given[0].text("call") == "repositoryUriForTag":
        return _image_name("EcrImage", [given[0], *asked[:1]])
    return given[0].text()


def named_image(image: Node) -> Node | None:
    """The image by its name, where it is written: a constant that holds it whole is no place to give another one in."""
    given = image.items("given")
    told = _image_name(image.text("call"), given)
    if not told:
        return None
    tag = given[1].origin if len(given) > 1 else None
    if tag is None and image.origin is not None:
        return replace(image.origin, value=told)
    return replace(image, value=told, origin=image.origin or tag)


def image_of_function(code: Node | None) -> Node | None:
    """The image of a function whose code is one of ECR; it has the tag `latest` where none is said."""
    if code is None or code.text("call") not in ("fromEcr", "fromEcrImage"):
        return None
    tag = code.get("tagOrDigest") or code.get("tag")
    if tag is None:
        return replace(code, value="dkr.ecr/image:latest")
    return replace(tag, value=f"dkr.ecr/image:{tag.text()}") if tag.text() else None
