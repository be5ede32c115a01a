// Signs in with Logto's own client for Node, does what its guide shows, and prints what came of it as JSON.
//
//     node node.mjs '{"endpoint": …, "appId": …, "appSecret": …, "username": …, "resource": …, "organization": …}'

import LogtoClient, { UserScope } from '@logto/node';

import { walk } from './browser.mjs';

const { endpoint, appId, appSecret, username, resource, organization } = JSON.parse(process.argv[2]);
const callback = 'http://localhost:3000/callback';

const values = new Map();
const storage = {
  getItem: async (key) => values.get(key) ?? null,
  setItem: async (key, value) => { values.set(key, value); },
  removeItem: async (key) => { values.delete(key); },
};
let navigatedTo;
const scopes = [UserScope.Email, UserScope.CustomData, UserScope.Organizations, 'read', 'write', 'read:report'];
const client = new LogtoClient(
  { endpoint, appId, appSecret, scopes, resources: [resource] },
  { storage, navigate: (url) => { navigatedTo = url; } },
);

await client.signIn(callback);
await client.handleSignInCallback(await walk(navigatedTo, { username, password: 'password' }));
const opaque = await client.getAccessToken();
const first = await client.getAccessToken(resource);
const kept = await client.getAccessToken(resource);
await client.clearAccessToken();
const refreshed = await client.getAccessToken(resource);
const said = {
  authenticated: await client.isAuthenticated(),
  idToken: await client.getIdTokenClaims(),
  userinfo: await client.fetchUserInfo(),
  opaqueLength: opaque.length,
  keptUntilItExpires: first === kept,
  refreshedIsAnother: first !== refreshed,
  accessToken: await client.getAccessTokenClaims(resource),
  organizationToken: await client.getOrganizationTokenClaims(organization),
};
await client.signOut('http://localhost:3000/');
said.afterSignOut = await walk(navigatedTo, {});
said.stillAuthenticated = await client.isAuthenticated();
process.stdout.write(JSON.stringify(said));
