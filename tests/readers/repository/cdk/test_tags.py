"""Where a CDK program writes an image's tag."""

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import StandingName
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.cdk import READER
from tests.readers.repository.templates.support import places

PROGRAM = """\
import * as cdk from 'aws-cdk-lib';
const repository = ecr.Repository.fromRepositoryName(this, 'Repository', 'shop');
const image = ecs.ContainerImage.fromEcrRepository(repository, 'latest');

new patterns.ApplicationLoadBalancedFargateService(this, 'Web', {
  cluster,
  taskImageOptions: {
    image,
  },
});
"""


def test_an_image_in_a_constant_is_shown_where_it_is_written() -> None:
    readings = READER.read(Snippet(path="lib/main.ts", text=PROGRAM, kind=EvidenceKind.DECLARED))
    (name,) = [fact for fact in readings if isinstance(fact, StandingName)]
    assert (name.at.start_line, places(name)) == (3, {})


def test_a_tag_with_something_to_fall_back_to_is_shown_where_that_is_written() -> None:
    text = PROGRAM.replace("const image = ", "const tag = props.tag ?? 'latest';\nconst image = ", 1)
    text = text.replace("repository, 'latest'", "repository, tag")
    inline = text.replace("    image,\n", "    image: ecs.ContainerImage.fromEcrRepository(repository, tag),\n")
    for program, shown in ((text, "4"), (inline, "3")):
        readings = READER.read(Snippet(path="lib/main.ts", text=program, kind=EvidenceKind.DECLARED))
        (name,) = [fact for fact in readings if isinstance(fact, StandingName)]
        assert places(name) == {"identity": shown}
