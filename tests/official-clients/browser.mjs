// A browser that keeps cookies and fills in the one form of a page.

const attribute = (tag, name) => tag.match(new RegExp(` ${name}="([^"]*)"`))?.[1].replaceAll('&amp;', '&');

/** Opens `url`, types into the forms that come, and gives back the URL that leads away from the server. */
export async function walk(start, typed) {
  const cookies = new Map();
  let url = new URL(start);
  const { origin } = url;
  let form;
  for (let step = 0; step < 20; step += 1) {
    const headers = { accept: 'text/html', cookie: [...cookies].map((pair) => pair.join('=')).join('; ') };
    const response = await fetch(url, { method: form ? 'POST' : 'GET', body: form, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = line.match(/^([^=]+)=([^;]*)/);
      if (value) cookies.set(name, value); else cookies.delete(name);
    }
    form = undefined;
    const location = response.headers.get('location');
    if (location) {
      url = new URL(location, url);
      if (url.origin !== origin) return url.href;
    } else {
      const page = await response.text();
      if (!response.ok) throw new Error(`${response.status} at ${url.pathname}: ${page}`);
      const [html] = page.match(/<form[^]*?<\/form>/) ?? [];
      if (!html) throw new Error(`no form at ${url.pathname}: ${page}`);
      const hidden = [...html.matchAll(/<input[^>]*type="hidden"[^>]*>/g)].map(([tag]) => tag);
      form = new URLSearchParams(hidden.map((tag) => [attribute(tag, 'name'), attribute(tag, 'value')]));
      for (const [name, value] of Object.entries(typed)) form.set(name, value);
      url = new URL(attribute(html, 'action'), url);
    }
  }
  throw new Error(`no end of redirects at ${url.pathname}`);
}
