// A gate in a browser or in Node.js: the same verifier as everywhere, compiled to WebAssembly.
//
// This file checks what it is given, carries bytes to the module and back, and decides nothing. The module
// takes numbers as arguments and bytes through one buffer in and one out (src/exports.rs).

/** The interface of the module that this file calls. */
const VERSION = 1;

/** Longer texts are no code: the longest that a QR code holds has 4,296 characters. */
const LONGEST_TEXT = 8192;

/** Most bytes that are taken in at once. */
const MOST_BYTES = 256 * 1024 * 1024;

/** Guangdong, whose catalogue is used across the border where no other province is named. */
const BASE_REGION = '440000';

/** How many acceptances a gate remembers where nothing is said. */
const REPLAY_CAPACITY = 65_536;

/** Why a call did not do what was asked. What was held before is still held. */
export class EsscError extends Error {
  constructor(code, message, options) {
    super(message, options);
    this.name = 'EsscError';
    this.code = code;
  }
}

const refuse = (what) => {
  throw new EsscError('ARGUMENT_REFUSED', what);
};

/**
 * Loads the module: from its bytes, a compiled `WebAssembly.Module`, a `Response`, or an address (by
 * default the file beside this one). Each call makes an instance of its own.
 */
export async function load(source = new URL('./generated/essc.wasm', import.meta.url)) {
  const module = await compiled(source);
  let instance;
  try {
    instance = await WebAssembly.instantiate(module, {});
  } catch (cause) {
    throw new EsscError('MODULE_REFUSED', 'the module could not be started', { cause });
  }
  const exports = instance.exports;
  if (typeof exports.essc_version !== 'function' || exports.essc_version() !== VERSION) {
    throw new EsscError('MODULE_REFUSED', 'this is not the module that belongs to this file');
  }
  return new Essc(new Module(exports));
}

async function compiled(promised) {
  try {
    const source = await promised;
    if (source instanceof WebAssembly.Module) return source;
    return await WebAssembly.compile(await moduleBytes(source));
  } catch (cause) {
    if (cause instanceof EsscError) throw cause;
    throw new EsscError('MODULE_REFUSED', 'the module could not be loaded', { cause });
  }
}

async function moduleBytes(source) {
  if (source instanceof ArrayBuffer || ArrayBuffer.isView(source)) return source;
  if (typeof Response === 'function' && source instanceof Response) {
    if (!source.ok) throw new Error(`the server answered with status ${source.status}`);
    return source.arrayBuffer();
  }
  if (typeof source !== 'string' && !(source instanceof URL)) {
    refuse('the module is bytes, a WebAssembly.Module, a Response or an address');
  }
  const address = new URL(source, import.meta.url);
  if (address.protocol === 'file:') {
    // Node.js fetches no files. Named so that bundlers for browsers do not look for it.
    const files = 'node:fs/promises';
    const { readFile } = await import(/* webpackIgnore: true */ /* @vite-ignore */ files);
    return readFile(address);
  }
  return moduleBytes(await fetch(address));
}

/** One instance of the module: its calls, and whether it is still alive. */
class Module {
  #exports;
  #dead;

  constructor(exports) {
    this.#exports = exports;
  }

  /** Calls a function with numbers and, where it takes one, an input; gives the bytes it answers. */
  call(name, numbers, input) {
    const exports = this.#living();
    try {
      if (input !== undefined) this.#write(input);
      const refused = exports[name](...numbers) !== 0;
      const answer = this.#output();
      if (!refused) return answer;
      const [code, ...message] = new TextDecoder().decode(answer).split('\n');
      throw new EsscError(code, message.join('\n'));
    } catch (error) {
      throw this.#sorted(error);
    }
  }

  /** The same for an answer that is text. */
  text(name, numbers, input) {
    return new TextDecoder().decode(this.call(name, numbers, input));
  }

  /** Calls a function that answers a number or nothing. */
  number(name, ...numbers) {
    const exports = this.#living();
    try {
      return exports[name](...numbers);
    } catch (error) {
      throw this.#sorted(error);
    }
  }

