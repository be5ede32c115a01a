// Users, and what Logto says about them: null here, absent there, times in milliseconds.

export const CLAIMS = {
  openid: ['sub'],
  profile: [
    'name', 'family_name', 'given_name', 'middle_name', 'nickname', 'preferred_username', 'profile', 'picture',
    'website', 'gender', 'birthdate', 'zoneinfo', 'locale', 'updated_at', 'username', 'created_at',
  ],
  email: ['email', 'email_verified'],
  phone: ['phone_number', 'phone_number_verified'],
  address: ['address'],
  custom_data: ['custom_data'],
  identities: ['identities', 'sso_identities'],
  roles: ['roles'],
  'urn:logto:scope:organizations': ['organizations', 'organization_data'],
  'urn:logto:scope:organization_roles': ['organization_roles'],
};

/** A new tenant leaves these to the userinfo endpoint. */
const USERINFO_ONLY = ['custom_data', 'identities', 'sso_identities', 'organization_data'];

export class Accounts {
  #users;

  constructor(users) {
    this.#users = new Map(users.map((user) => [user.username, { id: `id-of-${user.username}`, ...user }]));
  }

  named(username) {
    const user = this.#users.get(username);
    if (!user) throw new Error(`there is no user ${username}`);
    return user;
  }

  update(username, changes) {
    Object.assign(this.named(username), changes);
  }

  delete(username) {
    this.#users.delete(username);
  }

  /** Who may sign in and be spoken of. */
  active(id) {
    return [...this.#users.values()].find((user) => user.id === id && !user.suspended);
  }

  /** What the engine asks for. */
  find(id) {
    const user = this.active(id);
    return user && { accountId: id, claims: (use) => claims(user, use) };
  }
}

function claims(user, use) {
  const time = Date.UTC(2026, 0, 2, 3, 4, 5, 678);
  const all = {
    sub: user.id,
    name: user.name ?? null,
    picture: user.picture ?? null,
    username: user.username,
    preferred_username: user.username,
    ...user.profile,
    created_at: time,
    updated_at: time,
    email: user.email ?? null,
    email_verified: user.email !== undefined,
    phone_number: user.phone ?? null,
    phone_number_verified: user.phone !== undefined,
    custom_data: user.custom_data ?? {},
    identities: {},
    sso_identities: [],
    roles: user.roles ?? [],
    organizations: [],
    organization_data: [],
    organization_roles: [],
  };
  if (use === 'id_token') USERINFO_ONLY.forEach((claim) => delete all[claim]);
  return all;
}
