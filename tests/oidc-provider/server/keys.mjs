// Signing keys, one of which is current.

import { generateKeyPairSync, randomUUID } from 'node:crypto';

const KINDS = {
  RS256: ['rsa', { modulusLength: 2048 }],
  PS256: ['rsa', { modulusLength: 2048 }],
  ES256: ['ec', { namedCurve: 'P-256' }],
  ES384: ['ec', { namedCurve: 'P-384' }],
  ES512: ['ec', { namedCurve: 'P-521' }],
};

export const ALGORITHMS = Object.keys(KINDS);

function generate(alg) {
  const { privateKey } = generateKeyPairSync(...KINDS[alg]);
  return { ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), use: 'sig', alg };
}

export class Keys {
  constructor() {
    this.rotate('ES384');
    this.dropPrevious();
  }

  /** Signs with a new key from now on; earlier ones stay published. */
  rotate(alg) {
    this.published = [generate(alg), ...(this.published ?? [])];
  }

  dropPrevious() {
    this.published = this.published.slice(0, 1);
  }

  get algorithm() {
    return this.published[0].alg;
  }
}
