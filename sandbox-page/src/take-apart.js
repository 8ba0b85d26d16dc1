/** Take it apart: any code, byte by byte. */

/** @import { Field } from './dissect.js' */
/** @import { App, Part } from './types.d.ts' */

import { dissect } from "./dissect.js";
import { button, fill, h } from "./elements.js";
import { noticed, part } from "./notices.js";
import { text } from "./texts.js";
import { misplaced } from "./words.js";

/**
 * @param {App} app
 * @returns {Part}
 */
export function takeApart(app) {
  const { language, memory } = app;
  const notice = noticed(language);
  const shown = h("div", { class: "bytes" });
  const field = h("textarea", {
    rows: 3,
    class: "mono",
    placeholder: "SSC1:…",
    "aria-label": text(language, "apart_text"),
    spellcheck: "false",
    "data-key": "apart-text",
    on: { input: () => take(field.value) },
  });
  field.value = memory.apart;

  /** @param {string} code */
  function take(code) {
    memory.apart = code;
    notice.clear();
    const fields = code === "" ? [] : dissect(code);
    if (fields === null) {
      notice.warn(misplaced(language, code, "code") ?? text(language, "apart_no_code"));
      return fill(shown);
    }
    fill(shown, fields.length > 0 && drawn(fields));
  }

  /** @param {Field[]} fields */
  function drawn(fields) {
    const rows = fields.map((one) =>
      h(
        "tr",
        { class: `of-${one.of}` },
        h("th", { scope: "row" }, one.name[language]),
        h("td", { class: "length" }, one.bytes.length / 2),
        h("td", { class: "mono" }, one.bytes),
        h("td", {}, one.value),
      ),
    );
    const pieces = fields.map((one) => h("span", { class: `of-${one.of}` }, one.bytes));
    // The row and its bytes are marked together, by pointer and by keyboard.
    rows.forEach((row, at) => {
      const piece = pieces[at];
      const mark = (/** @type {boolean} */ on) => {
        row.classList.toggle("marked", on);
        piece?.classList.toggle("marked", on);
      };
      for (const one of [row, piece]) {
        one?.addEventListener("pointerenter", () => mark(true));
        one?.addEventListener("pointerleave", () => mark(false));
      }
    });
    const total = fields.reduce((sum, one) => sum + one.bytes.length / 2, 0);
    return [
      h("p", { class: "muted" }, `${total} ${text(language, "apart_total")}`),
      h("p", { class: "mono stream", "aria-hidden": "true" }, pieces),
      h(
        "div",
        { class: "table", tabindex: 0, role: "region", "aria-label": text(language, "apart") },
        h(
          "table",
          {},
          h(
            "thead",
            {},
            h(
              "tr",
              {},
              /** @type {const} */ ([
                "apart_field",
                "apart_length",
                "apart_bytes",
                "apart_value",
              ]).map((name) => h("th", { scope: "col" }, text(language, name))),
            ),
          ),
          h("tbody", {}, rows),
        ),
      ),
    ];
  }

  const root = part("apart", 5, text(language, "apart"), text(language, "apart_lead"), [
    h(
      "div",
      { class: "row" },
      button(text(language, "apart_phone"), () => {
        if (memory.code === null) return notice.warn(text(language, "attack_needs_code"));
        field.value = memory.code.text;
        take(field.value);
      }),
    ),
    field,
    notice.root,
    shown,
  ]);
  take(memory.apart);
  return { root, update: () => {} };
}
