"""Kubernetes manifests and Kustomize overlays."""

import pytest

from holdfast.model.facts import ExposedSecret, LoadBalancer
from holdfast.readers.repository.kubernetes.reader import READER
from tests.readers.repository.terraform.support import readings, told

_DEPLOYMENT = """
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: api
    spec:
      replicas: 1
      template:
        spec:
          containers:
            - name: api
              image: 123.dkr.ecr.ap-northeast-2.amazonaws.com/api:latest
              env:
                - name: JWT_SECRET
                  value: "9f8a7b6c5d4e"
                - name: DB_PASSWORD
                  valueFrom:
                    secretKeyRef: {name: api, key: db}
              livenessProbe:
                httpGet: {path: /health/live, port: 3000}
              readinessProbe:
                tcpSocket: {port: 3000}
    """


def test_a_deployment_is_told_with_its_probes_its_image_and_its_secrets() -> None:
    assert told({"k8s/api.yaml": _DEPLOYMENT}, reader=READER) == [
        "Workload k8s/api.yaml:4 platform=kubernetes name=api desired=1@6",
        "HealthProbe k8s/api.yaml:19 asker=container path=/health/live port=3000",
        "HealthProbe k8s/api.yaml:20 asker=load-balancer path= port=3000",
        "Deployment k8s/api.yaml:11 method=kubernetes name=api identity=latest",
        "ExposedSecret k8s/api.yaml:14 name=JWT_SECRET form=token",
        "SecretStore k8s/api.yaml:17 service=kubernetes name=api",
    ]


def test_an_autoscaler_of_another_file_gives_the_bounds() -> None:
    files = {
        "k8s/api.yaml": _DEPLOYMENT,
        "k8s/hpa.yaml": """
            apiVersion: autoscaling/v2
            kind: HorizontalPodAutoscaler
            metadata: {name: api}
            spec:
              scaleTargetRef: {kind: Deployment, name: api}
              minReplicas: 2
              maxReplicas: 8
              metrics:
                - type: Resource
                  resource: {name: cpu, target: {type: Utilization, averageUtilization: 70}}
            """,
    }
    assert told(files, "Workload", "ScalingPolicy", reader=READER) == [
        (
            "Workload k8s/api.yaml:4 platform=kubernetes name=api minimum=2@k8s/hpa.yaml:6 maximum=8@k8s/hpa.yaml:7"
            " desired=2@6"
        ),
        "ScalingPolicy k8s/hpa.yaml:9 workload=api metric=cpu target=70",
    ]


def test_an_overlay_speaks_for_its_environment_in_place_of_the_base() -> None:
    files = {
        "k8s/base/api.yaml": _DEPLOYMENT,
        "k8s/overlays/production/kustomization.yaml": """
            apiVersion: kustomize.config.k8s.io/v1beta1
            kind: Kustomization
            replicas:
              - name: api
                count: 3
            images:
              - name: 123.dkr.ecr.ap-northeast-2.amazonaws.com/api
                newTag: v1.4.0
            """,
        "k8s/overlays/staging/patch.yaml": """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: api}
            spec: {replicas: 2}
            """,
    }
    assert told(files, "Workload", "Deployment", reader=READER) == [
        "Workload k8s/overlays/staging/patch.yaml:3 [staging] platform=kubernetes name=api desired=2@4",
        (
            "Workload k8s/base/api.yaml:4 [production] platform=kubernetes name=api"
            " desired=3@k8s/overlays/production/kustomization.yaml:5"
        ),
    ]


def test_edges_secrets_and_rules_are_told_from_their_documents() -> None:
    text = """
        apiVersion: v1
        kind: Service
        metadata:
          name: api
          namespace: prod
          annotations:
            service.beta.kubernetes.io/aws-load-balancer-type: nlb
        spec:
          type: LoadBalancer
        ---
        apiVersion: networking.k8s.io/v1
        kind: Ingress
        metadata:
          name: web
          annotations:
            alb.ingress.kubernetes.io/healthcheck-path: /ping
            cert-manager.io/cluster-issuer: letsencrypt
        spec:
          rules:
            - host: api.example.com
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: app}
        stringData:
          DB_PASSWORD: hunter22hunter
          API_TOKEN: changeme
        data:
          JWT_SECRET: OWY4YTdiNmM1ZDRl
        ---
        apiVersion: monitoring.coreos.com/v1
        kind: PrometheusRule
        metadata: {name: rules}
        spec:
          groups:
            - name: api
              rules:
                - alert: HighErrorRate
                  expr: rate(http_requests_total{code=~"5.."}[5m]) > 1
                  annotations: {summary: "{{ $labels.pod }} fails"}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: inside}
        spec: {type: ClusterIP}
        """
    assert told({"deploy/all.yml": text}, reader=READER) == [
        "LoadBalancer deploy/all.yml:9 [production] name=api type=network",
        "LoadBalancer deploy/all.yml:14 name=web",
        "HealthProbe deploy/all.yml:16 asker=load-balancer path=/ping",
        (
            "Certificate deploy/all.yml:17 issuer=letsencrypt domain=api.example.com used_by=load-balancer in_code=True"
            " renews=True"
        ),
        "ExposedSecret deploy/all.yml:26 name=DB_PASSWORD form=password",
        "ExposedSecret deploy/all.yml:29 name=JWT_SECRET form=token",
        "Alarm deploy/all.yml:38 watches=error-rate@39 name=HighErrorRate system=prometheus",
    ]


