"""What the domain of a mail address says by its letters alone; no table is asked."""

from .domains import plain_domain

# Where anybody can have an address; what ends in one of these confirms nothing about anybody.
PUBLIC_MAIL = frozenset(
    """
    163.com 126.com aim.com aol.com att.net bellsouth.net bluewin.ch btinternet.com comcast.net
    cox.net duck.com example.com example.net example.org fastmail.com fastmail.fm free.fr
    freenet.de gmail.com gmx.at gmx.ch gmx.com gmx.de gmx.net googlemail.com hey.com hotmail.ca
    hotmail.co.uk hotmail.com hotmail.de hotmail.es hotmail.fr hotmail.it hushmail.com icloud.com
    inbox.com kakao.com laposte.net libero.it live.ca live.co.uk live.com live.de live.fr mac.com
    mail.com mail.ru mailbox.org mailfence.com mailinator.com me.com msn.com naver.com o2.pl
    online.de orange.fr outlook.com outlook.de outlook.es outlook.fr pm.me posteo.de posteo.net
    privaterelay.appleid.com proton.me protonmail.ch protonmail.com qq.com rediffmail.com
    rocketmail.com runbox.com sapo.pt seznam.cz sfr.fr sky.com skynet.be t-online.de telenet.be
    telia.com tuta.com tuta.io tutanota.com verizon.net virgilio.it vodafone.it wanadoo.fr web.de
    wp.pl ya.ru yahoo.ca yahoo.co.in yahoo.co.jp yahoo.co.uk yahoo.com yahoo.com.br yahoo.de
    yahoo.es yahoo.fr yahoo.it yandex.com yandex.ru yeah.net ymail.com zoho.com
    """.split()
)


def domain_of(address: str) -> str:
    """The domain of a valid address in its ASCII form, small; "" where it has none.

    >>> domain_of("Iris@Med.Northgate.EDU")
    'med.northgate.edu'
    """
    return plain_domain(address.rpartition("@")[2].strip())


def and_above(domain: str) -> list[str]:
    """The domain and those it stands under, but for the topmost, the longest first.

    >>> and_above("med.northgate.edu")
    ['med.northgate.edu', 'northgate.edu']
    """
    labels = domain.split(".")
    return [".".join(labels[start:]) for start in range(len(labels) - 1)]


def is_public_mail(domain: str) -> bool:
    """Whether anybody can have an address there."""
    return not PUBLIC_MAIL.isdisjoint(and_above(domain))


def mailbox(address: str) -> str:
    """One spelling for what reaches one mailbox: small letters, nothing after a "+".

    Dots count: whether two such names are one mailbox is known to their server alone.

    >>> mailbox("I.Costa+kindred@Northgate.edu")
    'i.costa@northgate.edu'
    """
    name = address.rpartition("@")[0].strip().lower()
    return f"{name.partition('+')[0] or name}@{domain_of(address)}"
