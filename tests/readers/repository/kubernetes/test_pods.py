"""How Kubernetes runs what a manifest describes."""

import pytest

from holdfast.readers.repository.kubernetes.reader import READER
from tests.readers.repository.terraform.support import told

_POD = """
apiVersion: apps/v1
kind: %s
metadata: {name: shop}
spec:
  strategy: %s
  template:
    spec:
      containers:
        - name: shop
          image: %s
          %s
      %s
"""


def shop(
    said: str = "", *, beside: str = "", strategy: str = "{}", image: str = "acme/shop:3", kind: str = "Deployment"
) -> list[str]:
    """What is said of a pod, but for how many there are and who asks for its health."""
    text = _POD % (kind, strategy, image, said, beside)
    found = told({"k8s/shop.yaml": text}, reader=READER)
    return [line for line in found if not line.startswith(("Workload", "HealthProbe", "Database"))]


_PORT = "ports: [{containerPort: 3000}]"
_DISK = "volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]"


@pytest.mark.parametrize(
    ("strategy", "said", "beside", "image", "shown"),
    [
        ("{type: Recreate}", _PORT, "", "acme/shop:3", True),
        ("{rollingUpdate: {maxUnavailable: 100%}}", _PORT, "", "acme/shop:3", True),
        ("{rollingUpdate: {maxUnavailable: 25%}}", _PORT, "", "acme/shop:3", False),
        ("{type: RollingUpdate}", _PORT, "", "acme/shop:3", False),
        ("{type: Recreate}", "", "", "acme/shop:3", False),
        ("{type: Recreate}", _PORT, _DISK, "acme/shop:3", False),
        ("{type: Recreate}", _PORT, "", "redis:7", False),
    ],
)
def test_a_pod_that_is_gone_before_the_next_one_starts_interrupts_whoever_asks_for_it(
    strategy: str, said: str, beside: str, image: str, *, shown: bool
) -> None:
    found = shop(said, beside=beside, strategy=strategy, image=image)
    assert [line.split(" command=")[0] for line in found] == (
        ["ScriptFault k8s/shop.yaml:5 activity=deploy form=stopped-before-start"] if shown else []
    )


_SOCKET = "volumes: [{name: d, hostPath: {path: /var/run/docker.sock}}]"


@pytest.mark.parametrize(
    ("said", "beside", "kind", "line"),
    [
        ("securityContext: {privileged: true}", "", "Deployment", 11),
        ("securityContext: {privileged: false}", "", "Deployment", None),
        ("securityContext: {capabilities: {add: [SYS_ADMIN]}}", "", "Deployment", 11),
        ("securityContext: {capabilities: {add: [NET_BIND_SERVICE]}}", "", "Deployment", None),
        ("", "hostPID: true", "StatefulSet", 12),
        ("volumeMounts: [{name: d, mountPath: /var/run/docker.sock}]", _SOCKET, "Deployment", 12),
        ("", _SOCKET, "Deployment", None),
        ("securityContext: {privileged: true}", "", "DaemonSet", None),
    ],
)
def test_an_application_that_commands_its_node_is_told_and_what_looks_after_nodes_is_not(
    said: str, beside: str, kind: str, line: int | None
) -> None:
    found = [one.split()[:2] for one in shop(said, beside=beside, kind=kind)]
    assert found == ([["Container", f"k8s/shop.yaml:{line}"]] if line else [])


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("command: [npm, run, dev]", "ScriptFault 11 activity=start form=development-server command=npm run dev"),
        ("command: [java, -Dspring.profiles.active=dev, -jar, shop.jar]",
         "DeveloperMode 11 to=shop name=spring.profiles.active"),
        ("args: [node, dist/main.js]", ""),
        ("env: [{name: NODE_ENV, value: development}]", "DeveloperMode 11 to=shop name=NODE_ENV"),
        ("env: [{name: NODE_ENV, value: production}]", ""),
        ("env: [{name: SKIP_ENV_VALIDATION, value: '1'}]",
         "ConfigurationLoader 11 source=environment missing=silent names=SKIP_ENV_VALIDATION"),
    ],
)  # fmt: skip
def test_a_container_that_runs_as_at_a_desk_is_told(said: str, shown: str) -> None:
    assert [line.replace("k8s/shop.yaml:", "") for line in shop(said)] == ([shown] if shown else [])


