"""CORS: a bucket for each environment with exactly its origins; CloudFront before those that have host names."""

from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_route53 as route53
from aws_cdk import aws_s3 as s3
from constructs import Construct

from holdfast.model.infrastructure import Bucket as BucketSpec
from holdfast.stacks.place import Place
from holdfast.stacks.policies import Statement
from holdfast.stacks.storage import Bucket

UPLOAD_METHODS = ("GET", "HEAD", "PUT", "POST")
"""What browsers do with a signed address; DELETE is the service's own business."""

_PREFLIGHT_SECONDS = 3600

CLOUDFRONT_ZONE = "Z2FDTNDATAQYW2"
"""Hosted zone of every distribution's name (Route 53, *AliasTarget*, read 2026-11)."""
_CACHING_OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6"
"""CloudFront's managed cache policy (CloudFront Developer Guide, *Managed cache policies*, read 2026-11)."""
_CORS_S3_ORIGIN = "88a5eaf4-2fd4-4709-b370-b4c650ea3fcf"
"""CloudFront's managed origin request policy, which hands Origin on to S3 (same guide, read 2026-11)."""
_PRICE_CLASS = "PriceClass_200"
"""All but the dearest edges: with Asia, Europe, North America, the Middle East and Africa."""


class Buckets(Construct):
    """The buckets that browsers reach, each with its rules, and with a distribution where it has host names.

    Args:
        scope: the stack.
        place: the environment.
        logs: the bucket for access logs.
        zone_id: id of the hosted zone of its host names.
        certificate: ARN of CloudFront's certificate; empty when no bucket has host names.
    """

    def __init__(self, scope: Construct, *, place: Place, logs: str, zone_id: str, certificate: str) -> None:
        super().__init__(scope, "Buckets")
        self._place = place
        self._zone_id = zone_id
        self._certificate = certificate
        self.made = {spec.name: self._bucket(spec, logs) for spec in place.buckets}
        for spec in place.buckets:
            bucket = self.made[spec.name]
            bucket.allow([self._distribution(spec, bucket)] if spec.domains else [])

    def _bucket(self, spec: BucketSpec, logs: str) -> Bucket:
        uploads = spec.purpose == "uploads"
        return Bucket(
            self,
            spec.name,
            bucket_name=spec.name,
            old_days=self._place.about.backup.retention_days,
            tiering=uploads,
            logs=logs,
            cors=self._rules() if uploads and self._place.about.origins else None,
            measured=uploads and not self._place.small,
        )

    def _rules(self) -> s3.CfnBucket.CorsConfigurationProperty:
        rule = s3.CfnBucket.CorsRuleProperty(
            id="fronts",
            allowed_origins=list(self._place.about.origins),
            allowed_methods=list(UPLOAD_METHODS),
            allowed_headers=["content-type", "content-md5", "x-amz-*"],
            exposed_headers=["etag"],
            max_age=_PREFLIGHT_SECONDS,
        )
        return s3.CfnBucket.CorsConfigurationProperty(cors_rules=[rule])

    def _distribution(self, spec: BucketSpec, bucket: Bucket) -> Statement:
        """CloudFront before the bucket; gives the statement that lets this distribution alone read it."""
        scope = Construct(self, f"Edge-{spec.name}")
        access = cloudfront.CfnOriginAccessControl(
            scope,
            "Access",
            origin_access_control_config=cloudfront.CfnOriginAccessControl.OriginAccessControlConfigProperty(
                name=spec.name,
                origin_access_control_origin_type="s3",
                signing_behavior="always",
                signing_protocol="sigv4",
            ),
        )
        made = cloudfront.CfnDistribution(
            scope,
            "Distribution",
            distribution_config=self._configuration(spec, bucket, access.attr_id, self._headers(scope, spec)),
        )
        for domain in spec.domains:
            for kind in ("A", "AAAA"):
                alias = route53.CfnRecordSet.AliasTargetProperty(
                    dns_name=made.attr_domain_name, hosted_zone_id=CLOUDFRONT_ZONE, evaluate_target_health=False
                )
                route53.CfnRecordSet(
                    scope,
                    f"{kind}-{domain}",
                    name=f"{domain}.",
                    type=kind,
                    hosted_zone_id=self._zone_id,
                    alias_target=alias,
                )
        return {
            "Sid": "Distribution",
            "Effect": "Allow",
            "Principal": {"Service": "cloudfront.amazonaws.com"},
            "Action": "s3:GetObject",
            "Resource": {"Fn::Join": ["/", [bucket.arn, "*"]]},
            "Condition": {
                "StringEquals": {
                    "aws:SourceArn": {
                        "Fn::Sub": [
                            "arn:${AWS::Partition}:cloudfront::${AWS::AccountId}:distribution/${Id}",
                            {"Id": made.ref},
                        ]
                    }
                }
            },
        }

    def _configuration(
        self, spec: BucketSpec, bucket: Bucket, access: str, headers: str
    ) -> cloudfront.CfnDistribution.DistributionConfigProperty:
        site = spec.purpose == "site"
        origin = cloudfront.CfnDistribution.OriginProperty(
            id="bucket",
            domain_name=bucket.domain,
            origin_access_control_id=access,
            s3_origin_config=cloudfront.CfnDistribution.S3OriginConfigProperty(origin_access_identity=""),
        )
        behaviour = cloudfront.CfnDistribution.DefaultCacheBehaviorProperty(
            target_origin_id="bucket",
            viewer_protocol_policy="redirect-to-https",
            allowed_methods=["GET", "HEAD", "OPTIONS"],
            cached_methods=["GET", "HEAD"],
            cache_policy_id=_CACHING_OPTIMIZED,
            origin_request_policy_id=_CORS_S3_ORIGIN,
            response_headers_policy_id=headers,
            compress=True,
        )
        # A page of a single-page application has an address of which the bucket knows nothing.
        pages = [
            cloudfront.CfnDistribution.CustomErrorResponseProperty(
                error_code=code, response_code=200, response_page_path="/index.html", error_caching_min_ttl=10
            )
            for code in (403, 404)
        ]
        return cloudfront.CfnDistribution.DistributionConfigProperty(
            enabled=True,
            comment=f"{self._place.name}: {spec.name}",
            aliases=list(spec.domains),
            http_version="http2and3",
            ipv6_enabled=True,
            price_class=_PRICE_CLASS,
            default_root_object="index.html" if site else None,
            custom_error_responses=pages if site else None,
            origins=[origin],
            default_cache_behavior=behaviour,
            viewer_certificate=cloudfront.CfnDistribution.ViewerCertificateProperty(
                acm_certificate_arn=self._certificate,
                minimum_protocol_version="TLSv1.2_2021",
                ssl_support_method="sni-only",
            ),
        )

    def _headers(self, scope: Construct, spec: BucketSpec) -> str:
        """What CloudFront adds to answers: what keeps browsers safe; origins of this environment for uploads."""
        security = cloudfront.CfnResponseHeadersPolicy.SecurityHeadersConfigProperty(
            content_type_options=cloudfront.CfnResponseHeadersPolicy.ContentTypeOptionsProperty(override=True),
            strict_transport_security=cloudfront.CfnResponseHeadersPolicy.StrictTransportSecurityProperty(
                access_control_max_age_sec=31_536_000, include_subdomains=False, override=True
            ),
            referrer_policy=cloudfront.CfnResponseHeadersPolicy.ReferrerPolicyProperty(
                referrer_policy="strict-origin-when-cross-origin", override=False
            ),
        )
        made = cloudfront.CfnResponseHeadersPolicy(
            scope,
            "Headers",
            response_headers_policy_config=cloudfront.CfnResponseHeadersPolicy.ResponseHeadersPolicyConfigProperty(
                name=f"{self._place.name}-{spec.name}".replace(".", "-"),
                security_headers_config=security,
                cors_config=self._answer() if spec.purpose == "uploads" and self._place.about.origins else None,
            ),
        )
        return made.attr_id

    def _answer(self) -> cloudfront.CfnResponseHeadersPolicy.CorsConfigProperty:
        policy = cloudfront.CfnResponseHeadersPolicy
        return policy.CorsConfigProperty(
            access_control_allow_credentials=False,
            access_control_allow_headers=policy.AccessControlAllowHeadersProperty(items=["content-type"]),
            access_control_allow_methods=policy.AccessControlAllowMethodsProperty(items=["GET", "HEAD", "OPTIONS"]),
            access_control_allow_origins=policy.AccessControlAllowOriginsProperty(
                items=list(self._place.about.origins)
            ),
            access_control_max_age_sec=_PREFLIGHT_SECONDS,
            origin_override=True,
        )
