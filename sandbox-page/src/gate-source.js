/** What judges for the page's gate: for now a verifier in the sandbox's process. */

/** @import { Judged } from './types.d.ts' */

import { call } from "./sandbox.js";

/**
 * Judges a text for a scene, now.
 *
 * @param {string} scanned
 * @param {string} scene
 * @param {number} [later] seconds from now; then nothing is remembered
 * @returns {Promise<Judged>}
 */
export function verify(scanned, scene, later = 0) {
  return call("gate/verdicts", { text: scanned, scene, later_s: later });
}

/** Brings the lists up to date. */
export function sync() {
  return call("gate/sync", {});
}
