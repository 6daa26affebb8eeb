"""What stands between browsers and buckets: certificates, names, CloudFront."""

# Handlers have one shape, of which not each needs all.
# ruff: noqa: ARG002

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from holdfast.rig.cloudformation.fit import fitted, unwrapped
from holdfast.rig.cloudformation.handlers.base import (
    GLOBAL,
    Api,
    Handler,
    Place,
    Properties,
    Tagged,
    gone,
    listed,
    pairs,
)


class Certificate(Api):
    """A certificate, proven by names in the zone that the template says."""

    def complete(self, at: Place, physical: str, before: Properties, after: Properties) -> None:
        """Write the names that prove it, as CloudFormation does for zones of the same account."""
        zones = {one["DomainName"]: one.get("HostedZoneId") for one in after.get("DomainValidationOptions", ())}
        found = (self.described(at, physical) or {}).get("DomainValidationOptions", ())
        changes = [
            (zones[one["DomainName"]], one["ResourceRecord"])
            for one in found
            if "ResourceRecord" in one and zones.get(one["DomainName"])
        ]
        for zone, record in changes:
            own = {key: record[key] for key in ("Name", "Type")}
            whole = {**own, "TTL": 300, "ResourceRecords": [{"Value": record["Value"]}]}
            _change(at, str(zone), "UPSERT", whole)

    def read(self, at: Place, physical: str) -> Properties | None:
        """What ACM says of it, with the zones in which the names that prove it are."""
        found = super().read(at, physical)
        if found is None:
            return None
        proofs = [{**one, "HostedZoneId": _zone_of(at, one)} for one in found.get("DomainValidationOptions", ())]
        return {**found, "DomainValidationOptions": proofs}

    def update(self, at: Place, physical: str, before: Properties, after: Properties) -> None:
        """Change its tags: all else would be another certificate."""
        self._retag(at, physical, before, after)


def _change(at: Place, zone: str, action: str, record: Mapping[str, Any]) -> None:
    batch: Any = {"Changes": [{"Action": action, "ResourceRecordSet": dict(record)}]}
    at.call("route53", "change_resource_record_sets", GLOBAL, HostedZoneId=zone, ChangeBatch=batch)


def _zone_of(at: Place, proof: Mapping[str, Any]) -> str | None:
    """The zone that has the name which proves a domain; None when no zone has it."""
    name = str(proof.get("ResourceRecord", {}).get("Name", "")).rstrip(".")
    for zone in at.call("route53", "list_hosted_zones", GLOBAL)["HostedZones"]:
        number = str(zone["Id"]).rpartition("/")[2]
        if not name.endswith(str(zone["Name"]).rstrip(".")):
            continue
        answer = at.call("route53", "list_resource_record_sets", GLOBAL, HostedZoneId=number, StartRecordName=name)
        if any(one["Name"].rstrip(".") == name for one in answer["ResourceRecordSets"]):
            return number
    return None


class Record(Handler):
    """A name in a zone."""

    kind = "AWS::Route53::RecordSet"

    def reference(self, physical: str) -> str:
        """The name."""
        return physical.split("|")[1]

    def _set(self, at: Place, given: Properties) -> dict[str, Any]:
        client = at.client("route53", GLOBAL)
        shape = client.meta.service_model.shape_for("ResourceRecordSet")
        own = dict(given)
        if "ResourceRecords" in own:
            own["ResourceRecords"] = [{"Value": str(one)} for one in own["ResourceRecords"]]
        if "AliasTarget" in own:
            own["AliasTarget"] = {"EvaluateTargetHealth": False, **own["AliasTarget"]}
        found: dict[str, Any] = fitted(own, shape)
        return found

    def create(self, at: Place, given: Properties, name: str) -> str:
        """Add it; a name that is there already is refused."""
        zone = str(given["HostedZoneId"])
        _change(at, zone, "CREATE", self._set(at, given))
        return f"{zone}|{given['Name']}|{given['Type']}"

    def update(self, at: Place, physical: str, before: Properties, after: Properties) -> None:
        """Have it lead elsewhere."""
        _change(at, physical.split("|", maxsplit=1)[0], "UPSERT", self._set(at, after))

    def _described(self, at: Place, physical: str) -> dict[str, Any] | None:
        zone, name, kind = physical.split("|")
        try:
            found = at.call(
                "route53",
                "list_resource_record_sets",
                GLOBAL,
                HostedZoneId=zone,
                StartRecordName=name,
                StartRecordType=kind,
            )
        except _refused() as error:
            if gone(error):
                return None
            raise
        for one in found["ResourceRecordSets"]:
            if one["Name"].rstrip(".") == name.rstrip(".") and one["Type"] == kind:
                return dict(one)
        return None

    def read(self, at: Place, physical: str) -> Properties | None:
        """Where it leads."""
        found = self._described(at, physical)
        if found is None:
            return None
        values = [one["Value"] for one in found.get("ResourceRecords", ())]
        # A name is the same with and without the last dot.
        zone, name, _ = physical.split("|")
        shown = {**found, "Name": name, "HostedZoneId": zone}
        return {**shown, "ResourceRecords": values} if values else shown

    def delete(self, at: Place, physical: str) -> None:
        """Take it out of the zone."""
        _change(at, physical.split("|", maxsplit=1)[0], "DELETE", self._described(at, physical) or {})


