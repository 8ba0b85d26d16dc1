/** What the sandbox answers (docs/json.md). */

import type { Language, Localized } from "./language.js";

export interface Holder {
  card_number: string;
  role: string | null;
  about: Localized | null;
  region: string;
  kind: string;
  name: string;
  number: string;
  birth_date: string;
  state: string;
  acts: string[];
  offers: boolean;
}

export interface OfferedScene {
  code: string;
  area: string;
  name: Localized;
  profile: Profile | null;
  asks_for_user: boolean;
  needs_request: boolean;
  rotate_after_s: number;
  ineligible: Localized | null;
}

export type Profile = "validity" | "entitlement" | "masked" | "identity";

export interface HeldCard {
  card: {
    id: string;
    face: { kind: string; name: string; number: string } | null;
    region: string;
    state: string;
    profiles: Profile[];
    functions: string[];
    level: number;
    delegated: boolean;
    expires_at: number;
  };
  owner: string | null;
  scenes: OfferedScene[];
  trouble: Localized | null;
}

export interface Phone {
  cards: HeldCard[];
  needs_re_enrolment: Localized | null;
  lost: boolean;
  offline: boolean;
  clock_offset_s: number;
  clock: { health: "unknown" | "good" | "off"; skew_s?: number };
  folder: string;
}

export interface VenueScene {
  code: string;
  area: string;
  name: Localized;
  needs_request: boolean;
}

export interface HeldList {
  document: "trust_list" | "status_list" | "catalogue";
  region: string | null;
  number: number | null;
  as_of: number;
  expires_at: number;
  freshness: "fresh" | "stale" | "expired";
}

export interface Gate {
  judges: "process";
  place: string;
  places: string[];
  warm_at: number;
  scenes: VenueScene[];
  lists: HeldList[];
  offline: boolean;
  clock_offset_s: number;
  folder: string;
}

export interface State {
  test: true;
  instance: string;
  now: number;
  trust_list: string;
  root_thumbprint: string;
  authority: { holders: Holder[]; regions: string[] };
  phone: Phone;
  gate: Gate;
}

export interface Disclosed {
  region: string;
  profile: Profile;
  answers?: string[];
  kind?: string;
  name?: string;
  number?: string;
  card_number?: string;
}

export interface Code {
  text: string;
  qr: string;
  version: number;
  discloses: Disclosed;
  issued_at: number;
  expires_at: number;
  life_s: number;
  rotate_after_s: number;
}

export interface Offer {
  card_number: string;
  offer: string;
  tx_code: string;
  expires: number;
  life_s: number;
  qr: string;
}

export interface VenueRequest {
  text: string;
  qr: string;
  life_s: number;
}

export interface Asked {
  venue: string;
  venue_id: string;
  region: string;
  city: Localized;
  scene: string;
  scene_name: Localized;
  amount_fen: number | null;
  purpose: string | null;
  expires: number;
  discloses: Disclosed | null;
  refused: Localized | null;
}

export interface Evidence {
  grade: "fresh" | "stale" | "expired";
  as_of: number;
  source?: "list" | "card";
}

export interface Verdict {
  outcome: "accepted" | "rejected" | "unreadable";
  reasons: string[];
  disclosed: Disclosed | null;
  code_age_s: number | null;
  trust: Evidence | null;
  status: Evidence | null;
  guard: string | null;
  suite: number | null;
  skew_s: number | null;
  test: boolean;
  as_of: number | null;
}

export interface Judged {
  verdict: Verdict;
  hint: Localized | null;
  took_us: number;
}

/** A verdict as the page keeps it in its list. */
export interface Seen extends Judged {
  scene: string;
  at: Date;
  /** What the text was, where it was no code at all. */
  misplaced: "offer" | "code" | "request" | "link" | "other" | null;
}

export interface LibraryTexts {
  reasons: Record<string, Localized>;
  outcomes: Record<string, Localized>;
  freshness: Record<string, Localized>;
  regions: Record<string, Localized>;
}

/** What the page keeps while it is drawn anew: for another language, or after a change. */
export interface Memory {
  search: string;
  holder: string;
  offer: Offer | null;
  card: string;
  phoneScene: string;
  showing: boolean;
  /** The card whose code is on show. */
  shownCard: string;
  code: Code | null;
  asked: { text: string; card: string; asked: Asked } | null;
  gateScene: string;
  gateSceneChosen: boolean;
  seen: Seen[];
  request: VenueRequest | null;
  /** What came of each attack, by its name: the gate's verdict, or why the phone refused. */
  attacks: Record<string, Judged | { refused: Localized }>;
  /** The code that is taken apart. */
  apart: string;
}

/** What every part of the page works with. */
export interface App {
  state: State;
  texts: LibraryTexts;
  language: Language;
  memory: Memory;
  /** Ends when the page is drawn anew. */
  signal: AbortSignal;
  /** Looks at the state now. */
  look(): Promise<void>;
  /** Draws the page anew. */
  draw(): void;
  /** Lets every part draw what has changed. */
  update(): void;
  /** Hands a text to the gate. Fails with a CallError when there is no verdict. */
  hold(text: string): Promise<void>;
}

/** A part of the page. */
export interface Part {
  root: HTMLElement;
  /** Draws what depends on the state. */
  update(): void;
}
