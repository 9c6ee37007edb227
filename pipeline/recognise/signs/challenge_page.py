"""A service in front of the publisher wants to know whether a person asks."""

import re

from pipeline.model import Reason
from pipeline.recognise.look import Look
from pipeline.recognise.sign import Sign, line_with, phrases

_MAX_BODY, _MAX_PAGE, _MAX_LINE = 80, 150, 40  # words

# What stands in the markup of the challenge itself; the scripts that such services put into the
# articles they let through (Cloudflare's jsd, DataDome's tags.js) are not among them.
_MARKUP = re.compile(
    r"_cf_chl_opt|/cdn-cgi/challenge-platform/h/[bg]/orchestrate|cf-browser-verification"
    r"|cf-error-code"
    r"|captcha-delivery\.com|_Incapsula_Resource|\bid=[\"']px-captcha|window\._px\w{0,20}AppId"
    r"|\.awswaf\.com/\S{0,200}(?:challenge|captcha)\.js|/_sec/cp_challenge/|sec-if-cpt-container"
    r"|ddos-guard\.net/check|__qrator/|sucuri_cloudproxy_js|bm-verify=|kpsdk|geetest_"
)
_WORDS = phrases(
    {
        "en": r"""
            ^just\ a\ moment\b | checking\ (?:if\ the\ site\ connection|your\ browser)
            | (?:review|verify)\w*\ the\ security\ of\ your\ connection
            | (?:verify|confirm|prove|check)\w*\ (?:that\ )?you(?:'re|\ are)\ (?:a\ |not\ a\ )?
              (?:human|robot|bot)
            | (?:made\ us\ think|think\ that)\ you(?:'re|\ were|\ are)\ a\ (?:ro)?bot
            | ^are\ you\ a\ (?:ro)?bot | you(?:'re|\ are)\ not\ a\ (?:ro)?bot
            | ^sorry,\ you\ have\ been\ blocked | ^pardon\ our\ interruption
            | ^press\ &\ hold | unusual\ (?:activity|traffic)\ from\ your
            | ^please\ enable\ js\ and\ disable\ any\ ad\ blocker
            | you\ don't\ have\ permission\ to\ access\ .*\ on\ this\ server
            | access\ to\ this\ page\ has\ been\ denied
            | ^complete\ the\ security\ check | incapsula\ incident\ id | cloudflare\ ray\ id""",
        "de": r"""(?:bestätigen|beweisen)\ sie.{0,20}(?:mensch|kein\ roboter)
            | überprüf\w+,\ ob\ sie\ ein\ mensch""",
        "fr": r"""(?:confirme[rz]|vérifi\w+|prouvez)\ que\ vous\ (?:n'êtes\ pas\ un\ robot
            |êtes\ (?:bien\ )?(?:un\ )?humain)""",
        "es": r"""(?:confirm\w+|verifi\w+|demuestr\w+)\ que\ (?:no\ (?:eres|es)\ un\ robot
            |(?:eres|es)\ (?:un\ )?humano)""",
        "pt": r"""(?:confirm\w+|verifi\w+|prove)\ que\ (?:você\ )?(?:não\ é\ um\ robô
            |é\ (?:um\ )?humano)""",
        "it": r"""(?:conferm\w+|verific\w+|dimostr\w+)\ (?:di|che)\ (?:non\ (?:essere
            |sei)\ un\ robot
            |(?:essere|sei)\ (?:un\ )?(?:essere\ )?umano)""",
        "nl": r"""(?:bevestig|controleer|bewijs)\w*\ dat\ (?:u|je)\ (?:geen\ robot|een\ mens)""",
        "pl": r"""(?:potwierdź|udowodnij|sprawdzamy)\w*,?\ (?:że|czy)\ (?:nie\ )?jesteś
            \ (?:robotem|człowiekiem)""",
        "ru": r"""(?:подтвердите|докажите|убедиться),?\ что\ вы\ (?:не\ робот|человек)
            | ^проверка\ браузера""",
        "uk": r"(?:підтвердь?те|доведіть|переконатися),?\ що\ ви\ (?:не\ робот|людина)",
        "tr": r"(?:robot\ olmadığınızı|insan\ olduğunuzu)\ (?:doğrula|onayla|kanıtla)",
        "ar": r"(?:أنك|أنّك)\ (?:لست\ (?:روبوت|برنامج)|إنسان)",
        "hi": r"""(?:रोबोट\ नहीं|इंसान|मनुष्य)\ (?:हैं|हो).{0,12}$
            | पुष्टि\ करें\ कि\ आप\ (?:रोबोट|इंसान)""",
        "ja": r"ロボットでは(?:ない|ありません)|人間であること(?:を|の)確認|ボットではない",
        "zh": r"(?:确认|確認|验证|驗證|证明|證明)[您你]?(?:不是|是)(?:机器人|機器人|真人|人类|人類)"
        r"|[您你]不是机器人|人机验证|人機驗證",
    }
)


def _find(look: Look) -> str:
    if look.body_words > _MAX_BODY or look.words > _MAX_PAGE:
        return ""
    if found := _MARKUP.search(look.page.html):
        return found[0]
    if look.declares_article:
        return ""
    return line_with(_WORDS, [look.title, *look.lines], _MAX_LINE)


SIGN = Sign("challenge_page", 1, Reason.CHALLENGE_PAGE, "asks whether a person is reading", _find)
