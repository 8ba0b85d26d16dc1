/** A venue's request on the phone: read, shown with who asks for what, answered or not. */

/** @import { App, Asked, Code } from './types.d.ts' */

import { button, h } from "./elements.js";
import { call } from "./sandbox.js";
import { text } from "./texts.js";
import { disclosedRows, misplaced, money } from "./words.js";

/**
 * Where a request is read.
 *
 * @param {App} app
 * @param {string} card
 * @param {ReturnType<typeof import('./notices.js').noticed>} notice
 * @param {() => void} changed
 */
export function requestReader(app, card, notice, changed) {
  const { language, memory } = app;
  /** @param {string} read */
  const take = (read) =>
    notice.attempt(async () => {
      const pasted = read.replace(/^[\s'"“”‘’]+|[\r\n\t'"“”‘’]+$/g, "");
      const wrong = misplaced(language, pasted, "request");
      if (wrong !== null) return notice.warn(wrong);
      const asked = /** @type {Asked} */ (await call("phone/requests", { card, request: pasted }));
      memory.asked = { text: pasted, card, asked };
      changed();
    });
  const field = h("textarea", {
    rows: 2,
    "aria-label": text(language, "request_paste"),
    placeholder: "SSCQ1:…",
    "data-key": "request-text",
  });
  const { request } = memory;
  return h(
    "div",
    { class: "reader" },
    request !== null &&
      button(text(language, "request_from_gate"), () => take(request.text), { class: "main" }),
    h("label", { class: "field" }, h("span", {}, text(language, "request_paste")), field),
    button(text(language, "request_read"), () => take(field.value), { class: "small" }),
  );
}

/**
 * What is asked, with what would be told. Nothing is signed before the holder agrees.
 *
 * @param {App} app
 * @param {{ text: string, card: string, asked: Asked }} read
 * @param {ReturnType<typeof import('./notices.js').noticed>} notice
 * @param {(code: Code | null) => void} done with the answer, or with none
 */
export function consent(app, { text: request, card, asked }, notice, done) {
  const { language } = app;
  /** @param {import('./texts.js').TextName} name */
  const say = (name) => text(language, name);
  /** @type {[string, string | null][]} */
  const rows = [
    [say("vouched_by"), asked.city[language]],
    [say("for_what"), asked.scene_name[language]],
    [say("amount"), asked.amount_fen === null ? null : money(language, asked.amount_fen)],
    [say("purpose"), asked.purpose],
  ];
  const agree = () =>
    notice.attempt(async () => {
      done(/** @type {Code} */ (await call("phone/answers", { card, request })));
    });
  return h(
    "section",
    { class: "consent", "aria-label": say("asks_you") },
    h("h4", {}, say("asks_you")),
    h("p", { class: "venue" }, asked.venue),
    h(
      "dl",
      {},
      rows
        .filter(([, value]) => value !== null)
        .map(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]),
    ),
    asked.discloses &&
      h(
        "div",
        { class: "will-see" },
        h("strong", {}, say("will_see")),
        h(
          "dl",
          {},
          disclosedRows(app, asked.discloses).map(([name, value]) => [
            h("dt", {}, name),
            h("dd", {}, value),
          ]),
        ),
      ),
    asked.refused && h("p", { class: "trouble" }, say("unfit"), asked.refused[language]),
    h(
      "div",
      { class: "row" },
      asked.discloses && button(say("agree"), agree, { class: "main" }),
      button(say("decline"), () => done(null)),
    ),
  );
}
