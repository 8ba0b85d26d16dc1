/** What a cheat tries with the code on the phone, and what the gate says to it. */

/** @import { App, Part } from './types.d.ts' */

import { button, fill, h } from "./elements.js";
import { verify } from "./gate-source.js";
import { noticed, part, sentence } from "./notices.js";
import { call, CallError } from "./sandbox.js";
import { text } from "./texts.js";
import { sign } from "./verdict.js";

/** @typedef {{ text: string, scene: string, later_s?: number }} Shown */

/**
 * An attack: its name and why it fails, in Chinese and English, and what the gate is shown.
 *
 * @typedef {object} Attack
 * @property {string} name
 * @property {[string, string]} title
 * @property {[string, string]} why
 * @property {(code: string, scene: string, life: number) => Promise<Shown>} make
 */

/** @param {string} forgery */
const forged = (forgery) => async (/** @type {string} */ code, /** @type {string} */ scene) => ({
  ...(await call("gate/forgeries", { text: code, forgery })),
  scene,
});

/** @type {Attack[]} */
const ATTACKS = [
  {
    name: "replay",
    title: ["同一个码再用一次", "The same code again"],
    why: [
      "核验终端记得已通过的码；这一步先出示一次，再出示一次。",
      "The gate remembers what it accepted. It is shown once here, and then again.",
    ],
    make: async (code, scene) => {
      await verify(code, scene);
      return { text: code, scene };
    },
  },
  {
    name: "photograph",
    title: ["拍照，过后再用", "A photograph, shown later"],
    why: [
      "码里签有生成时间，过了有效时长就不再通过。",
      "The time is signed in the code, and its life is over.",
    ],
    make: async (code, scene, life) => ({ text: code, scene, later_s: life + 1 }),
  },
  {
    name: "scene",
    title: ["拿到别的场景用", "Shown at another place"],
    why: [
      "码里签有应用场景，别处不接受。",
      "The scene is signed in the code, and it is taken nowhere else.",
    ],
    make: async (code, scene) => ({ text: code, scene: scene === "1001" ? "0501" : "1001" }),
  },
  {
    name: "card",
    title: ["伪造卡", "A forged card"],
    why: [
      "伪造者没有发卡机构的密钥，签名对不上。",
      "Who forges it lacks the issuer's key, so the signature does not fit.",
    ],
    make: forged("card"),
  },
  {
    name: "richer_card",
    title: ["给卡添上全部功能", "A card with everything added"],
    why: [
      "卡上的每一项都在发卡机构的签名之内。",
      "Everything a card says is under the issuer's signature.",
    ],
    make: forged("richer_card"),
  },
  {
    name: "stranger",
    title: ["自称的发卡机构", "An issuer of one's own"],
    why: ["信任列表里没有这个发卡机构。", "The trust list does not name this issuer."],
    make: forged("stranger"),
  },
  {
    name: "code",
    title: ["真卡，另一台手机签的码", "The real card, signed by another phone"],
    why: [
      "卡认定一把设备密钥，只有那台手机里有。",
      "The card names one device key, and only that phone has it.",
    ],
    make: forged("code"),
  },
  {
    name: "torn",
    title: ["残缺的码", "A torn code"],
    why: [
      "读不出来的码不算伪造，请重新扫码。",
      "What can't be read is not called forged: scan it again.",
    ],
    make: async (code, scene) => ({ text: code.slice(0, -12), scene }),
  },
];

/** The one that the phone stops: a request from nobody. Its name, title and reason as above. */
const ROGUE = {
  name: "venue",
  title: ["冒名场所的请求", "A rogue venue's request"],
  why: [
    "手机先核实场所：没有城市为它作证，就不作答。",
    "The phone proves the venue first: no city vouches for it, so nothing is answered.",
  ],
};

/**
 * @param {App} app
 * @returns {Part}
 */
export function attacks(app) {
  const { language, memory, texts } = app;
  const pick = language === "zh" ? 0 : 1;
  const notice = noticed(language);
  const list = h("ul", { class: "attacks-list" });

  /** @param {Attack} attack */
  const attempt = (attack) =>
    notice.attempt(async () => {
      const { code } = memory;
      if (code === null) return notice.warn(text(language, "attack_needs_code"));
      const {
        text: shown,
        scene,
        later_s: later,
      } = await attack.make(code.text, memory.gateScene, code.life_s);
      memory.attacks = { ...memory.attacks, [attack.name]: await verify(shown, scene, later) };
      update();
    });

  const rogue = () =>
    notice.attempt(async () => {
      const { card } = memory;
      if (card === "") return notice.warn(text(language, "no_cards_lead"));
      const { text: request } = await call("gate/requests", { scene: "0302", rogue: true });
      try {
        await call("phone/requests", { card, request });
      } catch (error) {
        if (!(error instanceof CallError) || error.word !== "request_refused") throw error;
        memory.attacks = { ...memory.attacks, [ROGUE.name]: { refused: error.texts } };
        update();
      }
    });

  /** @param {string} name */
  const outcome = (name) => {
    const came = memory.attacks[name];
    if (came === undefined) return null;
    if ("refused" in came) {
      return h(
        "p",
        { class: "attack-outcome rejected" },
        sign("rejected"),
        h("span", {}, sentence(came.refused[language], language)),
      );
    }
    const { outcome: word, reasons } = came.verdict;
    return h(
      "p",
      { class: `attack-outcome ${word}` },
      sign(word),
      h("strong", {}, texts.outcomes[word]?.[language] ?? word),
      h("code", {}, reasons.join(" ")),
    );
  };

  /** @param {{ name: string, title: string[], why: string[] }} attack @param {() => unknown} act */
  const item = ({ name, title, why }, act) =>
    h(
      "li",
      { "data-attack": name },
      button(title[pick] ?? name, act),
      h("p", { class: "muted" }, why[pick]),
      h("div", { role: "status" }, outcome(name)),
    );

  function update() {
    fill(
      list,
      ATTACKS.map((attack) => item(attack, () => attempt(attack))),
      item(ROGUE, rogue),
    );
  }

  const lead = text(language, "attacks_lead");
  const root = part("attacks", 4, text(language, "attacks"), lead, [notice.root, list]);
  return { root, update };
}
