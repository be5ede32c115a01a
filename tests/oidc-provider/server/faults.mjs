// Things that go wrong on the way to the engine and back.

const PAGE = '<!doctype html><html><body><h1>Please sign in to this network</h1></body></html>';

const pause = (milliseconds) => new Promise((resolve) => { setTimeout(resolve, milliseconds); });

/** The plans, oldest first; a plan with `times` is used up by so many requests. */
export class Faults {
  #plans = [];

  add(plan) {
    this.#plans.push(plan);
  }

  clear() {
    this.#plans = [];
  }

  /** What goes wrong with a request to `path`. */
  #next(path) {
    const plan = this.#plans.find((candidate) => [path, '*'].includes(candidate.path));
    if (plan?.times !== undefined) {
      plan.times -= 1;
      this.#plans = this.#plans.filter(({ times }) => times !== 0);
    }
    return plan;
  }

  /** Plays the part of the network; says whether the request still is to be answered. */
  async meet(path, req, res) {
    const { kind, value } = this.#next(path) ?? {};
    const answer = (status, type, body) => {
      res.writeHead(status, { 'content-type': type }).end(body);
      return false;
    };
    switch (kind) {
      case undefined: return true;
      case 'delay': await pause(value); return !req.destroyed;
      case 'delayAnswer': return beforeTheEnd(res, () => pause(value));
      case 'status': return answer(value, 'text/plain', 'trouble at the gateway');
      case 'html': return answer(200, 'text/html', PAGE);
      case 'garbage': return answer(200, 'application/json', Buffer.from([0x7b, 0xff, 0x00, 0xfe, 0x31]));
      case 'largeBody': return answer(200, 'application/json', `"${'x'.repeat(value)}"`);
      case 'drop': res.socket.destroy(); return false;
      case 'loseResponse': return beforeTheEnd(res, () => res.socket.destroy());
      case 'truncate': return cutInHalf(res);
      default: throw new Error(`no fault ${kind}`);
    }
  }
}

function beforeTheEnd(res, then) {
  const end = res.end.bind(res);
  res.end = (...parts) => {
    Promise.resolve(then()).then(() => res.destroyed || end(...parts));
    return res;
  };
  return true;
}

function cutInHalf(res) {
  const write = res.write.bind(res);
  res.end = (body = '') => {
    const whole = Buffer.from(body);
    write(whole.subarray(0, whole.length / 2), () => res.socket.destroy());
    return res;
  };
  return true;
}
