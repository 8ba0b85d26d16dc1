/** The face of a card on the phone. */

/** @import { App, HeldCard } from './types.d.ts' */

import { h, svg } from "./elements.js";
import { CARD_STATES, text } from "./texts.js";
import { moment, regionName } from "./words.js";

/**
 * @param {App} app
 * @param {HeldCard} held
 */
export function cardFace(app, { card }) {
  const { language } = app;
  const pick = language === "zh" ? 0 : 1;
  const isGood = card.state === "active" || card.state === "refresh_due";
  return h(
    "article",
    { class: isGood ? "face" : "face off", "aria-label": text(language, "social_card") },
    guilloche(),
    h("p", { class: "face-title" }, text(language, "social_card")),
    h(
      "p",
      { class: "face-region" },
      regionName(app, card.region),
      h("span", { class: "face-test" }, text(language, "test_card")),
    ),
    card.face && h("p", { class: "face-name" }, card.face.name),
    card.face && h("p", { class: "face-number mono" }, card.face.number),
    h(
      "p",
      { class: "face-foot" },
      h("span", { class: "face-state" }, CARD_STATES[card.state]?.[pick] ?? card.state),
      " ",
      card.delegated && h("span", { class: "face-state" }, text(language, "family_card")),
      h("span", {}, `${text(language, "offline_until")} ${moment(language, card.expires_at)}`),
    ),
  );
}

/** The fine lines of a printed card. */
function guilloche() {
  const lines = Array.from({ length: 9 }, (_, at) => {
    const y = 14 + at * 9;
    return svg("path", {
      d: `M0 ${y} C 60 ${y - 34 + at * 3}, 110 ${y + 40 - at * 4}, 172 ${y - 6} S 280 ${y + 22}, 340 ${y - 14}`,
    });
  });
  return svg(
    "svg",
    {
      class: "guilloche",
      viewBox: "0 0 340 110",
      preserveAspectRatio: "none",
      "aria-hidden": "true",
    },
    lines,
  );
}
