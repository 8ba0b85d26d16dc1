/** The phone: its cards, where they can be used, the code; what happens when it is lost. */

/** @import { App, Code, HeldCard, OfferedScene, Part } from './types.d.ts' */

import { cardFace } from "./card-face.js";
import { codePane } from "./code-pane.js";
import { conditions } from "./conditions.js";
import { consent, requestReader } from "./consent.js";
import { button, choice, fill, h } from "./elements.js";
import { sync } from "./gate-source.js";
import { noticed, part, sentence } from "./notices.js";
import { call } from "./sandbox.js";
import { text } from "./texts.js";
import { areaName, misplaced, regionName, timeOfDay, willDisclose } from "./words.js";

/**
 * @param {App} app
 * @returns {Part}
 */
export function phone(app) {
  const { language, memory } = app;
  /** @param {import('./texts.js').TextName} name */
  const say = (name) => text(language, name);
  const notice = noticed(language);
  const bar = h("div", { class: "phone-bar" });
  const lost = h("div");
  const cards = h("div");
  const use = h("div", { class: "use" });
  const settings = h("div");
  /** @type {{ root: HTMLElement, close: () => void } | null} */
  let pane = null;
  /** What was drawn: not drawn again while it is the same. */
  let drawn = "";

  const held = () => {
    const all = app.state.phone.cards;
    const one = all.find(({ card }) => card.id === memory.card) ?? all[0];
    memory.card = one?.card.id ?? "";
    return one;
  };

  /** @param {HeldCard} one */
  const sceneOf = (one) =>
    one.scenes.find(({ code }) => code === memory.phoneScene) ?? one.scenes[0];

  function drawBar() {
    const { offline, clock_offset_s: offset, clock } = app.state.phone;
    const now = new Date(Date.now() + offset * 1000);
    fill(
      bar,
      h("span", { class: "mono" }, timeOfDay(language, now)),
      h(
        "span",
        {},
        offline ? say("offline") : "",
        clock.health === "off" ? ` · ${say("clock_off")}` : "",
      ),
    );
  }

  function drawLost() {
    if (!app.state.phone.lost) return fill(lost);
    const owners = app.state.phone.cards.map((one) => one.owner);
    const mine = app.state.authority.holders.filter((one) => owners.includes(one.card_number));
    const good = mine.filter((one) => one.state === "active");
    fill(
      lost,
      h(
        "section",
        { class: "lost", "aria-label": say("lost") },
        h("h3", {}, say("lost")),
        h("p", {}, say("lost_lead")),
        h(
          "div",
          { class: "row" },
          good.length > 0
            ? button(
                say("lost_report"),
                () =>
                  notice.attempt(async () => {
                    for (const one of good) {
                      await call("authority/acts", { card_number: one.card_number, act: "loss" });
                    }
                    await app.look();
                  }),
                { class: "main" },
              )
            : h("span", { class: "badge good" }, say("lost_reported")),
          button(say("lost_sync"), () =>
            notice.attempt(async () => {
              await sync();
              await app.look();
              notice.say(say("updated"));
            }),
          ),
          button(say("found"), () => setLost(false), { class: "quiet" }),
        ),
      ),
    );
  }

  /** @param {boolean} isLost */
  const setLost = (isLost) =>
    notice.attempt(async () => {
      await call("phone/loss", { lost: isLost });
      await app.look();
    });

  function drawCards() {
    const all = app.state.phone.cards;
    const one = held();
    const { needs_re_enrolment: needs } = app.state.phone;
    const options = all.map(({ card }) => ({
      value: card.id,
      text: `${card.face?.name ?? say("social_card")} · ${regionName(app, card.region)}`,
    }));
    fill(
      cards,
      needs && h("p", { class: "trouble" }, sentence(needs[language], language)),
      one === undefined
        ? h(
            "div",
            { class: "empty" },
            h("h3", {}, say("no_cards")),
            h("p", {}, say("no_cards_lead")),
          )
        : cardFace(app, one),
      options.length > 1 && choice(say("my_card"), options, memory.card, chooseCard, "my-card"),
    );
  }

  /** @param {string} id */
  function chooseCard(id) {
    memory.card = id;
    hide();
    update();
  }

  /** @param {string} code */
  function chooseScene(code) {
    memory.phoneScene = code;
    if (!memory.gateSceneChosen) memory.gateScene = code;
    memory.asked = null;
    hide();
    app.draw();
  }

  function hide() {
    pane?.close();
    pane = null;
    Object.assign(memory, { code: null, showing: false });
    drawn = "";
  }

  /** @param {HeldCard} one @param {OfferedScene} scene @param {Code | null} [answer] */
  function show(one, scene, answer = null) {
    pane?.close();
    memory.showing = answer === null;
    memory.shownCard = one.card.id;
    memory.code = null;
    pane = codePane(app, one.card.id, scene, answer, notice.attempt, () => {
      hide();
      update();
      notice.say(say("put_away"));
    });
    drawn = "";
    drawUse();
  }

  function drawUse() {
    const one = held();
    const scene = one && sceneOf(one);
    // Another tab, or another start, took the card away that is on show.
    if (pane !== null && one?.card.id !== memory.shownCard) hide();
    const now = JSON.stringify([
      one,
      memory.phoneScene,
      memory.asked,
      memory.request?.text,
      pane !== null,
    ]);
    if (now === drawn) return;
    drawn = now;
    if (one === undefined || one.trouble) {
      return fill(
        use,
        one?.trouble && h("p", { class: "trouble" }, sentence(one.trouble[language], language)),
      );
    }
    if (scene === undefined) return fill(use);
    const options = one.scenes.map(({ code, name, area, ineligible }) => ({
      value: code,
      text: `${code} ${name[language]}${ineligible ? " ✕" : ""}`,
      group: areaName(language, area),
    }));
    fill(
      use,
      choice(say("scene_pick"), options, scene.code, chooseScene, "phone-scene"),
      body(one, scene),
    );
  }

  /** @param {HeldCard} one @param {OfferedScene} scene */
  function body(one, scene) {
    if (scene.ineligible) {
      return h(
        "p",
        { class: "trouble" },
        say("unfit"),
        sentence(scene.ineligible[language], language),
      );
    }
    if (pane !== null) return pane.root;
    if (memory.asked !== null && memory.asked.card === one.card.id) {
      return consent(app, memory.asked, notice, (answer) => {
        memory.asked = null;
        if (answer === null) update();
        else show(one, scene, answer);
      });
    }
    const tells =
      scene.profile &&
      h(
        "p",
        { class: "will-see" },
        h("strong", {}, say("will_see")),
        willDisclose(language, scene.profile),
      );
    if (scene.needs_request) {
      return [
        tells,
        h("p", { class: "muted" }, say("needs_request")),
        requestReader(app, one.card.id, notice, update),
      ];
    }
    return [
      tells,
      button(
        say("show"),
        () => {
          notice.clear();
          show(one, scene);
        },
        { class: "main wide" },
      ),
    ];
  }

  function drawSettings() {
    const { folder } = app.state.phone;
    const one = held();
    const offer = h("textarea", {
      rows: 3,
      "aria-label": say("offer"),
      placeholder: "openid-credential-offer://…",
      "data-key": "offer-text",
    });
    const txCode = h("input", {
      inputmode: "numeric",
      autocomplete: "off",
      maxlength: 12,
      "data-key": "tx-code",
    });
    const enroll = () =>
      notice.attempt(async () => {
        const wrong = misplaced(language, offer.value, "offer");
        if (wrong !== null) return notice.warn(wrong);
        const { card } = await call("phone/enrol", { offer: offer.value, tx_code: txCode.value });
        memory.card = card;
        hide();
        await app.look();
      });
    fill(
      settings,
      h(
        "details",
        { class: "more" },
        h("summary", {}, say("enroll_another")),
        offer,
        h("label", { class: "field" }, h("span", {}, say("tx_code")), txCode),
        button(say("enroll"), enroll),
      ),
      h(
        "details",
        { class: "more" },
        h("summary", {}, say("more")),
        conditions(app, "phone", notice.attempt),
        h(
          "div",
          { class: "row" },
          one &&
            button(say("refresh"), () =>
              notice.attempt(async () => {
                await call("phone/refresh", {});
                await app.look();
                notice.say(say("updated"));
              }),
            ),
          one && button(say("lose"), () => setLost(true)),
          one &&
            button(say("unbind"), () =>
              notice.attempt(async () => {
                await call("phone/unbind", { card: one.card.id });
                hide();
                await app.look();
              }),
            ),
          button(
            say("new_phone"),
            () =>
              notice.attempt(async () => {
                hide();
                await call("phone/new", {});
                await app.look();
              }),
            { class: "danger", title: say("new_phone_lead") },
          ),
        ),
        h("p", { class: "fine" }, say("phone_is"), " ", h("span", { class: "mono path" }, folder)),
      ),
    );
  }

  let settled = "";
  function update() {
    drawBar();
    drawLost();
    drawCards();
    drawUse();
    const { cards: all, offline, clock_offset_s: offset } = app.state.phone;
    const now = JSON.stringify([all.map(({ card }) => card.id), memory.card, offline, offset]);
    if (now !== settled) {
      const open = [...settings.querySelectorAll("details")].map((one) => one.open);
      drawSettings();
      settings.querySelectorAll("details").forEach((one, at) => (one.open = open[at] ?? false));
      settled = now;
    }
  }

  const root = part("phone", 2, say("phone"), say("phone_lead"), [
    h("div", { class: "handset" }, bar, lost, cards, notice.root, use, settings),
  ]);
  const one = held();
  const scene = one && sceneOf(one);
  // Drawn in another language: what was on show goes on.
  if (memory.showing && one && scene && !scene.ineligible) show(one, scene);
  return { root, update };
}
