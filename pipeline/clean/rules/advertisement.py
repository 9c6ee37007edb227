"""The labels that stand over advertisements."""

import re

from pipeline.clean.rule import Rule, bare, fold, is_short, labelled, lines_that

_MAX_WORDS = 12
_LABEL = re.compile(
    r"^(?:advert(?:isement|ising|orial|s)?s?|sponsored(?: (?:content|post|article))?"
    r"|promoted(?: content)?|paid (?:content|post|partnership)"
    r"|(?:paid for|sponsored|presented) by .{2,40}|brand(?:ed)? content|partner content"
    r"|(?:(?:article|story|text|content) )?continues? (?:reading )?(?:below|after)(?: (?:this "
    r"|the )?(?:ad|advert|advertisement))?"
    r"|(?:advertisement|ad)\s*-\s*(?:continue reading|scroll|article) .{0,30}"
    r"|(?:scroll|swipe) (?:down )?(?:to|for) (?:continue|more)(?: reading)?(?: with content)?"
    r"|anzeigen?|werbung|advertorial|gesponsert(?:er (?:inhalt|beitrag))?"
    r"|weiter nach der (?:anzeige|werbung)"
    r"|nach der (?:anzeige|werbung) (?:weiterlesen|geht es weiter)|(?:der )?(?:artikel|text"
    r"|beitrag) geht nach der (?:werbung|anzeige) weiter"
    r"|(?:anzeige|werbung)\s*[-:]\s*.{0,60}"
    r"|publicité|annonce|contenu (?:sponsorisé|partenaire)|(?:l'?)?(?:la suite|(?:l')?article"
    r"|lecture)(?: continue)?(?: ci-dessous)? après (?:la|cette) publicité"
    r"|publicité\s*-\s*.{0,50}|publicidad|anuncio|contenido (?:patrocinado|promocionado)"
    r"|patrocinado"
    r"|(?:el artículo |la noticia )?contin[uú]a(?: leyendo)? (?:después de|tras|debajo de) (?:la"
    r"|el) (?:publicidad|anuncio)"
    r"|publicidade|pub|patrocinado|conteúdo (?:patrocinado|publicitário)|continua (?:após"
    r"|depois d?a?|a seguir à) (?:a )?publicidade"
    r"|pubblicità|contenuto sponsorizzato|messaggio (?:promozionale|pubblicitario)"
    r"|(?:l'articolo )?continua(?: a leggere)? dopo la pubblicità"
    r"|advertentie|reclame|gesponsord(?:e inhoud|e content)?|(?:tekst|artikel"
    r"|bericht) gaat verder (?:onder|na) (?:de|deze) (?:advertentie|reclame|foto|video)"
    r"|reklama?|materiał (?:sponsorowany|promocyjny|partnera)|(?:dalsza część"
    r"|ciąg dalszy) (?:artykułu|tekstu|materiału) (?:pod|poniżej|za) (?:reklamą|reklamy|wideo"
    r"|materiałem wideo)"
    r"|reklama?\s*-\s*.{0,40}|реклама(?: на .{2,30})?|на правах рекламы|продолжение после рекламы"
    r"|продовження після реклами"
    r"|(?:haberin )?devamı reklamdan sonra|ilan|sponsorlu içerik|annonse|annons|mainos|inzerce"
    r"|hirdetés|reclamă|reklame|إعلان|विज्ञापन|広告|スポンサーリンク|广告|廣告|광고)$"
)


def is_advertisement_label(line: str) -> bool:
    """Tell whether `line` is such a label and nothing else."""
    return is_short(line, _MAX_WORDS) and bool(_LABEL.match(bare(fold(line))))


_MAX_MARKED_WORDS = 60
_LABELS = r"""
    ad|ads|ad-(?:label|slot|box|text|container|wrapper)|advert|adverts|advertis(?:ement|ing)
    |sponsor(?:ed)?|sponsored-content|native-ad|dfp|werbung|anzeige|publicite|publicidad|pubblicita
    |footer-cta|cta|cta-box|call-to-action|affiliate|affiliate-box|product-offer"""

RULE = Rule(
    "advertisement",
    2,
    lines_that(is_advertisement_label),
    find_marked=labelled(_LABELS, _MAX_MARKED_WORDS),
)
