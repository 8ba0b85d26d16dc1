/** A part of the page, and what it tells its reader about what was just done. */

/** @import { Language } from './language.js' */
/** @import { Child } from './elements.js' */

import { fill, h } from "./elements.js";
import { CallError } from "./sandbox.js";

/**
 * A part with its number, name and one sentence.
 *
 * @param {string} name
 * @param {number} number
 * @param {string} title
 * @param {string} lead
 * @param {Child[]} children
 */
export function part(name, number, title, lead, children) {
  return h(
    "section",
    { class: `part ${name}`, id: name, "aria-labelledby": `${name}-title` },
    h(
      "div",
      { class: "part-head" },
      h(
        "h2",
        { id: `${name}-title` },
        h("span", { class: "number", "aria-hidden": "true" }, number),
        title,
      ),
      h("p", { class: "lead" }, lead),
    ),
    children,
  );
}

/**
 * A place for one sentence: what was done, or why it could not be.
 *
 * @param {Language} language
 */
export function noticed(language) {
  const root = h("div", { class: "notice", role: "status" });
  /** @param {string} kind @param {string} told */
  const tell = (kind, told) => fill(root, h("p", { class: kind }, told));
  /**
   * Does something; where it can't be done, tells why. Nothing is told while it goes well.
   *
   * @param {() => Promise<unknown>} work
   */
  const quietly = async (work) => {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      tell("trouble", sentence(error.texts[language], language));
    }
  };
  /**
   * The same for what its reader has asked for: what was told before is over.
   *
   * @param {() => Promise<unknown>} work
   */
  const attempt = (work) => {
    fill(root);
    return quietly(work);
  };
  return {
    root,
    clear: () => fill(root),
    /** @param {string} done */
    say: (done) => tell("done", done),
    /** @param {string} trouble */
    warn: (trouble) => tell("trouble", trouble),
    attempt,
    quietly,
  };
}

/**
 * The library's messages begin small in English and end without a stop, as errors do.
 *
 * @param {string} message
 * @param {Language} language
 */
export function sentence(message, language) {
  if (language === "zh" || message === "") return message;
  const begun = message.charAt(0).toUpperCase() + message.slice(1);
  return /[.?!]$/.test(begun) ? begun : `${begun}.`;
}
