"""Our stacks as an application for the plain `cdk` command line: `cdk synth --app 'python -m …cdk_app FOLDER'`."""

import os
import sys
from pathlib import Path

from holdfast.readers.spec import read_spec
from holdfast.stacks.node import use_wheel
from holdfast.stacks.place import Place


def main() -> int:
    """Build the stacks of the product in the folder that is named, and have the CDK write them."""
    use_wheel()
    from holdfast.stacks.application import application

    product = read_spec(Path(sys.argv[1])).product
    places = tuple(Place(product, name) for name in product.environments)
    application(Path(os.environ["CDK_OUTDIR"]), product, places).synth()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