  #living() {
    if (this.#dead) {
      throw new EsscError('INTERNAL', 'the module met a fault before and is dead: load it again', {
        cause: this.#dead,
      });
    }
    return this.#exports;
  }

  #write(input) {
    // Numbers of WebAssembly come signed.
    const address = this.#exports.essc_input(input.length) >>> 0;
    if (address === 0 && input.length > 0) {
      throw new EsscError('ARGUMENT_REFUSED', `there is no room for ${input.length} bytes`);
    }
    // The buffer is another one whenever the memory has grown.
    new Uint8Array(this.#exports.memory.buffer, address, input.length).set(input);
  }

  #output() {
    const exports = this.#exports;
    const address = exports.essc_output() >>> 0;
    const length = exports.essc_output_length() >>> 0;
    const answer = new Uint8Array(exports.memory.buffer, address, length).slice();
    exports.essc_forget_output();
    return answer;
  }

  /** What is not a refusal is a fault: what the instance holds may be half of something. */
  #sorted(error) {
    if (error instanceof EsscError) return error;
    this.#dead = error;
    return new EsscError('INTERNAL', 'the module met a fault and is dead: load it again', {
      cause: error,
    });
  }
}

/** A loaded module, which opens gates. */
class Essc {
  #module;

  constructor(module) {
    this.#module = module;
  }

  /** A gate that trusts `roots` and holds nothing yet. */
  gate(roots, options) {
    return this.#open(roots, new Uint8Array(), options);
  }

  /** The gate whose `state()` this is. */
  restore(roots, state, options) {
    const bytes = bytesOf(state, 'the state');
    if (bytes.length === 0) throw new EsscError('STATE_REFUSED', 'the state is empty');
    return this.#open(roots, bytes, options);
  }

  #open(roots, state, options = {}) {
    if (typeof options !== 'object' || options === null) refuse('the options are an object');
    const {
      region = BASE_REGION,
      baseRegion = BASE_REGION,
      remember = 'cool-downs',
      replayCapacity = REPLAY_CAPACITY,
      now,
    } = options;
    if (remember !== 'cool-downs' && remember !== 'everything') {
      refuse("remember is 'cool-downs' or 'everything'");
    }
    if (!Number.isInteger(replayCapacity) || replayCapacity < 0 || replayCapacity > 0x7fffffff) {
      throw new EsscError('CAPACITY_REFUSED', 'replayCapacity is a whole number');
    }
    const numbers = [
      regionNumber(region),
      regionNumber(baseRegion),
      remember === 'everything' ? 1 : 0,
      replayCapacity,
      seconds(now),
    ];
    const pins = pinsOf(roots);
    const module = this.#module;
    try {
      for (const { jwk, leastSeq } of pins) {
        module.call('essc_pin', [leastSeq], utf8(jwk));
      }
      const number = Number(module.text('essc_open', numbers, state));
      return new Gate(module, number, region);
    } catch (error) {
      if (error.code !== 'INTERNAL') module.number('essc_unpin');
      throw error;
    }
  }
}

/** A gate. */
class Gate {
  #module;
  #number;
  #region;
  #saved = 0;

  constructor(module, number, region) {
    this.#module = module;
    this.#number = number;
    this.#region = region;
  }