def _refused() -> type[Exception]:
    from botocore.exceptions import ClientError  # type: ignore[import-untyped]

    found: type[Exception] = ClientError
    return found


_PLAIN = {"IPV6Enabled": "IsIPV6Enabled", "WebACLId": "WebACLId"}


def _behaviour(given: Mapping[str, Any]) -> dict[str, Any]:
    """How requests are treated, with the methods as the API nests them."""
    made = dict(given)
    allowed = list(made.pop("AllowedMethods", ("GET", "HEAD")))
    cached = list(made.pop("CachedMethods", ("GET", "HEAD")))
    made["AllowedMethods"] = {
        "Quantity": len(allowed),
        "Items": allowed,
        "CachedMethods": {"Quantity": len(cached), "Items": cached},
    }
    return made


def _shown_behaviour(found: Mapping[str, Any]) -> dict[str, Any]:
    methods = found.get("AllowedMethods") or {}
    if not isinstance(methods, Mapping):
        return dict(found)
    cached = unwrapped(methods.get("CachedMethods", {}))
    return {**found, "AllowedMethods": methods.get("Items", []), "CachedMethods": cached}


def _configuration(given: Mapping[str, Any]) -> dict[str, Any]:
    made = {_PLAIN.get(key, key): value for key, value in given.items()}
    made.setdefault("Comment", "")
    made["DefaultCacheBehavior"] = _behaviour(given["DefaultCacheBehavior"])
    if "CacheBehaviors" in given:
        made["CacheBehaviors"] = [_behaviour(one) for one in given["CacheBehaviors"]]
    if "Logging" in given:
        made["Logging"] = {"Enabled": True, "IncludeCookies": False, "Prefix": "", **given["Logging"]}
    if "Restrictions" in given:
        limit = given["Restrictions"]["GeoRestriction"]
        places = list(limit.get("Locations", ()))
        made["Restrictions"] = {
            "GeoRestriction": {"RestrictionType": limit["RestrictionType"], "Quantity": len(places), "Items": places}
        }
    return made


class Distribution(Handler):
    """What CloudFront serves."""

    kind = "AWS::CloudFront::Distribution"

    def _fitted(self, at: Place, given: Properties, reference: str) -> dict[str, Any]:
        shape = at.client("cloudfront", GLOBAL).meta.service_model.shape_for("DistributionConfig")
        whole = {**_configuration(given["DistributionConfig"]), "CallerReference": reference}
        made: dict[str, Any] = fitted(whole, shape)
        return made

    def create(self, at: Place, given: Properties, name: str) -> str:
        """Make it."""
        wanted: Any = {"DistributionConfig": self._fitted(at, given, str(uuid4()))}
        wanted["Tags"] = {"Items": listed(pairs(given.get("Tags")))}
        answer = at.call("cloudfront", "create_distribution_with_tags", GLOBAL, DistributionConfigWithTags=wanted)
        return str(answer["Distribution"]["Id"])

    def update(self, at: Place, physical: str, before: Properties, after: Properties) -> None:
        """Change how it serves, and tags."""
        found = at.call("cloudfront", "get_distribution_config", GLOBAL, Id=physical)
        wanted: Any = self._fitted(at, after, found["DistributionConfig"]["CallerReference"])
        self._change(at, physical, found["ETag"], wanted)
        arn = at.call("cloudfront", "get_distribution", GLOBAL, Id=physical)["Distribution"]["ARN"]
        old, new = pairs(before.get("Tags")), pairs(after.get("Tags"))
        lost: Any = {"Items": sorted(set(old) - set(new))}
        if lost["Items"]:
            at.call("cloudfront", "untag_resource", GLOBAL, Resource=arn, TagKeys=lost)
        put: Any = {"Items": listed(new)}
        if old != new:
            at.call("cloudfront", "tag_resource", GLOBAL, Resource=arn, Tags=put)

    @staticmethod
    def _change(at: Place, physical: str, tag: str, wanted: Any) -> str:
        given: Any = {"Id": physical, "IfMatch": tag, "DistributionConfig": wanted}
        return str(at.call("cloudfront", "update_distribution", GLOBAL, **given)["ETag"])

    def _described(self, at: Place, physical: str) -> dict[str, Any] | None:
        try:
            return dict(at.call("cloudfront", "get_distribution", GLOBAL, Id=physical)["Distribution"])
        except _refused() as error:
            if gone(error):
                return None
            raise

    def read(self, at: Place, physical: str) -> Properties | None:
        """How it serves."""
        found = self._described(at, physical)
        if found is None:
            return None
        config = dict(found["DistributionConfig"])
        several = [_shown_behaviour(one) for one in unwrapped(config.get("CacheBehaviors", {})) or ()]
        shown = {
            **unwrapped(config),
            "IPV6Enabled": config.get("IsIPV6Enabled"),
            "DefaultCacheBehavior": unwrapped(_shown_behaviour(config["DefaultCacheBehavior"])),
            "CacheBehaviors": several,
        }
        limit = (config.get("Restrictions") or {}).get("GeoRestriction") or {}
        shown["Restrictions"] = {"GeoRestriction": {**limit, "Locations": limit.get("Items", [])}}
        tags = at.call("cloudfront", "list_tags_for_resource", GLOBAL, Resource=found["ARN"])["Tags"]["Items"]
        return {"DistributionConfig": shown, "Tags": tags}

    def delete(self, at: Place, physical: str) -> None:
        """Switch it off, as CloudFront wants it first, and end it."""
        found = at.call("cloudfront", "get_distribution_config", GLOBAL, Id=physical)
        off: Any = {**found["DistributionConfig"], "Enabled": False}
        tag = self._change(at, physical, found["ETag"], off)
        at.call("cloudfront", "delete_distribution", GLOBAL, Id=physical, IfMatch=tag)

    def attributes(self, at: Place, physical: str) -> Mapping[str, Any]:
        """Its number and name."""
        return {"Id": physical, "DomainName": (self._described(at, physical) or {}).get("DomainName")}


