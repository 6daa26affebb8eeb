"""What guides in Spanish, Portuguese, French, Italian and German call the steps that name the most of a server."""

_MAKING = r"cre(?:ar?|en?)|lan[cçz](?:ar?|e[rz]?)|cri(?:ar|e)|cré(?:er|ez)|avvi(?:are|a)|inici(?:ar|e|a)|démarre[rz]"
_OPENING = r"abr(?:ir|[ae])|permit(?:ir|a|e)|liber(?:ar|e)|habilit(?:ar|e|a)|ouvr(?:ir|ez)|autorise[rz]|apr(?:ire|i)"
_DOING = (
    r"configur(?:ar|e[rz]?|a(?:re)?)|instal(?:ar|e|a|le[rz]|la(?:re)?)|ejecut(?:ar|e|a)|execut(?:ar|e)|exécute[rz]"
    r"|esegu(?:ire|i)|conect(?:ar|e|a)|connecte[rz]|seleccion(?:ar|e|a)|selecion(?:ar|e)|sélectionne[rz]|eleg?ir|elija"
    r"|choisi(?:r|ssez)|a[ñn]ad(?:ir|e|a)|agreg(?:ar|ue|a)|adicion(?:ar|e)|ajoute[rz]|aggiung(?:ere|i)|copi(?:ar|e[rz]?|a)"
    r"|descarg(?:ar|ue|a)|baix(?:ar|e)|télécharge[rz]|edit(?:ar|e|a)|actuali[cz](?:ar|e|a)|reinici(?:ar|e|a)|clon(?:ar|e|a)"
)
_GERMAN = (
    r"anlegen|erstellen|öffnen|freigeben|freischalten|erlauben|einrichten|installieren|konfigurieren|ausführen|starten"
    r"|hinzufügen|auswählen|kopieren|verbinden|klonen"
)
IMPERATIVE = rf"^(?:{_MAKING}|{_OPENING}|{_DOING})(?![\w-])|(?<![\w-])(?:{_GERMAN})[.:]?\s*$"
"""A sentence that tells somebody to do something: it begins with the verb, in German it ends with it."""

_MACHINE = r"ec2|instan(?:cia|ce|z)|instância|istanza"
LAUNCHES = rf"\b(?:{_MAKING})(?![\w-]).{{0,30}}(?:{_MACHINE})|(?:{_MACHINE}).{{0,60}}\b(?:anlegen|erstellen|starten)\b"
OPENS = (
    rf"\b(?:{_OPENING})(?![\w-]).{{0,60}}\b(?:puertos?|portas?|ports?|port[ae])\b"
    r"|\bports?\b.{0,80}(?:öffnen|freigeben|freischalten)"
)
AGAIN = (
    r"a[ck]?tuali[sz](?:a|ier)\w*|\bmise à jour|\bmettre à jour|\baggiorna\w*|\bredespl\w+|\bredéplo\w+|\breimplant\w+"
)
"""A release that follows another."""

OF_THE_SYSTEM = (
    r"sistema|paquetes?\b|pacotes?\b|pacchetti|système|paquets?\b|pakete\b|certificad|certificat[is]?\b|zertifikat"
)
"""What is brought up to date without any release."""

NO_DENIAL = r"\bno (?:grupo|servidor|painel|arquivo|diret|navegador|seu|projeto|reposit|ambiente|banco|dom)\w*"
"""Portuguese for `in the`."""

SERVERS = r"servidor|serveur|producci[oó]n|produção|produzione|produktion|despliegue|implantação|déploiement"
"""Words of headings under which the steps are for servers."""

WISHES = (
    r"pr[oó]xim[oa]s (?:pasos|passos|etapas|mejoras)|\bmejoras?\b|melhorias|\bfutur[oa]s?\b|prochaines? étapes?"
    r"|améliorations?|à faire|nächste schritte|geplant|ausblick|verbesserung|prossimi passi|miglioramenti"
)
AT_HOME = (
    r"\bdesarrollo\b|en local\b|localmente|développement|entwicklung|\blokal|desenvolvimento|\bsviluppo\b|in locale\b"
)
TROUBLES = (
    r"soluci[oó]n de (?:problemas|errores)|solução de problemas|problemas? (?:comun|frecuent|frequent)"
    r"|preguntas frecuentes|dépannage|résolution des? (?:problèmes|erreurs)|fehlerbehebung|problembehandlung|häufige"
)
DENIALS = r"\bnão\b|\bnunca\b|\bjamais\b|\bne\b.{1,30}\bpas\b|\bnicht\b|\bkeine?n?\b"

AS_NEEDED = (
    r"seg[uú]n (?:las )?necesidad\w*|si es necesario|(?:de ser|en caso) necesario|\bopcional(?:mente)?\b"
    r"|se (?:for )?necess[aá]rio|conforme (?:a )?necess\S+|si (?:nécessaire|besoin)|au besoin"
    r"|bei bedarf|falls nötig|wenn nötig|se necessario|all'occorrenza"
)
"""What a reader does where there is a need, and may leave out."""

HOPES = r"^\W*consider(?:ar|e)\b(?! que)|\benvisage[rz]\b|\berwägen\b|^\W*valutare\b|\bse (?:recomienda|recomenda)\b"
ADVICE = (
    r"consideraciones|recomendaciones|buenas pr[aá]cticas|consejos|considerações|recomendações|boas pr[aá]ticas"
    r"|recommandations|bonnes pratiques|conseils|empfehlungen|considerazioni|raccomandazioni|buone pratiche"
)
"""Words of headings above what would be good to have."""

PRICES = (
    r"^(?:per |a )(?:month|year|hour)$|^(?:monthly|pro monat|monatlich|par mois|mensuel|al mes|por mês)$"
    r"|^(?:preise?|kosten|prix|coûts?|tarifs?|precios?|costes?|costos?|preços?|custos?|prezz[oi]|cost[oi])\b"
)
"""Over a column of what things would cost."""