def test_a_job_by_the_clock_that_dumps_is_a_backup_with_its_faults() -> None:
    text = """
        apiVersion: batch/v1
        kind: CronJob
        metadata: {name: backup}
        spec:
          schedule: "0 18 * * *"
          jobTemplate:
            spec:
              template:
                spec:
                  containers:
                    - name: dump
                      image: postgres:16
                      command: ["/bin/sh", "-c"]
                      args:
                        - |
                          # 매일 백업
                          pg_dump "$URL" > /tmp/x.sql || true
                          aws s3 cp /tmp/x.sql s3://shop-backup/
        """
    assert told({"k8s/backup.yaml": text}, reader=READER) == [
        "BackupJob k8s/backup.yaml:17 subject=database method=pg_dump schedule=0 18 * * * destination=s3 form=sql",
        "ScriptFault k8s/backup.yaml:17 activity=backup form=error-swallowed command=pg_dump $URL",
    ]


def test_a_setting_that_leads_to_a_database_tells_that_there_is_one() -> None:
    text = _DEPLOYMENT.replace("DB_PASSWORD", "MONGO_URI").replace(
        'value: "9f8a7b6c5d4e"', "value: postgres://shop@db.cz3.ap-northeast-2.rds.amazonaws.com/shop"
    )
    assert [line for line in told({"k8s/api.yaml": text}, reader=READER) if line.startswith("Database")] == [
        "Database k8s/api.yaml:13 engine=postgresql placement=rds",
        "Database k8s/api.yaml:15 engine=mongodb placement=unknown",
    ]


def test_a_database_in_the_cluster_is_a_database_and_no_workload() -> None:
    text = """
        apiVersion: apps/v1
        kind: StatefulSet
        metadata: {name: db}
        spec:
          template:
            spec:
              containers:
                - {name: db, image: "postgres:15"}
        """
    assert told({"k8s/db.yaml": text}, reader=READER) == [
        "Database k8s/db.yaml:8 engine=postgresql placement=container name=db version=15"
    ]


def test_templates_of_helm_and_other_yaml_say_nothing() -> None:
    helm = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {{ .Values.x }}\n{{- if }}\n"
    files = {
        "helm/templates/deployment.yaml": helm,
        "k8s/values.yaml": "replicas: 1\n",
        "deploy/stack.yaml": "Resources: {}\n",
        ".github/deploy/x.yaml": _DEPLOYMENT,
    }
    assert told(files, reader=READER) == []