def test_what_runs_before_a_container_is_told_with_its_secrets_and_the_harm_it_does() -> None:
    first = """initContainers:
        - name: schema
          image: acme/shop:3
          command: [sh, -c, "npx prisma migrate deploy || true"]
          env:
            - name: DB_PASSWORD
              value: kT88hqW2nz"""
    assert shop(beside=first) == [
        "ScriptFault k8s/shop.yaml:15 activity=migration form=error-swallowed command=prisma migrate deploy",
        "ExposedSecret k8s/shop.yaml:18 name=DB_PASSWORD form=password",
    ]


def test_a_job_by_the_clock_shows_its_secrets() -> None:
    text = """
        apiVersion: batch/v1
        kind: CronJob
        metadata: {name: nightly}
        spec:
          jobTemplate:
            spec:
              template:
                spec:
                  containers:
                    - name: nightly
                      image: acme/shop:3
                      env:
                        - name: DB_PASSWORD
                          value: kT88hqW2nz
        """
    assert told({"k8s/job.yaml": text}, reader=READER) == [
        "ExposedSecret k8s/job.yaml:14 name=DB_PASSWORD form=password"
    ]


def test_files_that_are_kept_beside_are_read_as_what_they_are() -> None:
    text = """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: shop}
        data:
          default.conf: |
            server {
              listen 80;
              location / {
                add_header Access-Control-Allow-Origin *;
                proxy_pass http://shop:3000;
              }
            }
          notes.txt: |
            db.password=kT88hqW2nz
            debug=true
        """
    found = told({"k8s/settings.yaml": text}, reader=READER)
    assert "ApplicationCors k8s/settings.yaml:9 origins=*" in found
    assert not [line for line in found if line.startswith("ExposedSecret")]


def test_settings_that_are_kept_beside_tell_what_they_say_and_those_in_a_file_too() -> None:
    text = """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: shop}
        data:
          CORS_ORIGINS: "*"
          NODE_ENV: development
          DB_PASSWORD: kT88hqW2nz
          DATABASE_URL: postgres://shop@shop.cz3.ap-northeast-2.rds.amazonaws.com/shop
          PORT: "3000"
          app.properties: |
            debug=true
            db.password=kT88hqW2nz
        """
    assert told({"k8s/settings.yaml": text}, reader=READER) == [
        "ApplicationCors k8s/settings.yaml:5 origins=*",
        "DeveloperMode k8s/settings.yaml:6 to=shop name=NODE_ENV",
        "ExposedSecret k8s/settings.yaml:7 name=DB_PASSWORD form=password",
        "Database k8s/settings.yaml:8 engine=postgresql placement=rds",
        "ExposedSecret k8s/settings.yaml:12 name=db.password form=password",
        "ConfigurationLoader k8s/settings.yaml:12 source=file missing=default names=db.password",
    ]


@pytest.mark.parametrize(
    ("notes", "shown"),
    [
        ({"enable-cors": "true", "cors-allow-origin": "https://shop.io, http://localhost:3000"},
         "6 origins=https://shop.io|http://localhost:3000"),
        ({"enable-cors": "true", "cors-allow-credentials": "true"}, "5 origins=* credentials=True"),
        ({"cors-allow-origin": "*"}, ""),
    ],
)  # fmt: skip
def test_websites_that_an_ingress_lets_in_are_told_where_that_is_switched_on(notes: dict[str, str], shown: str) -> None:
    rows = "".join(f'    nginx.ingress.kubernetes.io/{name}: "{value}"\n' for name, value in notes.items())
    text = f"apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  annotations:\n{rows}  name: shop\n"
    found = told({"k8s/door.yaml": text}, "ApplicationCors", reader=READER)
    assert found == ([f"ApplicationCors k8s/door.yaml:{shown}"] if shown else [])


@pytest.mark.parametrize(
    ("command", "decides"),
    [("curl -f http://localhost:3000/health || true", False), ("curl -f http://localhost:3000/health", True)],
)
def test_a_probe_that_passes_anyway_decides_nothing(command: str, *, decides: bool) -> None:
    text = _POD % (
        "Deployment",
        "{}",
        "acme/shop:3",
        f'livenessProbe: {{exec: {{command: [sh, -c, "{command}"]}}}}',
        "",
    )
    [probe] = told({"k8s/shop.yaml": text}, "HealthProbe", reader=READER)
    assert ("decides=False" in probe) is not decides


