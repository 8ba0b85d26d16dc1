/** What judges for the page's gate: for now a verifier in the sandbox's process. */

/** @import { Judged } from './types.d.ts' */

import { call } from "./sandbox.js";

/**
 * Judges a text for a scene, now.
 *
 * @param {string} scanned
 * @param {string} scene
 * @returns {Promise<Judged>}
 */
export function verify(scanned, scene) {
  return call("gate/verdicts", { text: scanned, scene });
}

/** Brings the lists up to date. */
export function sync() {
  return call("gate/sync", {});
}