@dataclass(kw_only=True)
class Configured(Handler):
    """Something of CloudFront that is one configuration: how it signs to origins, which headers it adds."""

    kind: str
    thing: str

    @property
    def _verb(self) -> str:
        return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in self.thing)

    def _fitted(self, at: Place, given: Properties) -> dict[str, Any]:
        config = f"{self.thing}Config"
        shape = at.client("cloudfront", GLOBAL).meta.service_model.shape_for(config)
        return {config: fitted(given[config], shape)}

    def create(self, at: Place, given: Properties, name: str) -> str:
        """Make it."""
        answer = at.call("cloudfront", f"create{self._verb}", GLOBAL, **self._fitted(at, given))
        return str(answer[self.thing]["Id"])

    def _described(self, at: Place, physical: str) -> Any:
        try:
            return at.call("cloudfront", f"get{self._verb}", GLOBAL, Id=physical)
        except _refused() as error:
            if gone(error):
                return None
            raise

    def update(self, at: Place, physical: str, before: Properties, after: Properties) -> None:
        """Change it."""
        tag = self._described(at, physical)["ETag"]
        at.call("cloudfront", f"update{self._verb}", GLOBAL, Id=physical, IfMatch=tag, **self._fitted(at, after))

    def read(self, at: Place, physical: str) -> Properties | None:
        """What it is."""
        found = self._described(at, physical)
        config = f"{self.thing}Config"
        return {config: unwrapped(found[self.thing][config])} if found else None

    def delete(self, at: Place, physical: str) -> None:
        """End it."""
        tag = self._described(at, physical)["ETag"]
        at.call("cloudfront", f"delete{self._verb}", GLOBAL, Id=physical, IfMatch=tag)

    def attributes(self, at: Place, physical: str) -> Mapping[str, Any]:
        """Its number."""
        return {"Id": physical}


def _by_names(given: dict[str, Any]) -> dict[str, Any]:
    """Zones are CloudFormation's own: the call knows only domains for e-mail."""
    return {key: value for key, value in given.items() if key != "DomainValidationOptions"}


HANDLERS: tuple[Handler, ...] = (
    Certificate(
        kind="AWS::CertificateManager::Certificate",
        service="acm",
        make="request_certificate",
        identity="CertificateArn",
        turned=_by_names,
        tagged=Tagged(
            add=("add_tags_to_certificate", {"CertificateArn": "{id}", "Tags": "{tags}"}),
            remove=("remove_tags_from_certificate", {"CertificateArn": "{id}", "Tags": "{gone}"}),
            shown=("list_tags_for_certificate", {"CertificateArn": "{id}"}),
        ),
        describe=("describe_certificate", {"CertificateArn": "{id}"}),
        found="Certificate",
        remove=("delete_certificate", {"CertificateArn": "{id}"}),
    ),
    Record(),
    Distribution(),
    Configured(kind="AWS::CloudFront::OriginAccessControl", thing="OriginAccessControl"),
    Configured(kind="AWS::CloudFront::ResponseHeadersPolicy", thing="ResponseHeadersPolicy"),
)
