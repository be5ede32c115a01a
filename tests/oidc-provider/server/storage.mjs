// What the engine keeps, in memory. It outlives a restart of the server, as Logto's database does.

/** A rotated refresh token still works for this long at Logto. */
const LEEWAY_SECONDS = 3;

const now = () => Math.floor(Date.now() / 1000);

export class Storage {
  #records = new Map();

  /** The class of adapters that the engine asks for. */
  adapter() {
    const records = this.#records;
    return class {
      constructor(model) {
        this.model = model;
      }

      #key(id) {
        return `${this.model}:${id}`;
      }

      #first(matches) {
        for (const [key, payload] of records) {
          if (key.startsWith(`${this.model}:`) && matches(payload)) return payload;
        }
        return undefined;
      }

      async upsert(id, payload) {
        records.set(this.#key(id), payload);
      }

      async find(id) {
        const payload = records.get(this.#key(id));
        const rotatedJustNow = this.model === 'RefreshToken' && payload?.consumed > now() - LEEWAY_SECONDS;
        return rotatedJustNow ? { ...payload, consumed: undefined } : payload;
      }

      async findByUid(uid) {
        return this.#first((payload) => payload.uid === uid);
      }

      async findByUserCode(userCode) {
        return this.#first((payload) => payload.userCode === userCode);
      }

      async consume(id) {
        const payload = records.get(this.#key(id));
        payload.consumed ??= now();
      }

      async destroy(id) {
        records.delete(this.#key(id));
      }

      async revokeByGrantId(grantId) {
        for (const [key, payload] of records) {
          if (payload.grantId === grantId) records.delete(key);
        }
      }
    };
  }

  /** Ends all that an account has allowed. */
  forget(accountId) {
    for (const [key, payload] of this.#records) {
      if (payload.accountId === accountId) this.#records.delete(key);
    }
  }
}
