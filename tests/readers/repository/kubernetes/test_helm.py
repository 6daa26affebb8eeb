"""Charts of Helm: their values, and what stands in their templates."""

import pytest

from holdfast.readers.repository.kubernetes.helm import Chart, filled_in
from holdfast.readers.repository.kubernetes.reader import READER
from holdfast.readers.repository.text.nodes import parse_yaml
from tests.readers.repository.terraform.support import told

_CHART = "apiVersion: v2\nname: shop\nversion: 0.1.0\n"
_VALUES = """
replicaCount: 1
image:
  repository: 123.dkr.ecr.ap-northeast-2.amazonaws.com/shop
  tag: latest
strategy: {type: Recreate}
livenessProbe:
  httpGet: {path: /health, port: http}
autoscaling: {enabled: false, minReplicas: 2, maxReplicas: 5}
ingress:
  enabled: true
  annotations:
    nginx.ingress.kubernetes.io/enable-cors: "true"
env:
  NODE_ENV: development
  JWT_SECRET: 9f8a7b6c5d4e
postgresql:
  enabled: true
  auth: {username: shop, existingSecret: shop-db, tlsSecret: shop-tls, password: kT88hqW2nz}
"""
_POD = """
{{- if .Values.pods.enabled }}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "shop.fullname" . }}
  labels: {{- include "shop.labels" . | nindent 4 }}
spec:
  replicas: 2
  template:
    spec:
      containers:
        - name: shop
          image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"
          env:
            - name: DB_PASSWORD
              value: kT88hqW2nz
            - name: JWT_SECRET
              value: {{ .Values.jwt }}
          readinessProbe:
            httpGet:
              path: /ready
{{- end }}
"""


def chart(values: str, template: str = "", **more: str) -> list[str]:
    files = {"chart/Chart.yaml": _CHART, "chart/values.yaml": values, **more}
    if template:
        files["chart/templates/deployment.yaml"] = template
    return told(files, reader=READER)


def test_values_tell_what_they_give_their_chart() -> None:
    assert chart(_VALUES) == [
        "Workload chart/values.yaml:1 platform=kubernetes name=shop desired=1",
        "HealthProbe chart/values.yaml:7 asker=container path=/health",
        "Deployment chart/values.yaml:4 method=kubernetes name=shop identity=latest",
        "ScriptFault chart/values.yaml:5 activity=deploy form=stopped-before-start command=strategy: Recreate",
        "LoadBalancer chart/values.yaml:9 name=shop",
        "ApplicationCors chart/values.yaml:12 origins=*",
        "DeveloperMode chart/values.yaml:14 to=env name=NODE_ENV",
        "ExposedSecret chart/values.yaml:15 name=JWT_SECRET form=token",
        "Database chart/values.yaml:17 engine=postgresql placement=container name=postgresql",
        "ExposedSecret chart/values.yaml:18 name=password form=password",
    ]


def test_productions_own_values_take_the_place_of_those_for_all() -> None:
    production = "replicaCount: 2\nautoscaling: {enabled: true, minReplicas: 2, maxReplicas: 5}\n"
    production += "image: {tag: 1.4.2}\nenv: {NODE_ENV: production}\n"
    found = chart(_VALUES, **{"chart/values-prod.yaml": production})
    assert found[0] == (
        "Workload chart/values-prod.yaml:1 [production] platform=kubernetes name=shop minimum=2@2 maximum=5@2 desired=2"
    )
    assert not [line for line in found if line.startswith(("Deployment", "DeveloperMode"))]
    assert [line for line in found if "JWT_SECRET" in line]


@pytest.mark.parametrize(
    ("release", "shown"),
    [
        ("helm upgrade shop chart --set image.tag=${{ github.sha }}", False),
        ("yq -i '.image.tag = strenv(SHA)' chart/values.yaml", False),
        ("helm upgrade shop chart", True),
    ],
)
def test_a_tag_that_each_release_names_is_no_standing_one(release: str, *, shown: bool) -> None:
    found = chart(_VALUES, **{".github/workflows/deploy.yml": f"run: {release}\n"})
    assert bool([line for line in found if line.startswith("Deployment")]) is shown


def test_values_without_a_chart_and_charts_without_services_say_nothing() -> None:
    assert told({"monitoring/values.yaml": _VALUES}, reader=READER) == []
    assert chart("colour: red\nredis: {replica: {replicaCount: 3}}\n") == []


def test_what_a_template_says_without_a_hole_is_told_and_values_tell_the_rest() -> None:
    values = "image: {repository: acme/shop, tag: latest}\npods: {enabled: true}\njwt: 9f8a7b6c5d4e\n"
    assert chart(values, _POD) == [
        "Deployment chart/values.yaml:1 method=kubernetes name=shop identity=latest",
        "Workload chart/templates/deployment.yaml:5 platform=kubernetes name=shop desired=2@8",
        "HealthProbe chart/templates/deployment.yaml:21 asker=load-balancer path=/ready",
        "ExposedSecret chart/templates/deployment.yaml:16 name=DB_PASSWORD form=password",
    ]


def test_a_template_that_is_switched_off_and_copies_that_values_tell_are_left_out() -> None:
    values = "replicaCount: 3\nimage: {repository: acme/shop}\npods: {enabled: %s}\n"
    assert [line.split()[:2] for line in chart(values % "true", _POD)] == [
        ["Workload", "chart/values.yaml:1"],
        ["HealthProbe", "chart/templates/deployment.yaml:21"],
        ["ExposedSecret", "chart/templates/deployment.yaml:16"],
    ]
    assert [line.split()[:2] for line in chart(values % "false", _POD)] == [["Workload", "chart/values.yaml:1"]]


