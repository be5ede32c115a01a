// The engine, configured as Logto configures it.

import { ALGORITHMS } from './keys.mjs';
import { CLAIMS } from './accounts.mjs';
import { logoutPage } from './pages.mjs';

const DAY = 24 * 60 * 60;
/** The organization template, which sign-ins name as a resource. */
const TEMPLATE = 'urn:logto:resource:organizations';
const LOCAL = /^http:\/\/(localhost|127\.0\.0\.1)(:\d+)?\//;

/** Builds the engine anew; what it knows lies in `tenant`. */
export function build({ Provider, errors }, tenant, issuer) {
  const provider = new Provider(issuer, configuration(tenant, errors));
  // As apps are registered here: any local URI.
  for (const method of ['redirectUriAllowed', 'postLogoutRedirectUriAllowed']) {
    provider.Client.prototype[method] = (uri) => LOCAL.test(uri);
  }
  provider.use(errorsAsLogtoWordsThem);
  for (const event of ['server_error', 'backchannel.error']) {
    provider.on(event, (_, error) => process.stderr.write(`${error.stack}\n`));
  }
  return provider;
}

async function errorsAsLogtoWordsThem(ctx, next) {
  await next();
  const { body } = ctx;
  if (ctx.status >= 400 && typeof body?.error === 'string') {
    ctx.body = { code: `oidc.${body.error}`, message: 'In the language of the visitor.', ...body };
  }
}

function configuration(tenant, errors) {
  const { ttl = {} } = tenant.settings;
  return {
    adapter: tenant.storage.adapter(),
    clients: tenant.settings.apps.map(client),
    clientDefaults: { id_token_signed_response_alg: tenant.keys.algorithm },
    jwks: { keys: tenant.keys.published },
    enabledJWA: { idTokenSigningAlgValues: ALGORITHMS },
    cookies: { keys: ['a key for signed cookies'], long: { signed: true }, short: { signed: true } },
    routes: {
      authorization: '/auth',
      userinfo: '/me',
      jwks: '/jwks',
      end_session: '/session/end',
      revocation: '/token/revocation',
      introspection: '/token/introspection',
      pushed_authorization_request: '/request',
    },
    scopes: ['openid', 'offline_access', ...Object.keys(CLAIMS), ...permissions(tenant.settings.resources)],
    claims: CLAIMS,
    conformIdTokenClaims: false,
    findAccount: async (_, id) => tenant.accounts.find(id),
    extraParams: [
      'first_screen', 'direct_sign_in', 'identifier', 'one_time_token', 'organization_id', 'interaction_mode',
      'google_one_tap_credential',
    ],
    interactions: { url: () => '/sign-in' },
    // Apps are on this machine, where the engine would not go by itself.
    fetch: (url, { dispatcher, ...options }) => fetch(url, options),
    pkce: { required: () => true },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      introspection: { enabled: true, allowedPolicy: async () => true },
      revocation: { enabled: true },
      backchannelLogout: { enabled: true },
      userinfo: { enabled: true },
      rpInitiatedLogout: { enabled: true, logoutSource: (ctx, form) => { ctx.body = logoutPage(form); } },
      resourceIndicators: {
        enabled: true,
        defaultResource: async () => undefined,
        useGrantedResource: async () => false,
        getResourceServerInfo: async (ctx, indicator, client) => resource(tenant, errors, ctx, indicator, client),
      },
    },
    ttl: {
      AccessToken: (_, token) => token.resourceServer?.accessTokenTTL ?? ttl.access_token ?? 3600,
      ClientCredentials: (_, token) => token.resourceServer?.accessTokenTTL ?? 3600,
      IdToken: ttl.id_token ?? 3600,
      RefreshToken: ttl.refresh_token ?? 14 * DAY,
      Interaction: 3600,
      Session: 14 * DAY,
      Grant: 180 * DAY,
    },
  };
}

function client({ id, secret, machine, signOutUri }) {
  const grants = machine ? ['client_credentials'] : ['authorization_code', 'refresh_token'];
  return {
    client_id: id,
    ...(secret && { client_secret: secret }),
    token_endpoint_auth_method: secret ? 'client_secret_basic' : 'none',
    ...(signOutUri && { backchannel_logout_uri: signOutUri, backchannel_logout_session_required: true }),
    grant_types: grants,
    response_types: machine ? [] : ['code'],
    redirect_uris: machine ? [] : ['http://localhost/callback'],
  };
}

const permissions = (resources) => [...new Set(Object.values(resources).flat())];

/** What a token for `indicator` may hold: the permissions of whoever asks. */
function resource(tenant, errors, ctx, indicator, client) {
  const known = tenant.settings.resources[indicator] ?? (indicator === TEMPLATE ? [] : undefined);
  if (!known) throw new errors.InvalidTarget('resource indicator is missing, or unknown');
  const app = tenant.app(client.clientId);
  const account = ctx.oidc.session?.accountId ?? ctx.oidc.account?.accountId;
  const user = account && tenant.accounts.active(account);
  const holder = app.machine ? app : user;
  const roles = tenant.settings.roles ?? {};
  const granted = holder && new Set((holder.roles ?? []).flatMap((role) => roles[role]?.[indicator] ?? []));
  return {
    scope: known.filter((permission) => !granted || granted.has(permission)).join(' '),
    audience: indicator,
    accessTokenFormat: 'jwt',
    accessTokenTTL: tenant.settings.ttl?.access_token ?? 3600,
    jwt: { sign: { alg: tenant.keys.algorithm } },
  };
}