  /** Takes in a bundle, or one published document; says what became of each. */
  load(documents, now) {
    const bytes = typeof documents === 'string' ? utf8(documents) : bytesOf(documents, 'documents');
    return JSON.parse(this.#module.text('essc_load', [this.#number, seconds(now)], bytes));
  }

  /** Judges the text of a code. */
  verify(text, options) {
    if (typeof text !== 'string') refuse('the text of a code is a string');
    if (typeof options !== 'object' || options === null) refuse('verify takes { scene, now }');
    const { scene, region = this.#region, now } = options;
    const numbers = [this.#number, sceneNumber(scene), regionNumber(region), seconds(now)];
    return JSON.parse(this.#module.text('essc_verify', numbers, utf8(text.slice(0, LONGEST_TEXT))));
  }

  /** Keeps a request that the venue's server made and is about to be shown, so that codes may answer it. */
  keepRequest(text, now) {
    if (typeof text !== 'string') refuse('the text of a request is a string');
    const input = utf8(text.slice(0, LONGEST_TEXT));
    this.#module.call('essc_keep_request', [this.#number, seconds(now)], input);
  }

  /** The documents held, with their age. */
  lists(now) {
    return JSON.parse(this.#module.text('essc_lists', [this.#number, seconds(now)]));
  }

  /** The scenes that are in use at a place. */
  scenes({ region = this.#region, now } = {}) {
    const numbers = [this.#number, regionNumber(region), seconds(now)];
    return JSON.parse(this.#module.text('essc_scenes', numbers));
  }

  /** Everything that has to outlive a reload, as bytes. */
  state() {
    const changes = this.#changes();
    const state = this.#module.call('essc_state', [this.#number]);
    this.#saved = changes;
    return state;
  }

  /** Whether something has changed since the last `state()`. */
  get unsaved() {
    return this.#changes() !== this.#saved;
  }

  /** Forgets the gate; every later call is refused. */
  close() {
    this.#module.number('essc_close', this.#number);
  }

  #changes() {
    const changes = this.#module.number('essc_changes', this.#number);
    if (changes < 0) refuse('the gate is closed');
    return changes;
  }
}

/** Bytes as they are, of any kind of buffer. */
function bytesOf(value, what) {
  let bytes;
  if (value instanceof ArrayBuffer) bytes = new Uint8Array(value);
  else if (ArrayBuffer.isView(value)) {
    bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  } else refuse(`${what}: expected bytes (Uint8Array or ArrayBuffer)`);
  if (bytes.length > MOST_BYTES) refuse(`${what}: more than ${MOST_BYTES} bytes`);
  return bytes;
}

/** UTF-8; a surrogate that stands alone becomes U+FFFD, which no document and no code has. */
function utf8(text) {
  if (text.length > MOST_BYTES) refuse(`more than ${MOST_BYTES} characters`);
  return new TextEncoder().encode(text);
}

/** Seconds since 1970, of now where nothing is said: the clock is the browser's. */
function seconds(now = Date.now() / 1000) {
  if (typeof now !== 'number' || !Number.isFinite(now) || now < 0) {
    refuse('now is seconds since 1970');
  }
  // Later than the year 9999; milliseconds of today are.
  if (now >= 253_402_300_800) refuse('now is seconds since 1970, not milliseconds');
  return Math.floor(now);
}

function regionNumber(region) {
  if (typeof region !== 'string' || !/^[0-9]{6}$/.test(region)) {
    throw new EsscError('REGION_REFUSED', 'a region is six digits');
  }
  return Number(region);
}

function sceneNumber(scene) {
  if (typeof scene !== 'string' || !/^([0-9]{4}|[1-9][0-9]{4})$/.test(scene) || Number(scene) > 65_535) {
    refuse('a scene is its number as a text of four digits, or five up to 65535');
  }
  return Number(scene);
}

/**
 * The roots as they are given: a public JWK, `{ jwk, leastSeq }`, a list of these, oldest first, or the
 * JSON text of any of them.
 */
function pinsOf(roots) {
  let read = roots;
  if (typeof roots === 'string') {
    try {
      read = JSON.parse(roots);
    } catch (cause) {
      throw new EsscError('KEY_REFUSED', 'the roots are not JSON', { cause });
    }
  }
  const pins = Array.isArray(read) ? read : [read];
  if (pins.length === 0) throw new EsscError('KEY_REFUSED', 'a gate trusts at least one root');
  return pins.map((pin) => {
    if (typeof pin !== 'object' || pin === null) {
      throw new EsscError('KEY_REFUSED', 'a root is a JWK, or { jwk, leastSeq }');
    }
    const { jwk = pin, leastSeq = pin.least_seq ?? 0 } = pin;
    if (!Number.isSafeInteger(leastSeq)) refuse('leastSeq is a whole number');
    return { jwk: jsonOf(jwk), leastSeq };
  });
}

function jsonOf(jwk) {
  let json;
  try {
    json = JSON.stringify(jwk);
  } catch (cause) {
    throw new EsscError('KEY_REFUSED', 'a root is a JWK, which is JSON', { cause });
  }
  if (json === undefined) throw new EsscError('KEY_REFUSED', 'a root is a JWK, which is JSON');
  return json;
}
