"""The news agencies: their names in many scripts, and where they publish themselves."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from pipeline.text import fold


@dataclass(frozen=True, slots=True)
class Agency:
    """One agency: the name we give, other names (folded), and its own domains."""

    name: str
    aliases: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()


AGENCIES = (
    Agency("AP", ("associated press", "the associated press", "ap news"), ("apnews.com", "ap.org")),
    Agency("Reuters", ("thomson reuters", "reuters staff", "рейтер"), ("reuters.com",)),
    Agency("AFP", ("agence france-presse", "agence france presse", "agencia afp"), ("afp.com",)),
    Agency(
        "dpa",
        ("deutsche presse-agentur", "dpa-afx", "dpa-infocom", "dpa international"),
        ("dpa.com", "dpa-international.com", "dpa-afx.de"),
    ),
    Agency("PA", ("pa media", "press association", "pa news"), ("pa.media",)),
    Agency("EFE", ("agencia efe", "efe noticias"), ("efe.com",)),
    Agency("Europa Press", ("europapress",), ("europapress.es",)),
    Agency("ANSA", ("agenzia ansa",), ("ansa.it",)),
    Agency("Adnkronos", ("adnkronos/labitalia",), ("adnkronos.com",)),
    Agency("AGI", ("agenzia italia",), ("agi.it",)),
    Agency(
        "Xinhua", ("xinhua news agency", "新华社", "新華社", "新华网"), ("xinhuanet.com", "news.cn")
    ),
    Agency("China News Service", ("中新社", "中新网"), ("chinanews.com", "chinanews.com.cn")),
    Agency("TASS", ("тасс", "itar-tass"), ("tass.com", "tass.ru")),
    Agency("RIA Novosti", ("риа новости", "ria novosti"), ("ria.ru",)),
    Agency(
        "Interfax",
        (
            "интерфакс",
            "interfax.ru",
            "interfax-ukraine",
            "інтерфакс",
            "інтерфакс-україна",
            "интерфакс-украина",
        ),
        ("interfax.ru", "interfax.com"),
    ),
    Agency("Ukrinform", ("укрінформ", "укринформ"), ("ukrinform.ua", "ukrinform.net")),
    Agency("UNIAN", ("уніан", "униан"), ("unian.ua", "unian.net")),
    Agency("Kyodo", ("kyodo news", "共同", "共同通信"), ("kyodonews.net", "kyodonews.jp")),
    Agency("Jiji", ("jiji press", "時事", "時事通信"), ("jiji.com",)),
    Agency("Yonhap", ("yonhap news agency", "연합뉴스"), ("yna.co.kr",)),
    Agency("Bloomberg", ("bloomberg news", "bloomberg l.p"), ("bloomberg.com",)),
    Agency("UPI", ("united press international",), ("upi.com",)),
    Agency("IANS", ("indo-asian news service",), ("ians.in",)),
    Agency("PTI", ("press trust of india",), ("ptinews.com",)),
    Agency("ANI", ("asian news international",), ("aninews.in",)),
    Agency("Bernama", (), ("bernama.com",)),
    Agency("Antara", ("antara news",), ("antaranews.com",)),
    Agency(
        "Anadolu", ("aa", "anadolu agency", "anadolu ajansı", "anadolu agentur"), ("aa.com.tr",)
    ),
    Agency("DHA", ("demirören haber ajansı",), ("dha.com.tr",)),
    Agency("İHA", ("iha", "ihlas haber ajansı"), ("iha.com.tr",)),
    Agency("APA", ("austria presse agentur", "apa-ots"), ("apa.at",)),
    Agency(
        "SDA",
        ("keystone-sda", "keystone-ats", "ats", "schweizerische depeschenagentur"),
        ("keystone-sda.ch",),
    ),
    Agency("Belga", ("belga news agency",), ("belga.press", "belganewsagency.eu")),
    Agency("ANP", ("algemeen nederlands persbureau",), ("anp.nl",)),
    Agency("Lusa", ("agência lusa", "agencia lusa"), ("lusa.pt",)),
    Agency("PAP", ("polska agencja prasowa",), ("pap.pl",)),
    Agency("ČTK", ("ctk",), ("ctk.cz", "ceskenoviny.cz")),
    Agency("TASR", (), ("tasr.sk",)),
    Agency("MTI", (), ("mti.hu",)),
    Agency("NTB", (), ("ntb.no",)),
    Agency("TT", ("tidningarnas telegrambyrå",), ("tt.se",)),
    Agency("Ritzau", (), ("ritzau.dk", "ritzau.com")),
    Agency("STT", (), ("stt.fi",)),
    Agency(
        "The Canadian Press", ("canadian press", "la presse canadienne"), ("thecanadianpress.com",)
    ),
    Agency("AAP", ("australian associated press",), ("aap.com.au",)),
    Agency("SID", ("sport-informations-dienst",), ("sid.de",)),
    Agency("epd", ("evangelischer pressedienst",), ("epd.de",)),
    Agency("KNA", ("katholische nachrichten-agentur",), ("kna.de",)),
    Agency("Creators Syndicate", ("creators syndicate inc", "creators.com"), ("creators.com",)),
    Agency(
        "Tribune Content Agency",
        ("tribune content agency, llc", "tribune news service"),
        ("tribunecontentagency.com",),
    ),
    Agency("GlobeNewswire", ("globe newswire",), ("globenewswire.com",)),
    Agency("PRNewswire", ("pr newswire",), ("prnewswire.com",)),
    Agency("Business Wire", ("businesswire",), ("businesswire.com",)),
    Agency("Télam", ("telam",), ("telam.com.ar",)),
    Agency("Notimex", (), ("notimex.gob.mx",)),
    Agency("SANA", (), ("sana.sy",)),
    Agency("WAM", (), ("wam.ae",)),
    Agency("SPA", (), ("spa.gov.sa",)),
    Agency("MENA", (), ("mena.org.eg",)),
    Agency("NAN", ("news agency of nigeria",), ("nannews.ng",)),
)

_BY_NAME = {fold(name): agency for agency in AGENCIES for name in (agency.name, *agency.aliases)}
_BY_DOMAIN = {domain: agency for agency in AGENCIES for domain in agency.domains}
_SHORT = 4  # up to here a name is an abbreviation, and its case must fit


@lru_cache(maxsize=4096)
def find_agency(name: str) -> str | None:
    """Return the agency that `name` is, in the form we give it, or None.

    An abbreviation must be written as one (`AP`, `dpa`, `(afp)`; never `Ap` or `Pap`).
    """
    bare = re.sub(r"^(?:the|die|der|l')\s*", "", name.strip(" .©*/"), flags=re.IGNORECASE)
    agency = _BY_NAME.get(fold(bare))
    if agency is None or (len(bare) <= _SHORT and bare.isascii() and not _is_abbreviation(bare)):
        return None
    return agency.name


def agency_in(name: str) -> str | None:
    """Return the agency that `name` is or begins with: `dpa Sport`, `dpa-AFX topthemen`."""
    return find_agency(name) or (find_agency(name.split()[0]) if name.strip() else None)


def _is_abbreviation(text: str) -> bool:
    return text.isupper() or text.islower() or text.lower() in {"lusa", "jiji"}


def agency_of_domain(domain: str) -> str | None:
    """Return the agency that publishes itself at the registrable domain `domain`, or None."""
    agency = _BY_DOMAIN.get(domain)
    return agency.name if agency else None
