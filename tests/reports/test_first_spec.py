"""The first spec: valid whatever was found, with identities as found and sizes as they should be."""

from hypothesis import given
from hypothesis import strategies as st

from holdfast.model.estate import Estate
from holdfast.model.evidence import EvidenceKind, Location
from holdfast.model.facts import Bucket, Database, Instance, Origin, Placement, ProxyRoute, ReadsSetting, Region
from holdfast.readers.spec import parse_spec
from holdfast.reports import first_spec

AT = Location.lines("docs/서버.md", 12)
CODED = EvidenceKind.CODED


def spec(*facts: object, locale: str | None = None) -> str:
    estate = Estate(facts=facts)  # type: ignore[arg-type]
    return first_spec.render(estate, name="shop", repository="team/shop", locale=locale)


def test_nothing_found_still_gives_a_valid_spec() -> None:
    product = parse_spec(spec().encode())

    assert (product.name, product.repository, tuple(product.environments)) == ("shop", "team/shop", ("production",))


def test_what_the_product_is_comes_from_the_evidence_and_what_it_should_have_from_the_defaults() -> None:
    text = spec(
        Region(kind=CODED, at=AT, name="ap-northeast-1"),
        Region(kind=CODED, at=AT, name="us-east-1"),
        Instance(kind=CODED, at=AT, instance_type="t3.small"),
        Database(kind=CODED, at=AT, engine="mysql", placement=Placement.HOST, version="8.0"),
        ProxyRoute(kind=CODED, at=AT, path="/", upstreams=("127.0.0.1:8080",)),
        Bucket(kind=CODED, at=AT, name="shop-uploads", purpose="uploads"),
        Origin(kind=CODED, at=AT, origin="https://www.shop.example", environment="production"),
        ReadsSetting(kind=CODED, at=AT, name="JWT_SECRET", secret=True),
        locale="ko",
    )
    product = parse_spec(text.encode())
    production = product.environment("production")

    assert (product.region, product.service.port, product.locale) == ("ap-northeast-1", 8080, "ko")
    assert (production.origins, production.buckets[0].name) == (("https://www.shop.example",), "shop-uploads")
    assert (production.database.engine, production.database.version) == ("mysql", "8")
    assert production.compute.instance_type == "t4g.medium"
    assert "# found t3.small: docs/서버.md:12" in text


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=40))
def test_no_name_that_was_found_breaks_the_spec(bucket: str, origin: str, setting: str) -> None:
    text = spec(
        Bucket(kind=CODED, at=AT, name=bucket),
        Origin(kind=CODED, at=AT, origin=origin),
        ReadsSetting(kind=CODED, at=AT, name=setting),
        Region(kind=CODED, at=AT, name=origin),
        Instance(kind=CODED, at=AT, instance_type=setting),
    )

    assert parse_spec(text.encode("utf-8", "replace")).name == "shop"
