"""What a container is for, told by its image: tools that others make stand beside the application; and its doors."""

from holdfast.model.own_machine import OWN_MACHINE
from holdfast.model.regex import regex

_ROLES = (
    ("other", regex(r"redis\w{0,10}[-_]?(?:exporter|commander|insight|browser|admin|ui$)|phpredisadmin")),
    ("cache", regex(r"redis|memcached|valkey|dragonfly|keydb")),
    ("proxy", regex(r"nginx|traefik|caddy|haproxy|envoy|httpd|letsencrypt-companion|acme-companion|swag")),
    (
        "other",
        regex(
            r"adminer|pgadmin|phpmyadmin|mongo-express|mailhog|mailpit|maildev|localstack|minio|rabbitmq|kafka|zookeeper"
            r"|elasticsearch|opensearch|kibana|grafana|prometheus|loki|promtail|alertmanager|exporter|cadvisor|jaeger|otel"
            r"|certbot|watchtower|portainer|redisinsight|redis-commander|dynamodb-local|elasticmq|wiremock|selenium|zipkin"
            r"|sonarqube|jenkins|autoheal|dozzle|node-exporter|fluent|vector|ofelia|cron|duckdns|\bddns|cloudflared"
            r"|tailscale|wireguard|uptime-kuma|netdata"
            r"|^(?:chroma(?:db)?|qdrant|weaviate|milvus|ollama|meilisearch|typesense|neo4j|influxdb|nats|mosquitto|emqx|flower"
            r"|metabase|redash|pgbouncer|rq-dashboard|swagger-ui|logstash|filebeat|metricbeat|telegraf|tempo|mimir|thanos"
            r"|pyroscope|activemq|coturn|mailcatcher|redpanda|pulsar|clickhouse(?:-server)?|azurite|seaweedfs|rustfs|consul|etcd"
            r"|questdb|alloy|gotenberg|imgproxy|clamav|migrate)$"
        ),
    ),
)


def role_of(image: str) -> str:
    """The role of an image, or of a service of that name where no image is told: "application" for all others."""
    words = image.rpartition("/")[2].partition(":")[0].lower()
    return next((role for role, pattern in _ROLES if pattern.search(words)), "application")


_STORE = regex(
    r"(?:^|/)(?:qdrant|chroma(?:db)?|weaviate|milvus|elasticsearch|opensearch|(?:cp-)?kafka|(?:cp-)?zookeeper|etcd|influxdb"
    r"|neo4j|loki|clickhouse-server|cassandra|couchdb|memgraph"
    r"|pgbouncer|pgpool|pgcat|odyssey|proxysql|maxscale|mysql-router|mongos|twemproxy)(?::|@|$)"
)


def is_store(image: str) -> bool:
    """It keeps data beside the databases and caches proper, or stands before one and leads to all that it keeps."""
    return _STORE.search(image) is not None


_CONSOLE = regex(
    r"(?:^|/)(?:phpmyadmin|adminer|pgadmin4?|mongo-express|redis-?commander|redisinsight|portainer(?:-ce|-ee)?|kafka-ui|kafdrop"
    r"|akhq|kibana|opensearch-dashboards|dozzle|netdata|cadvisor|prometheus|alertmanager|grafana(?:-oss|-enterprise)?|flower"
    r"|zipkin|rq-dashboard|cloudbeaver|dbgate|phpredisadmin|(?:node|mysqld|postgres|redis|mongodb|blackbox)[-_]exporter|loki"
    r"|jenkins(?:-\w+)?|sonarqube|uptime-kuma|pgweb|cmak|kafka-(?:manager|map|console)|cerebro|elasticvue|elasticsearch-head"
    r"|nacos-server|xxl-job-admin|code-server|webmin)(?::|@|$)"
)
_BESIDE_ITS_WORK = (
    (regex(r"(?:^|/)nginx-proxy-manager(?::|@|$)"), "81"),
    (regex(r"(?:^|/)rabbitmq(?::|@|$)"), "15672"),
    (regex(r"(?:^|/)minio(?::|@|$)"), "9001"),
    (regex(r"(?:^|/)(?:activemq\S*)(?::|@|$)"), "8161"),
    (regex(r"(?:^|/)redis-stack(?::|@|$)"), "8001"),
    (regex(r"(?:^|/)consul(?::|@|$)"), "8500"),
    (regex(r"(?:^|/)(?:mailhog|mailpit)(?::|@|$)"), "8025"),
    (regex(r"(?:^|/)(?:all-in-one|jaeger(?:-query)?)(?::|@|$)"), "16686"),
)
"""Images that serve everybody, and have one port for whoever administers them."""


