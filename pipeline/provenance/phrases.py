"""Phrases that stand for an address, in many languages: 'read the original', 'full article'."""

from pipeline.provenance.source_words import LABEL

_WHERE = (
    r"(?:\s+(?:on|at|from|via|auf|bei|sur|en|su|no|na|em|op|på|i|w|na)\b(?:\s+the\b)?"
    r"\s*(?P<name>.*))?"
)
_HERE = r"(?:\s+(?:here|hier|ici|aquí|aqui|qui|tutaj|здесь|тут|burada))?"
_EN = r"(?:article|story|post|content|piece|text|item|news(?: article| story)?|press release)"

# They say that what they lead to is the original.
_ORIGINAL = (
    rf"(?:(?:click here to |you can )?(?:read|view|see|visit"
    rf"|check out) )?(?:the )?(?:original|source)(?: (?:{_EN}|source|link|report"
    rf"|version|publication))?",
    r"link to (?:the )?(?:original|source)(?: \w+)?",
    rf"{LABEL}[- ]?links?|quellenlink|link zur quelle|lien source"
    rf"|enlace (?:a la )?fuente|link (?:da|alla) fonte|bronlink|kaynak linki"
    rf"|رابط المصدر",
    r"(?:(?:zum|hier zum|den) )?(?:original-?(?:artikel|text|beitrag|meldung|quelle)"
    r"|originalen? (?:artikel|beitrag|text))(?: lesen)?",
    r"(?:(?:lire|voir|consulter) )?(?:l'|le )?(?:article|texte|source) (?:original"
    r"|source|d'origine)e?",
    r"(?:(?:leer|ver|lea|leia|ler|veja|ver) )?(?:el |la |o |a |no |do )?(?:artículo"
    r"|nota|noticia|texto|enlace|fuente|publicación|artigo|matéria|notícia"
    r"|reportagem|link|fonte|publicação) original",
    r"(?:leggi )?(?:l'|il |la )?(?:articolo|testo|notizia|fonte|link) originale",
    r"(?:lees )?(?:het |de )?(?:originele|oorspronkelijke) (?:artikel|bericht|verhaal|bron)",
    r"(?:(?:czytaj|przeczytaj|zobacz) )?oryginaln\w+ (?:artykuł|tekst|źródło)|link do źródła",
    r"(?:читать |читайте |смотреть )?(?:в )?оригинал\w*(?: статьи| публикации"
    r"| материала| новости)?|ссылка на (?:источник|оригинал|первоисточник)"
    r"|первоисточник",
    r"(?:читати |дивитися )?оригінал\w*(?: статті| публікації| матеріалу)?"
    r"|посилання на (?:джерело|оригінал)|першоджерело",
    r"(?:haberin|yazının|makalenin) (?:orijinali|kaynağı)\w*(?: (?:oku|okuyun"
    r"|için tıklayın\w*))?|orijinal (?:haber|makale|yazı)",
    r"(?:阅读|查看|閱讀|点击|點擊|点击查看|点击阅读)?(?:原文|原帖|原始)(?:链接|鏈接|連結|地址|網址|网址|出处|文章)?(?:[:：].*)?",
    r"(?:元記事|原文|元の記事|ソース記事|オリジナル記事)(?:を|は|へ)?(?:読む|見る|こちら|リンク|の?リンク)?(?:[:：].*)?",
    r"(?:기사 )?(?:원문|원본)(?: ?기사)?(?: ?(?:보기|링크|바로가기|읽기|보러가기))?(?:[:：].*)?",
    r"(?:اقرأ |قراءة |رابط )?(?:المقال|الخبر|النص|المصدر) الأصلي",
    r"मूल (?:लेख|खबर|समाचार)(?: पढ़ें| यहाँ पढ़ें)?",
)
# They say only that it goes on there, as advertisements of a partner may.
_FULL = (
    rf"(?:click here to |you can )?(?:continue reading|read|view"
    rf"|see)(?: the)?(?: rest of the)? ?(?:full|whole|entire|complete)? {_EN}",
    rf"(?:full|complete) {_EN}",
    r"(?:den )?(?:ganzen|vollständigen|kompletten) (?:artikel|beitrag|text)(?: (?:weiter)?lesen)?",
    r"(?:(?:lire|voir) )?(?:l'|le )?(?:article|texte) (?:complet|intégral|entier)",
    r"(?:(?:leer|ver|lea) )?(?:el |la )?(?:artículo|nota|noticia|texto) complet[oa]",
    r"(?:(?:leia|ler|veja) )?(?:o |a )?(?:artigo|matéria|texto|notícia"
    r"|reportagem) (?:complet[oa]|na íntegra)",
    r"(?:leggi )?(?:l'|il |la )?(?:articolo|testo|notizia) (?:complet[oa]|integrale|intero)",
    r"(?:lees )?(?:het |de )?(?:volledige|hele) (?:artikel|bericht|verhaal)",
    r"(?:czytaj|przeczytaj) (?:cały|pełny) (?:artykuł|tekst)",
    r"(?:читать|читайте) (?:далее )?(?:статью )?(?:полностью|полную версию)",
    r"(?:читати|читайте) (?:статтю )?(?:повністю|повну версію)",
    r"(?:haberin|yazının|makalenin) (?:tamamı|devamı)\w*(?: (?:oku|okuyun|için tıklayın\w*))?",
    r"(?:阅读|查看|閱讀)全文",
    r"(?:記事)?全文(?:を|は)?(?:読む|こちら)",
    r"(?:기사 )?전문 ?(?:보기|읽기)",
    r"(?:पूरा लेख|पूरी खबर)(?: पढ़ें| यहाँ पढ़ें)?",
)

ORIGINAL = "|".join(_ORIGINAL)
"""Phrases that call what they lead to the original; on folded text."""
FULL = "|".join(_FULL)
"""Phrases that only say that the text goes on there; on folded text."""
AT = _HERE + _WHERE
"""What may follow either: 'here', 'on Harbour Times' (group `name`)."""
