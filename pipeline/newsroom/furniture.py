"""The furniture inside bodies, in four languages: READ MORE lines, sign-up notices, link lists."""

from collections.abc import Sequence
from zlib import crc32

from pipeline.newsroom.view import Block, Link

READ_MORE = {
    "en": "READ MORE:",
    "de": "LESEN SIE AUCH:",
    "fr": "À LIRE AUSSI :",
    "es": "LEA TAMBIÉN:",
}
TAGS = {
    "en": ("[OPINION]", "[REPORT]", "[REVEAL]"),
    "de": ("[KOMMENTAR]", "[REPORTAGE]", "[ANALYSE]"),
    "fr": ("[OPINION]", "[REPORTAGE]", "[ENQUÊTE]"),
    "es": ("[OPINIÓN]", "[REPORTAJE]", "[ANÁLISIS]"),
}
SIGN_UP = {
    "en": "Sign up to our morning letter. By giving us your address you agree that we may send "
    "you news and offers from us and from selected partners. You can unsubscribe at any time.",
    "de": "Abonnieren Sie unseren Morgenbrief. Mit der Anmeldung stimmen Sie zu, dass wir Ihnen "
    "Nachrichten und Angebote per E-Mail senden. Sie können sich jederzeit wieder abmelden.",
    "fr": "Inscrivez-vous à notre lettre du matin. En nous confiant votre adresse, vous acceptez "
    "de recevoir nos informations et nos offres. Vous pouvez vous désinscrire à tout moment.",
    "es": "Suscríbase a nuestro boletín de la mañana. Al darnos su dirección acepta recibir "
    "noticias y ofertas por correo electrónico. Puede darse de baja en cualquier momento.",
}
COOKIES = {
    "en": "We use cookies to make this site work and to see how it is read. Accept all | Manage",
    "de": "Wir verwenden Cookies, damit diese Seite funktioniert. Alle akzeptieren | Einstellungen",
    "fr": "Nous utilisons des cookies pour faire fonctionner ce site. Tout accepter | Paramétrer",
    "es": "Usamos cookies para que este sitio funcione. Aceptar todo | Configurar",
}
CONSENT_WALL = {
    "en": (
        "Your privacy",
        "We and our partners store cookies on your device to show personalised content and "
        "advertising and to measure reach. To go on to the site, please choose.",
        ("Accept all", "Subscribe without tracking", "Our partners"),
    ),
    "fr": (
        "Votre vie privée",
        "Avec votre accord, nos partenaires et nous utilisons des cookies pour afficher des "
        "contenus et des publicités personnalisés et pour mesurer l'audience. Pour accéder au "
        "site, merci de faire un choix.",
        ("Tout accepter", "S'abonner sans publicité", "Nos partenaires"),
    ),
}


def lay_out(
    slug: str, paragraphs: Sequence[str], language: str, video: str, tagged: bool, own: list[Link]
) -> tuple[Block, ...]:
    """Return the body's blocks with furniture at fixed places.

    `own` are earlier articles of the same site, newest first. The layout depends only on what is
    given, so a page keeps its furniture from day to day.
    """
    blocks = [Block("text", paragraph) for paragraph in paragraphs]
    if tagged and len(own) >= 3:
        tags = TAGS[language]
        links = tuple(Link(o.url, f"{o.text} {t}") for o, t in zip(own[:3], tags, strict=True))
        blocks.insert(min(5, len(blocks)), Block("links", "", links))
    if own:
        linked = own[crc32(slug.encode()) % len(own)]
        blocks.insert(min(3, len(blocks)), Block("more", READ_MORE[language], (linked,)))
    if crc32(slug.encode()) % 3 == 0:
        blocks.insert(min(2, len(blocks)), Block("signup", SIGN_UP[language]))
    if video:
        blocks.insert(0, Block("video", video))
    return tuple(blocks)


def trim(blocks: Sequence[Block], dropped: frozenset[int]) -> tuple[Block, ...]:
    """Return the blocks without the paragraphs at `dropped`; furniture is not counted."""
    kept, position = [], 0
    for block in blocks:
        if block.kind != "text" or position not in dropped:
            kept.append(block)
        position += block.kind == "text"
    return tuple(kept)
