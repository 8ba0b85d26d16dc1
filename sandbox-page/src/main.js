/** Draws the page: its head, and the three parts beside each other. */

/** @import { Language } from './language.js' */
/** @import { App, LibraryTexts, Memory, State } from './types.d.ts' */

import { attacks } from "./attacks.js";
import { authority } from "./authority.js";
import { button, fill, h, show } from "./elements.js";
import { gate } from "./gate.js";
import { verify } from "./gate-source.js";
import { choose, chooseLargePrint, language, largePrint } from "./language.js";
import { phone } from "./phone.js";
import { call, watch } from "./sandbox.js";
import { takeApart } from "./take-apart.js";
import { text } from "./texts.js";
import { misplacedKind } from "./words.js";

/** Most verdicts that are listed. */
const MOST_SEEN = 12;

/** Longest text that is handed to the gate; a code has a few hundred characters. */
const LONGEST_TEXT = 8000;

const page = /** @type {HTMLElement} */ (document.getElementById("page"));

/** @type {Memory} */
const memory = {
  search: "",
  holder: "",
  offer: null,
  card: "",
  phoneScene: "0501",
  showing: false,
  shownCard: "",
  code: null,
  asked: null,
  gateScene: "0501",
  gateSceneChosen: false,
  seen: [],
  request: null,
  attacks: {},
  apart: "",
};

/** @type {State | undefined} */
let state;
/** @type {LibraryTexts | undefined} */
let texts;
/** @type {Language} */
let chosen = language();
let drawn = new AbortController();
/** @type {(() => void)[]} */
let updates = [];
let isGone = false;

const alarm = h("p", { class: "alarm", role: "alert" });

function draw() {
  drawn.abort();
  drawn = new AbortController();
  document.documentElement.lang = chosen === "zh" ? "zh-CN" : "en";
  document.documentElement.classList.toggle("large", largePrint());
  document.title = text(chosen, "title_short");
  tellGone(isGone);
  if (state === undefined || texts === undefined) {
    fill(page, head(), alarm, h("p", { class: "loading" }, text(chosen, "loading")));
    return;
  }
  /** @type {App} */
  const app = {
    get state() {
      return /** @type {State} */ (state);
    },
    texts,
    language: chosen,
    memory,
    signal: drawn.signal,
    look,
    draw,
    update,
    hold,
  };
  const parts = [authority(app), phone(app), gate(app), attacks(app), takeApart(app)];
  updates = parts.map((part) => part.update);
  fill(
    page,
    head(),
    alarm,
    h(
      "main",
      {},
      parts.map((part) => part.root),
    ),
  );
  update();
}

function update() {
  updates.forEach((one) => one());
}

function head() {
  /** @param {Language} one @param {string} name */
  const speak = (one, name) =>
    button(
      name,
      () => {
        chosen = one;
        choose(one);
        draw();
      },
      {
        lang: one === "zh" ? "zh-CN" : "en",
        "aria-pressed": String(chosen === one),
        class: "quiet",
      },
    );
  const large = largePrint();
  const letters = button(
    text(chosen, "large_print"),
    () => {
      chooseLargePrint(!large);
      draw();
    },
    { "aria-pressed": String(large), class: "quiet", "data-key": "large" },
  );
  return h(
    "header",
    { class: "head" },
    h("img", { src: "/sandbox/page/icon.svg", alt: "", width: 32, height: 32 }),
    h("h1", {}, text(chosen, "title")),
    h("div", { class: "reading" }, speak("zh", "中文"), speak("en", "English"), letters),
    h("p", { class: "made-up" }, text(chosen, "made_up")),
  );
}

/** @param {boolean} gone */
function tellGone(gone) {
  isGone = gone;
  const said = gone ? text(chosen, "gone") : "";
  if (alarm.textContent !== said) alarm.textContent = said;
  alarm.hidden = !gone;
}

/**
 * Hands a text to the gate, and shows what it says.
 *
 * @param {string} scanned
 */
async function hold(scanned) {
  const scene = memory.gateScene;
  const judged = await verify(scanned.slice(0, LONGEST_TEXT), scene);
  const seen = { ...judged, scene, at: new Date(), misplaced: misplacedKind(scanned, "code") };
  memory.seen = [seen, ...memory.seen].slice(0, MOST_SEEN);
  update();
  show("gate");
}

const look = watch(
  async (now) => {
    const isFirst = state === undefined;
    const isAnother = state !== undefined && state.instance !== now.instance;
    state = now;
    // Offers and requests of before may be nobody's now.
    if (isAnother) Object.assign(memory, { offer: null, request: null, asked: null });
    try {
      texts ??= /** @type {LibraryTexts} */ (await call("texts"));
    } catch {
      // The next look asks again.
      return;
    }
    if (isFirst || isAnother) draw();
    else update();
  },
  (gone) => tellGone(gone),
);

draw();
look();
