"""Appeals for donations, membership and paid editions."""

from pipeline.clean.rule import Rule, notice, paragraphs_that

_MAX_WORDS = 70
_PHRASES = {
    "en": r"""
        ^(?:please )?(?:support|fund|back|help)\b.{0,60}\b(?:journalism|newsroom|our (?:work
        |reporting))\b
        |\b(?:donate|chip in|contribute)\b.{0,12}\b(?:now|today|here|from [£$€\d]|monthly)\b
        |\bif you (?:value|like|enjoy|appreciate)\b.{0,60}\b(?:consider|member|donat|support
        |subscri)
        |\b(?:make|consider making) a (?:donation|contribution|gift)\b
        |\b(?:relies|depends?|rely) on (?:its|our|the support of (?:its|our)) (?:readers
        |supporters)\b
        |\bbecom(?:e|ing) (?:a|our) (?:member|supporter|patron)\b.{0,20}$
        |\bour journalism\b.{0,60}\b(?:free|chip|cost)""",
    "de": r"""
        \bunterstütz(?:en sie|e uns|t uns|en)\b.{0,60}\b(?:journalismus|redaktion|arbeit
        |recherch\w+)
        |\b(?:jetzt|bitte) (?:spenden|unterstützen|fördern|mitglied werden)\b|\bspendenfinanziert\b
        |\b(?:finanziert|lebt) (?:sich )?(?:durch|von) (?:spenden|ihren lesern)
        |\bwerden sie (?:jetzt )?(?:mitglied|förder\w+|unterstützer)|\bhelfen sie (?:mit|uns)\b
        |\bunterstütze uns\b|\bonline journalismus kostet\b|\bhinter einer bezahlschranke\b
        |\b(?:aktuelle|neue) ausgabe\b.{0,60}\b(?:bestellen|erhältlich|kiosk|abo|hier|kostenlos)\b
        |\bzahl' ich freiwillig\b
        |\bjobbörse\b""",
    "fr": r"""
        ^soutenez\b.{0,60}\b(?:presse|journalisme|média|indépendan\w+|nous)\b|\b(?:faites|faire
        |je fais) un don\b
        |\bne vit que d[eu]\b.{0,30}\blecteurs|\b(?:devenez|devenir) (?:membre|adhérent|donateur)
        |\baidez-nous à\b|\bvous (?:appréciez|aimez) notre travail""",
    "es": r"""
        ^(?:apoya|apoye|ayuda|ayuda[nd]os)\b.{0,60}\b(?:periodismo|medio|independiente
        |informaci[oó]n)\b
        |\bhaz(?:te)? (?:una donaci[oó]n|soci[oa])|\bhacer(?:te|se) soci[oa]\b
        |\bnecesitamos tu ayuda\b
        |\bse financia gracias a\b|\bgracias a sus lectores\b""",
    "pt": r"""
        ^(?:apoie|ajude)\b.{0,60}\b(?:jornalismo|independente|redação)|\bfaça (?:uma|a sua) doação
        |\bdepende dos seus leitores|\btorne-se (?:membro|assinante|sócio|apoiador)""",
    "it": r"""
        ^sostieni\b.{0,60}\b(?:giornalismo|informazione|indipendente|giornale)|\bfai una donazione
        |\bdona ora\b
        |\bgrazie ai suoi lettori\b|\bdiventa (?:socio|membro|sostenitore)""",
    "nl": r"""
        ^steun\b.{0,60}\b(?:journalistiek|ons|redactie)|\bdoneer (?:nu|aan|hier)
        |\bbestaat dankzij\b.{0,30}\blezers
        |\bword (?:nu )?(?:lid|vriend|donateur)\b.{0,10}$""",
    "pl": r"""
        ^wesprzyj\b.{0,60}(?:dziennikarstw|nas|redakcj)|\bprzekaż (?:nam )?(?:darowiznę|1)
        |\bwpłać\b
        |\bdzięki czytelnikom\b|\bzostań (?:naszym |naszą )?(?:patron|członk|darczyńc)""",
    "ru": r"""
        ^поддержите\b.{0,60}(?:журналистик|редакци|издани|нас)|сделайте пожертвование
        |станьте (?:нашим )?подписчиком""",
    "uk": r"""
        ^підтримайте\b.{0,60}(?:журналістик|редакці|видання|нас)|зробіть внесок
        |станьте (?:нашим )?читачем""",
    "tr": r"gazeteciliğe destek|destek olun|bağış yap[ıi]n",
}

RULE = Rule("support_appeal", 1, paragraphs_that(notice(_PHRASES, _MAX_WORDS)))
