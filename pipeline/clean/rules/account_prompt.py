"""Lines that ask readers to register, to log in or to give an address before they read on."""

from pipeline.clean.rule import Rule, lines_that, notice

_MAX_WORDS = 25
_PHRASES = {
    "en": r"""
        ^(?:create|sign up for|set up|register for) (?:a|an|your) (?:free )?(?:[\w']+ )?account\b
        |^(?:please )?(?:enter|type|leave|confirm) your e-?mail\b
        |\balready (?:(?:registered|a member|signed up) ?[?!.]|have an account\b)
        |^(?:register|sign up|log ?in|sign in)\b.{0,60}\b(?:to (?:read|continue|comment|save
        |receive|get|
            view|access|join)|free|now|here|today|below|account)\b
        |^thank(?:s| you) for (?:signing up|subscribing|registering)|\bcheck your (?:e-?mail
        |inbox)\b
        |\bwe want to hear from you\b""",
    "de": r"""
        \b(?:kostenlos registrieren|registrieren sie sich|melden sie sich
        (?: jetzt| hier| bitte)? an\b)
        |\b(?:bereits|schon) (?:ein (?:konto|benutzerkonto)|registriert|angemeldet|mitglied)\b
        |\bhier einloggen\b|\bgeben sie (?:hier )?ihre e-?mail|^werden sie (?:jetzt )?mitglied\b
        |\bexklusive angebote\b|^(?:jetzt|bitte) (?:anmelden|einloggen|registrieren)\b""",
    "fr": r"""
        ^cr[ée]ez (?:un|votre) compte|\bdéjà (?:inscrit|un compte|membre)|^connectez-vous\b
        |\bsaisissez votre (?:adresse|e-?mail|courriel)|\bentrez votre (?:adresse|e-?mail)
        |^inscrivez-vous\b.{0,40}\b(?:lire|suite|gratuitement|continuer)
        |\bvotre inscription a bien été""",
    "es": r"""
        ^reg[ií]str(?:ate|ese|e)\b.{0,60}\b(?:gratis|leyendo|leer|continuar|seguir)
        |\bya (?:tienes|tiene|est[aá]s?) (?:una )?(?:cuenta|registrad[oa])
        |^(?:introduce|introduzca|escribe|ingresa|ingrese) (?:tu|su) (?:correo|e-?mail
        |direcci[oó]n)
        |^crea (?:tu|una) cuenta|\binicia sesi[oó]n\b|^gracias por (?:suscribirte|registrarte)""",
    "pt": r"""
        ^(?:crie|abra) (?:a )?(?:sua|uma) conta|\bj[áa] (?:tem|possui|[ée]) (?:conta|cadastro
        |registad[oa])
        |^(?:digite|insira|introduza) (?:o )?seu e-?mail|^(?:cadastre-se|registe-se)\b
        |\bfa[çc]a (?:o )?login\b""",
    "it": r"""
        ^registrati\b|\bhai già un account|\bsei già (?:registrat[oa]|iscritt[oa])
        |^inserisci (?:la tua|il tuo) (?:e-?mail|indirizzo)|^crea un account|^effettua (?:il login
        |l'accesso)""",
    "nl": r"""
        ^maak (?:gratis |nu )?een (?:gratis )?account|\b(?:heb|heeft) (?:je|u) al een account
        |^vul (?:je|uw) e-?mail|^(?:meld|registreer) (?:je|u)\b.{0,40}\b(?:gratis|lezen|aan)\b
        |^log (?:hier )?in\b""",
    "pl": r"""
        ^za[łl][óo]ż (?:darmowe |bezpłatne )?konto|\bmasz już konto
        |^podaj (?:swój )?(?:adres )?e-?mail
        |^zarejestruj się|^zaloguj się""",
    "ru": r"""
        ^зарегистрируйтесь|\bуже (?:есть аккаунт|зарегистрированы)|^введите (?:ваш )?(?:e-?mail
        |адрес)|^войдите\b""",
    "uk": r"^зареєструйтеся|\bвже (?:є акаунт|зареєстровані)|^увійдіть\b",
    "tr": r"ücretsiz üye olun|zaten üye misiniz|giriş yap[ıi]n|e-?posta adresinizi girin",
    "ar": r"(?:سجل|أنشئ) (?:الآن|حساب)|لديك حساب",
    "ja": r"(?:無料)?会員登録(?:は|して|する)|ログインして",
    "zh": r"(?:免费)?注册(?:账号|帳號|账户)|已有(?:账号|帳號)|登录后",
}

RULE = Rule("account_prompt", 1, lines_that(notice(_PHRASES, _MAX_WORDS)))
