// The pages a person would see: the sign-in page, and the form of the sign-out that sends itself.

import { text } from 'node:stream/consumers';

export const SIGN_IN = '/sign-in';

const page = (title, body) => `<!doctype html><html lang="en"><title>${title}</title><body>${body}</body></html>`;

export function logoutPage(form) {
  const confirmed = form.replace('</form>', '<input type="hidden" name="logout" value="yes"/></form>');
  return page('Sign out', `${confirmed}<script>document.forms[0].submit()</script>`);
}

function signInPage(details) {
  const shown = JSON.stringify({ prompt: details.prompt.name, params: details.params }).replaceAll('<', '\\u003c');
  const form = '<form method="post"><input name="username"><button name="cancel" value="yes">Cancel</button></form>';
  return page('Sign in', `<script type="application/json">${shown}</script>${form}`);
}

/** Answers at [`SIGN_IN`]: a form for who is asked to sign in; nobody is asked for their consent, as at Logto. */
export async function signIn(provider, tenant, req, res) {
  const details = await provider.interactionDetails(req, res);
  if (req.method === 'POST') {
    const form = new URLSearchParams(await text(req));
    return provider.interactionFinished(req, res, outcome(tenant, form), { mergeWithLastSubmission: false });
  }
  if (details.prompt.name === 'consent') {
    const consent = { grantId: await grant(provider, details) };
    return provider.interactionFinished(req, res, { consent }, { mergeWithLastSubmission: true });
  }
  res.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(signInPage(details));
  return undefined;
}

function outcome(tenant, form) {
  if (form.has('cancel')) return { error: 'access_denied', error_description: 'End-User aborted interaction' };
  return { login: { accountId: tenant.accounts.named(form.get('username')).id } };
}

async function grant(provider, { grantId, params, session, prompt: { details } }) {
  const { accountId } = session;
  const grant = (grantId && (await provider.Grant.find(grantId)))
    || new provider.Grant({ accountId, clientId: params.client_id });
  grant.addOIDCScope([...(details.missingOIDCScope ?? [])].join(' '));
  for (const [indicator, scopes] of Object.entries(details.missingResourceScopes ?? {})) {
    grant.addResourceScope(indicator, scopes.join(' '));
  }
  return grant.save();
}
