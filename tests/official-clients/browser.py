"""A browser that keeps cookies and fills in the one form of a page."""

import html
import re
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin, urlsplit
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, Request, build_opener


class NoRedirects(HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def attribute(tag, name):
    found = re.search(rf' {name}="([^"]*)"', tag)
    return html.unescape(found[1]) if found else ""


def walk(start, typed):
    """Opens a URL, types into the forms that come, and gives back the URL that leads away from the server."""
    opener = build_opener(HTTPCookieProcessor(CookieJar()), NoRedirects())
    url, form = start, None
    for _ in range(20):
        try:
            response = opener.open(Request(url, data=form, headers={"accept": "text/html"}))
        except HTTPError as answer:
            if not answer.headers["location"]:
                raise
            response = answer
        form = None
        location = response.headers["location"]
        if location:
            url = urljoin(url, location)
            if urlsplit(url).netloc != urlsplit(start).netloc:
                return url
            continue
        page = response.read().decode()
        found = re.search(r"<form.*?</form>", page, re.DOTALL)
        if not found:
            raise RuntimeError(f"no form at {url}: {page}")
        hidden = re.findall(r'<input[^>]*type="hidden"[^>]*>', found[0])
        fields = {attribute(tag, "name"): attribute(tag, "value") for tag in hidden}
        url, form = urljoin(url, attribute(found[0], "action")), urlencode({**fields, **typed}).encode()
    raise RuntimeError(f"no end of redirects at {url}")
