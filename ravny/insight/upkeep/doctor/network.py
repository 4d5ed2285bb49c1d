"""Three doors under three names, behind https, heard by nobody but the machine itself."""

import ipaddress

from django.utils.translation import gettext as _

from .types import Finding, Site, danger, well

LOCAL = "localhost"


def _name(host: str) -> str:
    return host.partition(":")[0].lower()


def _is_loopback(host: str) -> bool:
    name = _name(host) if host.count(":") <= 1 else host
    if name == LOCAL or name.endswith(f".{LOCAL}"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def doors(site: Site) -> Finding | None:
    """Staff, phones and clients come by different names, so they share no cookie."""
    code = "network.doors"
    names = [_name(host) for host in (site.told.desk, site.told.field, site.told.portal)]
    if len(set(names)) == len(names):
        return well(code, _("The three doors have three names"))
    return danger(
        code,
        _("Two doors have the same name: they would share cookies and storage"),
        _("Give desk, field and portal a name each in ravny.toml."),
    )


def https(site: Site) -> Finding | None:
    """Over a network everything goes encrypted."""
    code = "network.https"
    if site.told.scheme == "https":
        return well(code, _("The doors speak https"))
    if all(_is_loopback(host) for host in (site.told.desk, site.told.field, site.told.portal)):
        return well(code, _("The doors are open on this machine only"))
    return danger(
        code,
        _("The doors speak http over a network: phrases and keys can be taken on the way"),
        _('Put a server with a certificate in front and write scheme = "https".'),
    )


def listens(site: Site) -> Finding | None:
    """Only the server in front, on this machine, reaches it."""
    code = "network.listen"
    if _is_loopback(site.told.listen):
        return well(code, _("It listens to this machine only"))
    return danger(
        code,
        _("It listens to the network itself: anybody reaches it past the server in front"),
        _('Write listen = "127.0.0.1" into ravny.toml.'),
    )


CHECKS = (doors, https, listens)
