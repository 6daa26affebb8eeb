"""Health handlers of PHP that are routed by what stands above them."""

from holdfast.model.facts import HealthHandler

from .support import told

MANIFEST = {"composer.json": '{"require": {"symfony/framework-bundle": "^7.0"}}'}


def test_a_method_answers_at_the_path_of_its_attribute_below_that_of_its_class() -> None:
    code = """
        <?php
        use Symfony\\Component\\Routing\\Attribute\\Route;
        #[Route('/api', name: 'api_')]
        final class StatusController
        {
            #[Route('/health', name: 'health', methods: ['GET'])]
            public function health(): Response { return new Response('ok'); }
            #[Route('/orders')]
            public function orders(): Response { return new Response('none'); }
        }
        """
    assert told({**MANIFEST, "src/Controller/StatusController.php": code}, HealthHandler) == [
        "src/Controller/StatusController.php:6-7 path=/api/health constant=True framework=symfony"
    ]