@pytest.mark.parametrize(("codes", "decides"), [("200-404", False), ("200", True)])
def test_an_ingress_whose_probe_takes_errors_for_good_answers_decides_nothing(codes: str, *, decides: bool) -> None:
    notes = f"alb.ingress.kubernetes.io/healthcheck-path: /h, alb.ingress.kubernetes.io/success-codes: '{codes}'"
    text = f"apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: shop\n  annotations: {{{notes}}}\n"
    [probe] = told({"k8s/door.yaml": text}, "HealthProbe", reader=READER)
    assert ("decides=False" in probe) is not decides


_KUSTOMIZED = """
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources: [shop.yaml]
configMapGenerator:
  - name: shop
    literals:
      - NODE_ENV=development
      - CORS_ORIGIN=*
secretGenerator:
  - name: shop
    literals: [DB_PASSWORD=kT88hqW2nz]
images:
  - name: acme/shop
    newTag: latest
  - name: redis
    newTag: latest
"""


def test_what_kustomize_makes_settings_of_is_told_and_the_tags_that_it_gives() -> None:
    assert told({"k8s/kustomization.yaml": _KUSTOMIZED}, reader=READER) == [
        "DeveloperMode k8s/kustomization.yaml:7 to=Kustomization name=NODE_ENV",
        "ApplicationCors k8s/kustomization.yaml:8 origins=*",
        "ExposedSecret k8s/kustomization.yaml:11 name=DB_PASSWORD form=password",
        "Deployment k8s/kustomization.yaml:14 method=kubernetes name=shop identity=latest",
    ]


def test_a_kustomize_file_may_leave_out_what_it_is_and_sets_anew_what_all_environments_share() -> None:
    bare = _KUSTOMIZED.partition("resources")[2]
    overlay = f"resources{bare}".replace("development", "production")
    shared = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: shop}\ndata: {NODE_ENV: development}\n"
    files = {"k8s/base/settings.yaml": shared, "k8s/overlays/production/kustomization.yaml": overlay}
    found = told(files, "DeveloperMode", "Deployment", reader=READER)
    assert [one.split()[0] for one in found] == ["Deployment"]
    assert told({"k8s/base/settings.yaml": shared}, "DeveloperMode", reader=READER)


def test_a_tag_that_a_release_puts_in_its_place_is_no_standing_one() -> None:
    files = {"k8s/kustomization.yaml": _KUSTOMIZED, "deploy.sh": "kustomize edit set image acme/shop=acme/shop:$SHA\n"}
    assert told(files, "Deployment", reader=READER) == []


_CHANGES = """- target: {kind: Deployment, name: shop}
    patch: |-
      - op: replace
        path: /spec/replicas
        value: 3
"""
_PATCH = """- patch: |-
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: shop}
      spec:
        replicas: 3
"""


@pytest.mark.parametrize(("patch", "line"), [(_CHANGES, 9), (_PATCH, 10), (_CHANGES.replace("shop", "mail"), None)])
def test_copies_that_a_patch_inside_of_an_overlay_gives_are_its_environments(patch: str, line: int | None) -> None:
    overlay = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [../../base]\npatches:\n"
    files = {
        "k8s/base/shop.yaml": _POD % ("Deployment", "{}", "acme/shop:3", "", ""),
        "k8s/overlays/prod/kustomization.yaml": f"{overlay}  {patch}",
    }
    [workload] = told(files, "Workload", reader=READER)
    assert workload.endswith(f"desired=3@k8s/overlays/prod/kustomization.yaml:{line}" if line else "desired=1")
    assert ("[production]" in workload) is bool(line)


@pytest.mark.parametrize("patch", ["replicas: {", "- replicas", "replicas"])
def test_a_patch_that_says_no_number_changes_nothing(patch: str) -> None:
    text = f"apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\npatches:\n  - patch: '{patch}'\n"
    files = {
        "k8s/base/shop.yaml": _POD % ("Deployment", "{}", "acme/shop:3", "", ""),
        "k8s/overlays/prod/kustomization.yaml": text,
    }
    assert [line for line in told(files, "Workload", reader=READER) if line.endswith("desired=1")]