def is_console(image: str, port: str) -> bool:
    """Behind this port of a container, such as `5050:80`, people administer data or containers."""
    inner = port.partition("/")[0].rpartition(":")[2]
    if _CONSOLE.search(image):
        return True
    first, _, last = inner.partition("-")
    return any(pattern.search(image) and _lies_in(own, first, last or first) for pattern, own in _BESIDE_ITS_WORK)


def _lies_in(port: str, first: str, last: str) -> bool:
    return first.isdecimal() and last.isdecimal() and int(first) <= int(port) <= int(last)


_FLOWER = regex(r"(?i)(?:^|[\s\"'])celery\b.{0,200}\sflower\b")


def shows_tasks(command: str, port: str) -> bool:
    """A container of the application's own image shows Celery's tasks there, to whoever asks."""
    return port.partition("/")[0].rpartition(":")[2] == "5555" and _FLOWER.search(command) is not None


_INSECURE = regex(r"(?i)--api\.insecure(?:=true)?(?=[\s\"']|$)")


def is_dashboard(image: str, port: str) -> bool:
    """Behind this port of Traefik's container its dashboard would be."""
    return "traefik" in image and port.partition("/")[0].rpartition(":")[2] == "8080"


def shows_itself(command: str) -> bool:
    """Traefik is told to show its dashboard to whoever asks."""
    return _INSECURE.search(command) is not None


_ON_EVERY_ADDRESS = regex(
    r"(?:0\.0\.0\.0:|\[::\]:|\$\{\w{1,80}:?-0\.0\.0\.0\}:)?(?:\d{2,5}(?:-\d{2,5})?|\$\{\w{1,80}(?::?-\w{2,40})?\}|\$\w{1,80}):(?:\d{2,5}(?:-\d{2,5})?|\$\{?\w{1,80}\}?)(?:/tcp)?$"
)
_SOCKET = regex(r"(?:^|/)(?:var/)?run/docker\.sock$")


def is_on_every_address(port: str) -> bool:
    """Whoever reaches the host reaches this published port, too."""
    return _ON_EVERY_ADDRESS.match(port) is not None


def is_dockers_socket(path: str) -> bool:
    """Whoever may write there commands every container of the host, and with them the host."""
    return _SOCKET.search(path) is not None


_EVERY_RIGHT = frozenset(("ALL", "SYS_ADMIN", "SYS_MODULE", "SYS_PTRACE"))


def is_every_right(capability: str) -> bool:
    """With this capability of the kernel a container's root is the host's."""
    return capability.strip().upper().removeprefix("CAP_") in _EVERY_RIGHT


_WITHOUT_LOGIN = regex(
    r"(?i)(?:^|[-_])(prometheus|alertmanager|cadvisor|node[-_]?exporter|kafka-?ui|kafdrop|akhq|dozzle|netdata|loki|flower"
    r"|redis-?commander|redisinsight|phpmyadmin|adminer|pgadmin4?|mongo-?express|kibana|jaeger|zipkin|mailhog|mailpit)(?:$|[-_])"
)
_BY_PORT = {"9090": "Prometheus", "9093": "Alertmanager", "5601": "Kibana", "19999": "Netdata"}
_SAME_HOST = regex(OWN_MACHINE + r"|host\.docker\.internal")


def console_at(address: str) -> tuple[str, str] | None:
    """Name and port of the console at this address, of those that mostly ask nobody for a password."""
    host, _, port = address.partition(":")
    named = _WITHOUT_LOGIN.search(host) if "." not in host else None
    if named:
        return named[1], port or "80"
    return (_BY_PORT[port], port) if port in _BY_PORT and _SAME_HOST.fullmatch(host) else None