def test_values_that_cannot_be_read_are_a_gap() -> None:
    assert [line.split()[0] for line in chart("image: {\n")] == ["Gap"]
    found = chart("replicaCount: 2\n", **{"chart/values-prod.yaml": "image: {\n"})
    assert [line.split()[:2] for line in found] == [["Gap", "chart/values-prod.yaml:1"]]


@pytest.mark.parametrize(
    "text",
    [
        "{{ if .Values.on }}\n" * 50_000,
        "{{" * 50_000,
        "{{ .Values" + ".a" * 50_000 + " }}",
        "{{- /*" * 20_000,
        "a: {{ x }}" * 20_000,
        "{{ end }}\n" * 50_000,
    ],
)
def test_hostile_templates_neither_raise_nor_hang(text: str) -> None:
    filled_in(text, Chart("chart", "shop", parse_yaml("on: true\n")))


@pytest.mark.parametrize(
    ("template", "shown"),
    [
        ("a: {{ .Values.a.b }}\n", "a: deep\n"),
        ("a: {{ .Values.none | default \"four\" | quote }}\n", "a: four\n"),
        ("a: {{ .Release.Name }}-api\n", "a: shop-api\n"),
        ("a: {{ .Values.db.password }}\n", "a: ${password}\n"),
        ("{{- /* one\ntwo */}}\na: 1\n", "\n\na: 1\n"),
        ("{{ if .Values.on }}\na: 1\n{{ else }}\na: 2\n{{ end }}\n", "\na: 1\n\n\n\n"),
        ("{{ if .Values.off }}\na: 1\n{{ else }}\na: 2\n{{ end }}\n", "\n\n\na: 2\n\n"),
        ("{{ if .Values.off }}\na: 1\n{{ else if .Values.on }}\na: 2\n{{ else }}\na: 3\n{{ end }}\n",
         "\n\n\na: 2\n\n\n\n"),
        ("{{ if not .Values.off }}\na: 1\n{{ end }}\n", "\na: 1\n\n"),
        ("{{ if eq .Values.on \"x\" }}\na: 1\n{{ end }}\n", "\na: 1\n\n"),
        ("{{ range .Values.list }}\n- {{ . }}\n{{ end }}\nb: 1\n", "\n- \n\nb: 1\n"),
        ("{{ end }}\na: 1\n", "\na: 1\n"),
    ],
)  # fmt: skip
def test_a_template_is_filled_in_line_by_line(template: str, shown: str) -> None:
    values = parse_yaml("a: {b: deep}\ndb: {password: Canary82mQz7}\non: true\noff: false\n")
    assert filled_in(template, Chart("chart", "shop", values)) == shown


def test_values_beside_templates_are_a_charts_though_nobody_names_it() -> None:
    files = {"deploy/api/values.yaml": _VALUES, "deploy/api/templates/deployment.yaml": _POD}
    found = told(files, "Deployment", "Workload", reader=READER)
    assert [line.split()[1] for line in found] == ["deploy/api/values.yaml:1", "deploy/api/values.yaml:4"]
    assert told({"deploy/api/values.yaml": _VALUES}, reader=READER) == []


def test_a_tag_that_other_values_give_alone_is_of_the_image_of_the_charts_own() -> None:
    base = "replicaCount: 2\nimage:\n  repository: bakery/api\n  tag: 1.4.2\n"
    other = "image:\n  tag: latest\n"
    found = [line for line in chart(base, **{"chart/values-prod.yaml": other}) if line.startswith("Deployment")]
    assert found == ["Deployment chart/values-prod.yaml:2 [production] method=kubernetes name=shop identity=latest"]
    assert not [line for line in chart(base) if line.startswith("Deployment")]


@pytest.mark.parametrize(("tag", "shown"), [("latest", True), ("1.4.2", False)])
def test_a_tag_that_a_template_names_is_shown_there(tag: str, *, shown: bool) -> None:
    template = _POD.replace("{{ .Values.image.tag }}", tag)
    found = chart("pods: {enabled: true}\nimage: {repository: bakery/api}\n", template)
    line = template.splitlines().index(f'          image: "{{{{ .Values.image.repository }}}}:{tag}"') + 1
    assert any(one.startswith(f"Deployment chart/templates/deployment.yaml:{line - 1} ") for one in found) is shown


_NAMED_OTHERWISE = """
pods: {enabled: true}
registry: bakery
versions:
  api: latest
probes:
  ready: /ready-to-bake
"""


def test_what_a_template_takes_from_values_of_other_names_is_shown_there() -> None:
    template = _POD.replace(
        "{{ .Values.image.repository }}:{{ .Values.image.tag }}",
        "{{ .Values.registry }}/api:{{ .Values.versions.api }}",
    )
    template = template.replace("path: /ready", "path: {{ .Values.probes.ready | quote }}")
    found = [line for line in chart(_NAMED_OTHERWISE, template) if line.startswith(("Deployment", "HealthProbe"))]
    assert sorted(found) == [
        "Deployment chart/values.yaml:4 method=kubernetes name=shop identity=latest",
        "HealthProbe chart/values.yaml:6 asker=load-balancer path=/ready-to-bake",
    ]
    names = {".github/workflows/deploy.yml": "run: helm upgrade shop chart --set image.tag=$SHA\n"}
    assert not [line for line in chart(_NAMED_OTHERWISE, template, **names) if line.startswith("Deployment")]
    other = {"chart/values-prod.yaml": "versions:\n  api: 1.4.2\n"}
    assert not [line for line in chart(_NAMED_OTHERWISE, template, **other) if line.startswith("Deployment")]
