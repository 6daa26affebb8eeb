"""Guides in Spanish, Portuguese, French, Italian and German."""

import pytest

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Deployment, Ingress, Instance, Workload
from holdfast.readers.repository.base import Reading

from ..support import read

_GUIDE = """\
# Cakes

## {heading}

1. {step}

```bash
git clone https://git.example/cakes.git
cd cakes && npm ci && pm2 start app.js --name cakes
```

## {again}

```bash
git pull
pm2 restart cakes
```
"""
_SPANISH = (
    "Despliegue en producción",
    "Crear una instancia EC2 (t2.micro) y abrir los puertos 22 y 80 a 0.0.0.0/0 en el grupo de seguridad.",
    "Actualizar producción",
)
_PORTUGUESE = (
    "Implantação em produção",
    "Crie uma instância EC2 (t2.micro) e abra as portas 22 e 80 para 0.0.0.0/0 no grupo de segurança.",
    "Atualizar a produção",
)
_FRENCH = (
    "Déploiement en production",
    "Créez une instance EC2 (t2.micro) et ouvrez les ports 22 et 80 à 0.0.0.0/0 dans le groupe de sécurité.",
    "Mettre à jour la production",
)
_GERMAN = (
    "Bereitstellung in Produktion",
    "Eine EC2-Instanz (t2.micro) anlegen und die Ports 22 und 80 für 0.0.0.0/0 in der Sicherheitsgruppe öffnen.",
    "Produktion aktualisieren",
)


def guide(heading: str, step: str, again: str) -> list[Reading]:
    return read(_GUIDE.format(heading=heading, step=step, again=again))


@pytest.mark.parametrize("words", [_SPANISH, _PORTUGUESE, _FRENCH, _GERMAN])
def test_the_machine_the_open_door_and_the_release_are_told(words: tuple[str, str, str]) -> None:
    found = guide(*words)

    assert [(one.instance_type, one.at.start_line) for one in found if isinstance(one, Instance)] == [("t2.micro", 5)]
    assert 22 in [one.from_port for one in found if isinstance(one, Ingress) and one.at.start_line == 5]
    assert [one.at.start_line for one in found if isinstance(one, Deployment)] == [15]


@pytest.mark.parametrize(
    ("heading", "step"),
    [
        ("Próximos pasos", _SPANISH[1]),
        ("Améliorations", _FRENCH[1]),
        (_PORTUGUESE[0], "Não abra a porta 22 para 0.0.0.0/0 no grupo de segurança."),
        (_GERMAN[0], "Port 22 nicht für 0.0.0.0/0 öffnen."),
    ],
)
def test_wishes_and_warnings_open_nothing(heading: str, step: str) -> None:
    found = guide(heading, step, "x")

    assert [one for one in found if isinstance(one, (Ingress, Instance)) and one.at.start_line == 5] == []


@pytest.mark.parametrize(
    ("heading", "step"),
    [
        ("Escalabilidad", "Configurar auto-scaling según necesidades"),
        ("Escalabilidade", "Configurar auto-scaling conforme necessário"),
        ("Escalabilidad", "Considerar un auto-scaling group"),
        ("Consideraciones", "Configurar auto-scaling"),
        ("Bonnes pratiques", "Configurer l'auto-scaling"),
    ],
)
def test_what_would_be_good_to_have_is_not_there(heading: str, step: str) -> None:
    found = read(f"# Despliegue en AWS\n\n## {heading}\n\n- {step}\n")
    assert not [one for one in found if isinstance(one, Workload) and one.kind is EvidenceKind.INSTRUCTED]


def test_a_step_without_a_condition_is_there() -> None:
    found = read("# Despliegue en AWS\n\n## Escalabilidad\n\n- Configurar auto-scaling\n")
    assert [one for one in found if isinstance(one, Workload)]
