"""Words of our own making that alterations and templates take."""

from __future__ import annotations

FURNITURE = (
    "Sign up to our morning letter and get the five stories that matter, before breakfast.",
    "By giving us your address you agree that we may send you offers from us and from partners.",
    "You can unsubscribe at any time; our privacy notice explains what we do with your data.",
    "READ MORE: What the new rules mean for you and your family this winter",
    "READ MORE: The ten best places to live on the coast, ranked by our readers",
    "Advertisement. Scroll down to go on with the story.",
    "Follow us on our channels for breaking stories, and join the conversation below.",
    "Do you have a story for us? Write to the newsroom; we protect those who talk to us.",
    "This page contains links to shops. We may earn a commission if you buy through them.",
    "Subscribe now for unlimited access to every article, puzzle and recipe on any device.",
    "Already a subscriber? Log in here to keep reading without interruption.",
    "Most read today: a list of what others are looking at right now",
    "Our app brings you alerts, live pages and our podcasts wherever you happen to be.",
    "Watch the video above to see how it happened, minute by minute.",
    "Independent journalism needs independent readers: support us from two crowns a month.",
    "We use cookies to make this site work and to see how it is read. Accept all or manage.",
    "Have your say in the comments, but please keep to our house rules when you do so.",
    "Related stories from the region, picked by our editors for you",
    "Listen to this article, read aloud by a synthetic voice, in about four minutes.",
    "Copyright notice: no part of this page may be reproduced without written permission.",
    "Our reporters stick to a code of conduct; complaints go to the readers' editor.",
    "Picture: a stock photograph that does not show the people who are named in the text.",
    "Share this article by mail, message or link, or save it to your reading list.",
    "Newsletter: once a week our economics desk explains one chart and what lies behind it.",
    "Win a weekend for two at the lake: answer three questions and take part in our draw.",
    "The best of our long reads, free for a week, in a bundle chosen by the weekend desk.",
    "Correction policy: if you find a mistake on this page, tell us and we will look into it.",
    "Tomorrow's front page, tonight: see it here from ten o'clock in the evening.",
    "Buy a print of this photograph in our shop, framed or unframed, in four sizes.",
    "To enjoy our content, please include the script of our partner in your filter's list.",
)

HEADLINES_ELSEWHERE = (
    "Regierung kündigt neue Maßnahmen an, Opposition spricht von leeren Worten",
    "Was jetzt über den Fall bekannt ist und welche Fragen offen bleiben",
    "Le gouvernement annonce de nouvelles mesures, l'opposition dénonce des mots creux",
    "Ce que l'on sait de l'affaire, et les questions qui restent sans réponse",
    "El gobierno anuncia nuevas medidas y la oposición habla de palabras vacías",
    "Il governo annuncia nuove misure, l'opposizione parla di parole vuote",
    "Правительство объявило о новых мерах, оппозиция говорит о пустых словах",
    "政府は新たな措置を発表、野党は空虚な言葉と批判",
    "Hükümet yeni önlemler açıkladı, muhalefet boş sözlerden söz ediyor",
    "Rząd zapowiada nowe działania, opozycja mówi o pustych słowach",
)

TOWNS = (
    "Barford Cordale Denholm Falmere Gilbury Hovridge Jarstead Kelwick Lomham Marton Norleigh "
    "Ostwell Pendle Quorn Rothby Saxham Tarnford Ulverby Wexdale Yarholm"
).split()
SURNAMES = (
    "Abbery Brandt Castell Dunmore Elwes Farrow Gantry Holloway Ivers Jessop Kershaw Lunt Mabey "
    "Norcott Ormsby Pickles Quant Rudge Sorrell Thwaite Underhay Vickery Wragg Yelland"
).split()
FIRST_NAMES = (
    "Ada Basil Clara Dennis Edith Felix Greta Hugo Iris Jonas Kitty Leo Mabel Ned Olive Percy "
    "Queenie Rufus Sybil Toby Una Victor Wanda Yorick"
).split()
COMPANIES = (
    "Arden Mills|Bexley Foods|Corvus Shipping|Delphi Motors|Estuary Power|Fenland Gas|Grange Bank|"
    "Halcyon Drugs|Inglenook Homes|Juniper Rail|Kestrel Air|Lantern Media|Meridian Oil|"
    "Northgate Steel|Orchard Telecom|Paragon Retail"
).split("|")
TEAMS = (
    "Rovers Albion Wanderers Athletic Harriers Borderers Mariners Saints Colliers Weavers Potters "
    "Railwaymen"
).split()
