/** A verdict: full, in color, by shape and in words. */

/** @import { App, Evidence, Seen } from './types.d.ts' */

import { h, svg } from "./elements.js";
import { text } from "./texts.js";
import { ago, disclosedRows, timeOfDay } from "./words.js";

/** Outlines and signs: a circle, an octagon and a diamond tell them apart without color. */
const SIGNS = {
  accepted: ["M32 3a29 29 0 1 0 0 58a29 29 0 1 0 0-58z", "M18 33l10 10l19-21"],
  rejected: ["M20 3h24l17 17v24l-17 17h-24l-17-17v-24z", "M21 21l22 22M43 21l-22 22"],
  unreadable: ["M32 2l30 30l-30 30l-30-30z", "M25 25c0-10 15-10 15 0c0 7-8 6-8 13M32 45v.5"],
};

/**
 * @param {'accepted' | 'rejected' | 'unreadable'} outcome
 */
export function sign(outcome) {
  const [outline, mark] = SIGNS[outcome];
  return svg(
    "svg",
    { class: `sign ${outcome}`, viewBox: "0 0 64 64", "aria-hidden": "true" },
    svg("path", { class: "outline", d: outline }),
    svg("path", { class: "mark", d: mark }),
  );
}

/**
 * The verdict as the gate shows it.
 *
 * @param {App} app
 * @param {Seen} seen
 */
export function verdict(app, seen) {
  const { language, texts } = app;
  const { verdict: one, hint, misplaced } = seen;
  return [
    h(
      "div",
      { class: `verdict-head ${one.outcome}` },
      sign(one.outcome),
      h("p", { class: "outcome" }, texts.outcomes[one.outcome]?.[language] ?? one.outcome),
    ),
    h(
      "div",
      { class: "verdict-body" },
      one.reasons.length > 0 &&
        h(
          "ul",
          { class: "reasons" },
          one.reasons.map((reason) =>
            h(
              "li",
              {},
              h("span", {}, texts.reasons[reason]?.[language] ?? ""),
              " ",
              h("code", {}, reason),
            ),
          ),
        ),
      misplaced && h("p", { class: "hint" }, text(language, `is_${misplaced}`)),
      !misplaced && hint && h("p", { class: "hint" }, hint[language]),
      one.disclosed &&
        h(
          "dl",
          { class: "told" },
          disclosedRows(app, one.disclosed).map(([name, value]) => [
            h("dt", {}, name),
            h("dd", {}, value),
          ]),
        ),
      h(
        "dl",
        { class: "basis" },
        basis(app, seen).map(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]),
      ),
      one.test && h("p", { class: "fine" }, text(language, "judged_test")),
    ),
  ];
}

/**
 * What the verdict rests on, and how old that is.
 *
 * @param {App} app
 * @param {Seen} seen
 * @returns {[string, string][]}
 */
function basis(app, { verdict: one, took_us: took, at }) {
  const { language } = app;
  const now = at.getTime() / 1000;
  /** @type {[string, string][]} */
  const rows = [];
  if (one.code_age_s !== null)
    rows.push([text(language, "code_made"), ago(language, one.code_age_s)]);
  if (one.status) rows.push([text(language, "status_of"), evidence(app, one.status, now)]);
  if (one.trust) rows.push([text(language, "trust_of"), evidence(app, one.trust, now)]);
  rows.push([text(language, "took"), `${(took / 1000).toFixed(2)} ms`]);
  return rows;
}

/**
 * @param {App} app
 * @param {Evidence} told
 * @param {number} now
 */
function evidence({ language, texts }, told, now) {
  const grade = texts.freshness[told.grade]?.[language] ?? told.grade;
  const source = told.source && text(language, told.source === "list" ? "by_list" : "by_card");
  const parts = [grade, source, ago(language, now - told.as_of)];
  return parts.filter((part) => part).join(language === "zh" ? "，" : ", ");
}

/**
 * A verdict of before, in one line.
 *
 * @param {App} app
 * @param {Seen} seen
 */
export function line({ language, texts }, seen) {
  const { outcome, reasons } = seen.verdict;
  return h(
    "li",
    {},
    sign(outcome),
    h("span", { class: "mono" }, timeOfDay(language, seen.at, true)),
    h("span", { class: "mono" }, seen.scene),
    h("span", {}, texts.outcomes[outcome]?.[language] ?? outcome),
    h("span", { class: "muted" }, reasons.join(" ")),
  );
}
