"""What stands around the comments of readers: counts, invitations, votes, pingbacks."""

from pipeline.clean.rule import Rule, labelled, lines_that, notice

_MAX_WORDS = 25
_PHRASES = {
    "en": r"""
        ^(?:have your say|join the (?:conversation|discussion|debate)|leave a (?:comment|reply)
        |post a comment|add a comment)\b
        |\blet us know\b.{0,40}\b(?:in the )?comments\b|\bin the comments(?: section)? below\b
        |^comments (?:are|have been) (?:closed|disabled|turned off)|\b(?:log
        |sign) ?in to (?:leave a |post a |join the )?(?:comment|conversation|reply)
        |^(?:view|show|read|see|load|hide) (?:all |more |the )?(?:\d+ )?comments\b""",
    "de": r"""
        ^diskutieren sie\b|^(?:schreiben|verfassen) sie (?:einen|ihren) kommentar
        |^(?:jetzt )?kommentieren\b
        |\bkommentar(?:e|funktion|bereich)\b.{0,40}\b(?:geschlossen|anzeigen|deaktiviert|lesen
        |schreiben)\b
        |\bmeinung in (?:den|die) kommentare?\b|\bin den kommentaren\b.{0,20}$
        |\bfehler (?:gefunden|entdeckt)\b""",
    "fr": r"""
        ^(?:voir|afficher|lire) (?:tous )?les (?:\d+ )?commentaires|^réagi(?:ssez|r)\b
        |^rejoignez la (?:discussion|conversation)
        |^les commentaires sont (?:fermés|clos)|\b(?:avis|opinion) (?:dans
        |en) (?:les )?commentaires?|^(?:laisser|écrire|ajouter) un commentaire""",
    "es": r"""
        ^(?:ver|mostrar|leer) (?:los |todos los )?(?:\d+ )?comentarios|^(?:deja|escribe|publica
        |añade) (?:tu|un) comentario
        |^[uú]nete a la (?:conversaci[oó]n|discusi[oó]n)|\bcomentarios (?:est[aá]n )?cerrados
        |\bcu[eé]nta(?:nos|lo) en (?:los )?comentarios""",
    "pt": r"""
        ^(?:ver|mostrar|ler) (?:os |todos os )?(?:\d+ )?comentários|^(?:deixe|escreva
        |faça) (?:o )?(?:seu|um) comentário
        |^participe da (?:conversa|discussão)|\bcomentários (?:estão )?(?:encerrados|fechados)""",
    "it": r"""
        ^(?:mostra|vedi|leggi) (?:i |tutti i )?(?:\d+ )?commenti|^(?:lascia|scrivi
        |aggiungi) un commento
        |^(?:partecipa|unisciti) alla (?:discussione|conversazione)|\bcommenti (?:sono )?chiusi""",
    "nl": r"""
        ^(?:bekijk|toon|lees) (?:alle )?(?:\d+ )?reacties|^(?:plaats|geef|schrijf) een reactie
        |^praat mee\b
        |\breageren is\b|\breacties (?:zijn )?gesloten""",
    "pl": r"""
        ^(?:pokaż|zobacz|czytaj) (?:wszystkie )?(?:\d+ )?komentarze|^(?:dodaj|napisz
        |zostaw) komentarz
        |^dołącz do dyskusji|\bkomentowania została|\bkomentarze (?:są )?(?:wyłączone
        |zamknięte)""",
    "ru": r"""
        ^(?:показать|читать|все) комментарии|^(?:оставить|добавить|написать) комментарий
        |^комментарии (?:закрыты|отключены)""",
    "uk": r"^(?:показати|читати|всі) коментарі|^(?:залишити|додати|написати) коментар",
    "tr": r"^yorum(?:ları)? (?:göster|yap|yaz|ekle|oku)\w*",
    "ar": r"^(?:أضف|اترك|شاهد) (?:تعليق|التعليقات)",
    "ja": r"^コメント(?:を(?:見る|書く|投稿)|する)",
    "zh": r"^(?:发表|發表|查看)(?:评论|評論|留言)",
}
_LABEL = r"""
    (?:view |show )?(?:comments?|kommentare?|commentaires?|comentarios?|comentários?|commenti
    |reacties|komentarze|
    комментари[ия]|коментарі|yorumlar|التعليقات|コメント|评论|評論)(?: ?\d+)?
    |\d+ (?:comments?|kommentare?|commentaires?|comentarios?|comentários?|commento|commenti
    |reacties?|komentarz(?:e|y)?|
    комментари(?:й|я|ев)|коментар(?:ів|і)?|yorum)
    |\[?(?:…|\.\.\.)\]? .{3,90} \[?(?:…|\.\.\.)
"""


_MAX_MARKED_WORDS = 40
_LABELS = r"""
    show-comments|comments?-(?:link|count|bar|box|form|area|section|teaser|prompt)|commentaires
    |kommentare|comentarios|disqus|reader-comments|feedback|feedback-(?:root|box|form)"""

RULE = Rule(
    "comment_bar",
    1,
    lines_that(notice(_PHRASES, _MAX_WORDS, label=_LABEL)),
    find_marked=labelled(_LABELS, _MAX_MARKED_WORDS),
)
