// What the page says, as tests look for it: read from the page's own texts.

import { ACTS, ALL } from "../src/texts.js";

/** The texts of a language. */
export function words(language) {
  const at = language === "zh" ? 0 : 1;
  const text = (name) => ALL[name][at];
  const act = (name) => ACTS[name][at];
  return { text, act };
}
