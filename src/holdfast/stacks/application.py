"""The CDK's application: every stack of a product, wired by name; imported only after `use_wheel`."""

from pathlib import Path

import aws_cdk as cdk

from holdfast.model.product import Product
from holdfast.stacks.account import AccountStack, EdgeTopicStack
from holdfast.stacks.environment import CopyStack, EdgeStack, EnvironmentStack
from holdfast.stacks.place import EDGE_REGION, Place, account_stack, artifacts_stack, copy_stack, edge_stack
from holdfast.stacks.releases import ArtifactStack


def application(folder: Path, product: Product, places: tuple[Place, ...]) -> cdk.App:
    """The application, not synthesized yet.

    Args:
        folder: where templates are written.
        product: the spec.
        places: the environments that are wanted.
    """
    tags = {"holdfast:product": product.name}
    # Its own validation takes longer than all the rest; cfn-lint and cdk-nag look at the templates in our tests.
    app = cdk.App(
        outdir=str(folder), analytics_reporting=False, tree_metadata=False, builtin_cloud_formation_validation=False
    )
    ArtifactStack(app, artifacts_stack(product.name), product=product, tags=tags)
    account, edge = account_stack(product.name), _has_edge_topic(product)
    if edge:
        EdgeTopicStack(app, edge_stack(account), product=product, tags=tags)
    AccountStack(app, account, product=product, edge=edge, tags=tags)
    for place in places:
        if place.edge_domains:
            EdgeStack(app, edge_stack(place.name), place=place)
        if region := place.about.backup.copy_region:
            CopyStack(app, copy_stack(place.name), place=place, region=region)
        EnvironmentStack(app, place)
    return app


def _has_edge_topic(product: Product) -> bool:
    """CloudFront's alarms need a topic of their own where us-east-1 is not the home region.

    Every environment of the spec counts, not the wanted ones alone: a deployment of staging must not take away what
    production needs.
    """
    return product.region != EDGE_REGION and any(Place(product, name).edge_domains for name in product.environments)