def test_a_secret_in_a_manifest_is_told_and_never_quoted() -> None:
    text = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec:
          template:
            spec:
              containers:
                - name: web
                  env:
                    - name: DB_PASSWORD
                      value: canary1234canary
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: app}
        stringData:
          SIGNING_SALT: canary1234canary
    """
    found = [one for one in readings({"k8s/a.yaml": text}, READER) if isinstance(one, ExposedSecret)]
    assert [one.name for one in found] == ["DB_PASSWORD", "SIGNING_SALT"]
    assert "canary" not in repr(found)


def test_a_broken_manifest_is_a_gap_with_its_line() -> None:
    text = "apiVersion: v1\nkind: Service\nmetadata:\n  name: a\n---\napiVersion: v1\nkind: Service\nspec:\n a: [\n"
    assert told({"k8s/a.yaml": text}, "Gap", reader=READER) == ["Gap k8s/a.yaml:9 malformed"]


@pytest.mark.parametrize(
    "text",
    [
        "---\n" * 50_000,
        "apiVersion: v1\nkind: Secret\ndata: [1, 2]\nstringData: x\n",
        "apiVersion: v1\nkind: Deployment\nspec: {template: {spec: {containers: [1, null, {env: x, image: [1]}]}}}\n",
        "apiVersion: v1\nkind: Kustomization\nreplicas: x\nimages: 3\n",
        "apiVersion: v1\nkind: Ingress\nmetadata: []\n",
        "apiVersion: v1\nkind: Deployment\nspec: " + "{a: " * 5_000,
        "apiVersion: v1\nkind: Deployment\nx: &x [*x]\n",
        "\ufeffapiVersion: v1\nkind: Service\n\x00",
    ],
)
def test_hostile_manifests_neither_raise_nor_hang(text: str) -> None:
    readings({"k8s/a.yaml": text}, READER)


_SERVICE = """
    apiVersion: v1
    kind: Service
    metadata:
      name: shelf
      annotations: {%s}
    spec:
      type: LoadBalancer
      %s
      ports:
        - {port: %s}
    """


@pytest.mark.parametrize(
    ("notes", "sources", "port", "shown"),
    [
        ("", "", 5432, ["Ingress k8s/shelf.yaml:7 from_port=5432 to_port=5432 sources=0.0.0.0/0 target=shelf"]),
        (
            "",
            "loadBalancerSourceRanges: [10.2.0.0/16]",
            5432,
            ["Ingress k8s/shelf.yaml:7 from_port=5432 to_port=5432 sources=10.2.0.0/16 target=shelf"],
        ),
        ('service.beta.kubernetes.io/aws-load-balancer-internal: "true"', "", 5432, ["LoadBalancer"]),
        ("service.beta.kubernetes.io/aws-load-balancer-scheme: internal", "", 5432, ["LoadBalancer"]),
        ("", "", 80, ["LoadBalancer"]),
    ],
)
def test_a_service_with_a_load_balancer_of_its_own_opens_its_port(
    notes: str, sources: str, port: int, shown: list[str]
) -> None:
    found = told({"k8s/shelf.yaml": _SERVICE % (notes, sources, port)}, "Ingress", "LoadBalancer", reader=READER)
    assert [line if line.startswith("Ingress") else line.split()[0] for line in found] == shown


_CLUSTER = """
    apiVersion: eksctl.io/v1alpha5
    kind: ClusterConfig
    metadata: {name: shop, region: ap-northeast-2}
    managedNodeGroups:
      - name: web
        instanceType: t3.large
        minSize: 1
        maxSize: 3
        ssh:
          allow: %s
          publicKeyName: desk
        iam:
          attachPolicyARNs:
            - arn:aws:iam::aws:policy/AdministratorAccess
      - name: spare
        desiredCapacity: 2
        privateNetworking: true
        ssh: {allow: true}
    """


def test_the_nodes_of_a_cluster_of_eksctl_are_told_with_their_rights_and_their_door() -> None:
    found = told({"eksctl/cluster.yaml": _CLUSTER % "true"}, reader=READER)
    kinds = [(line.split()[0], line.split()[1].rpartition(":")[2]) for line in found]
    assert kinds == [("Workload", "7"), ("Instance", "6"), ("Policy", "14"), ("Ingress", "10"), ("Workload", "16")]
    assert "managed=AdministratorAccess" in found[2]
    assert "sources=0.0.0.0/0" in found[3]
    assert not told({"eksctl/cluster.yaml": _CLUSTER % "false"}, "Ingress", reader=READER)
    assert not told({"eksctl/cluster.yaml": _CLUSTER.replace("eksctl.io", "example.io") % "true"}, reader=READER)


def test_an_ingress_shows_its_ports_where_it_names_them() -> None:
    text = """
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata:
      annotations:
        alb.ingress.kubernetes.io/scheme: %s
        alb.ingress.kubernetes.io/listen-ports: '[{"HTTP": 80}]'
      name: shop
    """
    [outer] = readings({"k8s/edge.yaml": text % "internet-facing"}, READER)
    assert isinstance(outer, LoadBalancer)
    assert str(outer.where("listener")) == "k8s/edge.yaml:6"
    [inner] = told({"k8s/edge.yaml": text % "internal"}, "LoadBalancer", reader=READER)
    assert "internal=True" in inner


@pytest.mark.parametrize(
    ("policy", "more", "shown"),
    [
        ("imagePullPolicy: Always", {}, True),
        ("imagePullPolicy: IfNotPresent", {}, False),
        (
            "imagePullPolicy: Always",
            {
                "k8s/kustomization.yaml": "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [shop.yaml]\n"
            },
            False,
        ),
    ],
)
def test_an_image_without_a_tag_that_is_always_pulled_is_the_latest(
    policy: str, more: dict[str, str], *, shown: bool
) -> None:
    text = f"""
    apiVersion: apps/v1
    kind: Deployment
    metadata: {{name: shop}}
    spec:
      template:
        spec:
          containers:
            - name: shop
              image: registry.example.kr/team/shop
              {policy}
    """
    found = told({"k8s/shop.yaml": text, **more}, "Deployment", reader=READER)
    assert bool(found) is shown


def test_origins_that_a_container_is_given_are_rules_of_the_application() -> None:
    text = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: shop}
        spec:
          template:
            spec:
              containers:
                - name: shop
                  image: shop:1
                  env:
                    - name: ALLOWED_ORIGINS
                      value: "https://shop.io,http://localhost:3000"
        """
    [rule] = told({"k8s/shop.yaml": text}, "ApplicationCors", reader=READER)
    assert "k8s/shop.yaml:12 origins=https://shop.io|http://localhost:3000" in rule


def test_a_value_that_only_keeps_a_place_is_told_at_its_line() -> None:
    text = _DEPLOYMENT.replace('"9f8a7b6c5d4e"', '"REPLACE_WITH_KEY"').replace("name: JWT_SECRET", "name: MAIL_HOST")
    found = [line for line in told({"k8s/api.yaml": text}, reader=READER) if line.startswith("StandIn")]
    assert found == ["StandIn k8s/api.yaml:14 to=api name=MAIL_HOST"]
