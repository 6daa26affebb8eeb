"""The words, in other languages than English, by which teams call what tells how their application is."""

HEALTH = ("sante", "santé", "salud", "saude", "saúde", "salute", "gesundheit", "gezondheid")
"""How it is altogether."""
LIVE = ("vivant", "vivante", "vivo", "viva", "lebt", "lebendig", "lebenszeichen")
"""The process answers."""
READY = ("pret", "prêt", "prete", "prête", "listo", "pronto", "pronta", "bereit", "einsatzbereit", "gereed")
"""It can serve."""

LIVE_PATTERN = "|".join(sorted(LIVE, key=len, reverse=True))
READY_PATTERN = "|".join(sorted(READY, key=len, reverse=True))
HEALTH_PATTERN = "|".join(sorted(HEALTH, key=len, reverse=True))
PATTERN = f"{HEALTH_PATTERN}|{LIVE_PATTERN}|{READY_PATTERN}"
