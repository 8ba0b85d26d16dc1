/** The gate's eye: a camera, and pictures of codes. The sandbox's process reads what is in them. */

/** @import { App } from './types.d.ts' */

import { button, fill, h } from "./elements.js";
import { read } from "./sandbox.js";
import { text } from "./texts.js";

/** Milliseconds between two looks through the camera. */
const PAUSE = 150;

/** Milliseconds for which the same text is not read again: it is still in view. */
const STILL_IN_VIEW = 4000;

/** Pixels of the longer side of what is looked at. */
const SIDE = 720;

/** Most bytes of a picture that is sent. */
const MOST_BYTES = 32 * 1024 * 1024;

/**
 * Camera and pictures, whose codes are handed to the gate.
 *
 * @param {App} app
 * @param {ReturnType<typeof import('./notices.js').noticed>} notice
 */
export function eye(app, notice) {
  const { language } = app;
  /** @param {import('./texts.js').TextName} name */
  const say = (name) => text(language, name);
  const root = h("div", { class: "eye" });
  /** @type {AbortController | null} */
  let looking = null;
  app.signal.addEventListener("abort", () => looking?.abort());

  async function open() {
    const closed = new AbortController();
    looking = closed;
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({
        video: { facingMode: "environment", width: { ideal: 1280 } },
      });
    } catch (error) {
      looking = null;
      draw();
      const denied = error instanceof DOMException && error.name === "NotAllowedError";
      return notice.warn(say(denied ? "camera_denied" : "camera_none"));
    }
    const end = () => stream.getTracks().forEach((track) => track.stop());
    if (closed.signal.aborted) return end();
    closed.signal.addEventListener("abort", end);
    const video = h("video", { playsinline: true, "aria-label": say("camera_picture") });
    video.muted = true;
    video.srcObject = stream;
    draw(video);
    await video.play();
    await watch(video, closed.signal);
  }

  /** @param {HTMLVideoElement} video @param {AbortSignal} signal */
  async function watch(video, signal) {
    let last = "";
    let lastSeen = 0;
    while (!signal.aborted) {
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
      const frame = document.visibilityState === "visible" ? await taken(video) : null;
      if (frame === null || signal.aborted) continue;
      await notice.quietly(async () => {
        const { text: seen } = await read("gate/pictures", frame);
        if (seen === null || signal.aborted) return;
        const now = performance.now();
        const isSame = seen === last && now - lastSeen < STILL_IN_VIEW;
        last = seen;
        lastSeen = now;
        if (!isSame) await app.hold(seen);
      });
    }
  }

  function close() {
    looking?.abort();
    looking = null;
    draw();
  }

  /** @param {Blob | undefined} picture */
  const take = (picture) =>
    notice.attempt(async () => {
      if (picture === undefined) return;
      if (picture.size > MOST_BYTES) return notice.warn(say("picture_large"));
      const { text: seen, why } = await read("gate/pictures", picture);
      if (seen === null) return notice.warn(why[language]);
      await app.hold(seen);
    });

  /** @param {HTMLVideoElement} [video] */
  function draw(video) {
    const file = h("input", {
      type: "file",
      accept: "image/*",
      class: "away",
      tabindex: -1,
      "aria-hidden": "true",
      on: { change: () => take(file.files?.[0]) },
    });
    fill(
      root,
      video,
      h(
        "div",
        { class: "row" },
        video === undefined
          ? button(say("camera_open"), open, { "data-key": "camera" })
          : button(say("camera_close"), close, { "data-key": "camera" }),
        button(say("picture"), () => file.click()),
        file,
      ),
    );
  }

  root.addEventListener("dragover", (event) => event.preventDefault());
  root.addEventListener("drop", (event) => {
    event.preventDefault();
    take(event.dataTransfer?.files[0]);
  });
  draw();
  return root;
}

/**
 * What the camera sees now, as a small picture; null before it sees anything.
 *
 * @param {HTMLVideoElement} video
 * @returns {Promise<Blob | null>}
 */
function taken(video) {
  const { videoWidth: width, videoHeight: height } = video;
  if (width === 0 || height === 0) return Promise.resolve(null);
  const scale = Math.min(1, SIDE / Math.max(width, height));
  const canvas = h("canvas");
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  canvas.getContext("2d")?.drawImage(video, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.9));
}
