/** Seconds since 1970. Left out: the browser's clock, which its owner can set to anything. */
export type UnixSeconds = number;

/** Why a call did not do what was asked. What was held before is still held. */
export class EsscError extends Error {
  /** What it was; stable. Codes that the other languages have mean the same here. */
  readonly code: EsscErrorCode;
}

export type EsscErrorCode =
  /** An argument of the wrong type or out of its range, or a gate that is closed. */
  | 'ARGUMENT_REFUSED'
  /** Not a public key of P-256 as a JWK, or no root at all. */
  | 'KEY_REFUSED'
  /** Not six digits. */
  | 'REGION_REFUSED'
  /** A gate is set up to remember more acceptances than can be read back. */
  | 'CAPACITY_REFUSED'
  /** Not the state of a gate: something else, damaged, or of a version that is not read here. */
  | 'STATE_REFUSED'
  /** JSON that is no bundle. */
  | 'BUNDLE_REFUSED'
  /** Neither a bundle nor a published document. */
  | 'DOCUMENT_REFUSED'
  /** Not a venue's request. */
  | 'REQUEST_REFUSED'
  /** As many requests are open as there may be. */
  | 'TOO_MANY_REQUESTS'
  /** The request is older than what this gate knows about answers: it may have been answered. */
  | 'REQUEST_ANSWERED'
  /** The module could not be loaded, or is not the one that belongs to this package. */
  | 'MODULE_REFUSED'
  /** A fault of this library. The module is dead, and so are its gates: load it again, and restore them. */
  | 'INTERNAL';

/** Where the module comes from. */
export type ModuleSource =
  | URL
  | string
  | BufferSource
  | Response
  | WebAssembly.Module
  | Promise<URL | string | BufferSource | Response | WebAssembly.Module>;

/**
 * Loads the module, by default the file `generated/essc.wasm` beside this one. Each call makes an instance
 * of its own.
 */
export function load(source?: ModuleSource): Promise<Essc>;

/** A public key of P-256 as a JWK, as the reference issuer writes it to `root.jwk`. */
export interface RootJwk {
  kty: 'EC';
  crv: 'P-256';
  x: string;
  y: string;
}

/** A root, with the least number of a trust list that is taken from it (0 where it is left out). */
export interface PinnedRoot {
  jwk: RootJwk;
  leastSeq?: number;
}

/** What a gate trusts: one root or several, oldest first, or the JSON text of either. */
export type Roots = string | RootJwk | PinnedRoot | ReadonlyArray<RootJwk | PinnedRoot>;

export interface GateOptions {
  /** Where the gate stands, six digits; a verification may name another place. Guangdong if left out. */
  region?: string;
  /** The province whose catalogue is used across the border. Guangdong if left out. */
  baseRegion?: string;
  /**
   * Which acceptances outlive a reload. `'cool-downs'` (if left out): after a reload every code made
   * before it is refused once, with `REPLAY_GUARD_COLD`. `'everything'`: all of them, for a page that
   * keeps `state()` before it acts on an accepted verdict.
   */
  remember?: 'cool-downs' | 'everything';
  /** Most acceptances that are remembered, up to 1,048,576; 65,536 if left out. */
  replayCapacity?: number;
  now?: UnixSeconds;
}

/** A loaded module. */
export interface Essc {
  /** A gate that holds nothing yet. Throws `KEY_REFUSED`, `REGION_REFUSED`, `CAPACITY_REFUSED`. */
  gate(roots: Roots, options?: GateOptions): Gate;
  /**
   * The gate whose `state()` this is: its documents, which are verified again, the numbers below which it
   * never goes back, and what it accepted. Throws `STATE_REFUSED` too.
   */
  restore(roots: Roots, state: BufferSource, options?: GateOptions): Gate;
}

/** Verifies codes without a network. */
export interface Gate {
  /**
   * Takes in a bundle, or one published document: a trust list, then status lists and catalogues. Throws
   * `BUNDLE_REFUSED` or `DOCUMENT_REFUSED` for what is neither; a document that is not believed is no
   * error, and the report says why.
   */
  load(documents: BufferSource | string, now?: UnixSeconds): LoadReport;
  /** Judges the text of a code. Takes bounded time whatever the text is. */
  verify(text: string, options: VerifyOptions): Verdict;
  /** Keeps a request that the venue's server made and is about to be shown, so that codes may answer it. */
  keepRequest(text: string, now?: UnixSeconds): void;
  /** The documents held. */
  lists(now?: UnixSeconds): HeldList[];
  /** The scenes that are in use at a place; none without its catalogue. */
  scenes(options?: { region?: string; now?: UnixSeconds }): Scene[];
  /** Everything that has to outlive a reload, as bytes. */
  state(): Uint8Array<ArrayBuffer>;
  /** Whether something has changed since the last `state()`. */
  readonly unsaved: boolean;
  /** Forgets the gate. */
  close(): void;
}

export interface VerifyOptions {
  /** The scene that is judged for, such as `'0110'`. */
  scene: string;
  /** Where; the gate's own place if left out. */
  region?: string;
  now?: UnixSeconds;
}

/** Which document. */
export interface ListName {
  document: 'trust_list' | 'status_list' | 'catalogue';
  /** null: the trust list. */
  region: string | null;
  /** Of a status list. */
  number: number | null;
}

export interface LoadReport {
  /** Whether every document is the newest now. */
  complete: boolean;
  documents: (ListName & {
    outcome: 'updated' | 'unchanged' | 'refused';
    /** Why it is not believed, for a log; may be reworded. */
    reason: string | null;
  })[];
  /** Texts of a bundle that are none of its documents, for a log. */
  unreadable: string[];
}

export type Grade = 'fresh' | 'stale' | 'expired';

export interface HeldList extends ListName {
  grade: Grade;
  /** When it was signed. */
  as_of: UnixSeconds;
  expires_at: UnixSeconds;
}

export interface Scene {
  code: string;
  area: string;
  name: { zh: string; en: string };
  /** Whether only answers to a request of this venue are taken. */
  needs_request: boolean;
}

/** docs/json.md and protocol §6.7: the object that `essc gate verify --json` prints. */
export interface Verdict {
  outcome: 'accepted' | 'rejected' | 'unreadable';
  /** Codes of protocol §6, in their order; empty when accepted. */
  reasons: string[];
  /** What the scene may see; only when accepted. */
  disclosed: {
    region: string;
    profile: 'validity' | 'entitlement' | 'masked' | 'identity';
    answers?: string[];
    kind?: string;
    name?: string;
    number?: string;
    card_number?: string;
  } | null;
  code_age_s: number | null;
  trust: { grade: Grade; as_of: UnixSeconds } | null;
  status: { grade: Grade; as_of: UnixSeconds; source: 'list' | 'card' } | null;
  guard: 'local' | null;
  suite: number | null;
  skew_s: number | null;
  /** The trust list is a sandbox's: nothing here is legally valid. */
  test: boolean;
  as_of: UnixSeconds | null;
}
