"""Health handlers of JAX-RS, Micronaut and WebFlux's functions."""

import pytest

from holdfast.model.facts import HealthHandler

from ..support import told

MANIFEST = {"build.gradle": "dependencies { implementation 'io.quarkus:quarkus-rest' }\n"}


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (
            """
            import jakarta.ws.rs.*;
            @Path("/api")
            public class Shop {
                @POST
                @Path("/health")
                public String set() { return "no"; }
                @GET
                @Path("/health")
                public String health() { return "ok"; }
                @GET
                @Path("/orders")
                public String orders() { return "none"; }
            }
            """,
            ["Shop.java:7-9 path=/api/health constant=True framework=jax-rs"],
        ),
        (
            """
            import javax.ws.rs.*;
            @Path("/health")
            public class Shop {
                @GET
                public String health() { database.query("select 1"); return "ok"; }
            }
            """,
            ["Shop.java:4-5 path=/health checks=(database) fails=True framework=jax-rs"],
        ),
        (
            """
            import io.micronaut.http.annotation.*;
            @Controller("/health")
            public class Shop {
                @Get("/live")
                public String live() { return "UP"; }
            }
            """,
            ["Shop.java:4-5 path=/health/live role=live constant=True framework=micronaut"],
        ),
        (
            """
            class Shop {
                RouterFunction<ServerResponse> routes(Shop shop) {
                    return route().GET("/health", request -> ServerResponse.ok().bodyValue("ok")).build();
                }
            }
            """,
            ["Shop.java:3 path=/health constant=True framework=spring-webflux"],
        ),
        (
            """
            class Shop {
                RouterFunction<ServerResponse> routes(Shop shop) {
                    return route(GET("/health"), shop::check);
                }
                Mono<ServerResponse> check(ServerRequest request) {
                    return ServerResponse.ok().bodyValue("ok");
                }
            }
            """,
            ["Shop.java:5-7 path=/health constant=True framework=spring-webflux"],
        ),
        ('class Shop { String said = "/health"; Object o = new ServerResponse(); }', []),
    ],
)
def test_a_handler_is_found_by_how_its_framework_routes(code: str, expected: list[str]) -> None:
    assert told({**MANIFEST, "Shop.java": code}, HealthHandler) == expected
