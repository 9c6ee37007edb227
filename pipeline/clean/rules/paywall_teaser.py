"""What a page says to those who have not paid."""

from pipeline.clean.rule import Rule, labelled, lines_that, notice

_MAX_WORDS = 30
_PHRASES = {
    "en": r"""
        ^subscribe\b.{0,40}\b(?:to (?:continue|read|unlock|access|keep)|now|today|for full)\b
        |\b(?:article|story|content|post) is (?:only )?(?:available )?(?:exclusive(?:ly)? )?(?:for
        |to) (?:paid |our )?
            (?:subscribers|members|registered)
        |\balready a (?:subscriber|member)\b|\b(?:start|begin) your (?:free )?(?:trial
        |subscription)\b
        |\b(?:reached|used|read) (?:your|all)\b.{0,30}\b(?:limit|free articles|articles)\b
        |^(?:unlock|access) (?:this|all|unlimited|every|full)\b|\b(?:with
        |from) a (?:digital )?subscription from\b
        |^(?:to (?:read|continue)|continue|keep) (?:reading\b.{0,60}\b(?:subscri|log|sign|trial)
        |the full (?:story|article))
        |\bsubscribers?[ -]only\b.{0,20}$|\bpremium (?:content|article)\b.{0,20}$""",
    "de": r"""
        \b(?:weiterlesen|weiter lesen|lesen) (?:sie )?(?:mit|nur mit|im) .{0,30}(?:plus|abo|\+
        |premium|digital)
        |\b(?:sie sind )?(?:bereits|schon) (?:abonnent|plus-|digital-|abo)\w*
        |\b(?:nur )?mit (?:einem )?(?:abo|abonnement|digitalabo)\b|\babo (?:abschliessen|bestellen
        |testen)
        |\btesten sie\b.{0,40}\b(?:wochen?|monate?|tage?|gratis|kostenlos|euro)\b
        |\b(?:exklusiv|nur) für (?:unsere )?(?:abonnent\w+|abonnierende|plus-\w+|mitglieder
        |premium)
        |\bprobeabo\b|\b(?:inhalt|artikel) ist (?:kostenpflichtig|bezahl)""",
    "fr": r"""
        \b(?:réservée?s?|restreinte?s?) (?:aux|à nos) (?:abonn|membres)|\bdéjà abonné
        |^abonnez-vous\b.{0,60}\b(?:lire|lecture|suite|mois|accéder|profiter)
        |\bil vous reste\b.{0,40}\bà (?:lire|découvrir)|\bcet article est (?:réservé|payant)
        |\blire la suite (?:en|avec|de cet)\b""",
    "es": r"""
        \b(?:exclusivo|solo|sólo|únicamente) para (?:los )?(?:suscriptor|abonad|soci|miembro
        |usuarios registrad)
        |^suscr[ií]b[ae]\w*\b.{0,40}\b(?:leyendo|leer|acceder|seguir)|\bya (?:eres
        |es) (?:suscriptor|abonad|soci)
        |\blímite de (?:artículos|noticias|contenidos)""",
    "pt": r"""
        \b(?:exclusivo|só|apenas|somente) para (?:os )?(?:nossos )?(?:assinantes|subscritores
        |membros)
        |^(?:assine|torne-se assinante|subscreva)\b.{0,40}\b(?:lendo|ler|acessar|aceder|continuar)
        |\bjá é (?:assinante|subscritor)|\blimite de (?:matérias|artigos|notícias|reportagens)""",
    "it": r"""
        \b(?:riservat[oaie]|solo|esclusiv[oaie]) (?:agli|ai|per gli|per i) (?:nostri )?(?:abbonat
        |iscritt|soci)
        |^abbonati\b.{0,40}\b(?:leggere|lettura|continuare|accedere)|\b(?:sei|già) (?:già )?abbonat
        |\blimite di articoli|\barticoli gratuiti""",
    "nl": r"""
        \b(?:alleen|exclusief|uitsluitend) (?:voor|toegankelijk voor) (?:onze )?(?:abonnees|leden)
        |^word (?:nu )?abonnee\b|\b(?:al|bent u al|ben je al) (?:abonnee|lid)\b
        |\b(?:aantal|maximum|limiet)\b.{0,20}\bgratis artikelen""",
    "pl": r"""
        \b(?:tylko|wyłącznie) dla (?:naszych )?(?:prenumerator|subskrybent|abonent)
        |^(?:wykup|kup|zamów) (?:dostęp|prenumerat|subskrypcj)|\bmasz już (?:prenumerat|subskrypcj
        |dostęp)
        |\blimit (?:darmowych|bezpłatnych)""",
    "ru": r"""
        (?:доступ\w+|только)\b.{0,15}\bподписчик\w+|^(?:оформите|купите) подписку|уже подписаны""",
    "uk": r"(?:доступн\w+|лише|тільки)\b.{0,15}\bпередплатник\w+|^оформіть передплату",
    "tr": r"(?:yalnızca|sadece) abone\w*|(?:devamını|okumak|okumaya).{0,30}abone ol",
    "ar": r"(?:للمشتركين|المشتركين) فقط",
    "ja": r"(?:有料|プレミアム)?会員(?:限定|になると|のみ)|有料記事|残り\d+文字",
    "zh": r"""
        (?:订阅|訂閱|付费|付費)(?:后|後|用户|會員|会员)(?:可|才能|专享|專享)
        |(?:会员|會員)(?:专享|專享)""",
}


_MAX_MARKED_WORDS = 60
_LABELS = r"""
    paywall-(?:box|teaser|message|overlay|prompt|banner|offer|cta|text)|subscription-(?:offer|prompt)
    |subscribe|subscribe-(?:banner|prompt|cta)|offer-(?:box|content|teaser)|regwall|abo-(?:box
    |teaser|hinweis)|support-(?:box|banner|us)|donate|donation|donation-(?:box|banner)|membership
    |app-(?:promo|banner|download)"""

RULE = Rule(
    "paywall_teaser",
    1,
    lines_that(notice(_PHRASES, _MAX_WORDS)),
    find_marked=labelled(_LABELS, _MAX_MARKED_WORDS),
)
