"""Environments that are deployed and that the spec does not know any more: nothing would ever take them away."""

from collections.abc import Iterator

from holdfast.actions.deploy.cloud import Cloud, CloudError, CredentialsError, asking
from holdfast.model.deployment import ENVIRONMENT_TAG, MANAGED_TAG
from holdfast.model.product import Product
from holdfast.model.releases import place_name


def left_over(cloud: Cloud, product: Product) -> tuple[str, ...]:
    """Names of environments whose stack is there in the home region, by the tags that `deploy` gives stacks.

    Args:
        cloud: the account.
        product: the spec.

    Returns:
        In the order of names; none where stacks may not be listed.

    Raises:
        CredentialsError: they are missing, not valid, or expired.
    """
    try:
        return tuple(sorted({*_deployed(cloud, product)} - {*product.environments}))
    except CredentialsError:
        raise
    except CloudError:
        return ()


def _deployed(cloud: Cloud, product: Product) -> Iterator[str]:
    pages = cloud.client("cloudformation", product.region).get_paginator("describe_stacks")
    with asking("cloudformation:DescribeStacks", product.region):
        stacks = [stack for page in pages.paginate() for stack in page["Stacks"]]
    for stack in stacks:
        tags = {str(one["Key"]): str(one["Value"]) for one in stack.get("Tags", ())}
        name = tags.get(ENVIRONMENT_TAG, "")
        if tags.get(MANAGED_TAG) and stack["StackName"] == place_name(product.name, name):
            yield name
