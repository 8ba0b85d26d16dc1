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
  /** @param {string} kind @param {string} sentence */
  const tell = (kind, sentence) => fill(root, h("p", { class: kind }, sentence));
  return {
    root,
    clear: () => fill(root),
    /** @param {string} sentence */
    say: (sentence) => tell("done", sentence),
    /** @param {string} sentence */
    warn: (sentence) => tell("trouble", sentence),
    /**
     * The same for what is tried again and again: nothing is told while it goes well.
     *
     * @param {() => Promise<unknown>} work
     */
    async quietly(work) {
      try {
        await work();
      } catch (error) {
        if (!(error instanceof CallError)) throw error;
        tell("trouble", sentence(error.texts[language], language));
      }
    },
    /**
     * Does something; where it can't be done, tells why.
     *
     * @param {() => Promise<unknown>} work
     */
    async attempt(work) {
      fill(root);
      await this.quietly(work);
    },
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
