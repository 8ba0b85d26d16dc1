/** The authority: holders, offers for them, what happens to their cards. */

/** @import { App, Holder, Offer, Part } from './types.d.ts' */

import { button, choice, fill, h, show, symbol } from "./elements.js";
import { noticed, part } from "./notices.js";
import { call } from "./sandbox.js";
import { ACTS, STATES, text } from "./texts.js";
import { capital, kindName, regionName } from "./words.js";

/**
 * @param {App} app
 * @returns {Part}
 */
export function authority(app) {
  const { language, memory } = app;
  /** @param {import('./texts.js').TextName} name */
  const say = (name) => text(language, name);
  const pick = language === "zh" ? 0 : 1;
  const notice = noticed(language);
  const list = h("div", { class: "holders" });
  const detail = h("div", { class: "detail" });
  const adding = h("div", { class: "adding" });

  const search = h("input", {
    type: "search",
    value: memory.search,
    "aria-label": say("search"),
    placeholder: say("search"),
    on: {
      input: () => {
        memory.search = search.value;
        drawList();
      },
    },
  });

  /** @param {Holder} holder */
  const isFound = (holder) => {
    const words = [
      holder.name,
      holder.card_number,
      regionName(app, holder.region),
      holder.about?.[language],
    ];
    const wanted = memory.search.trim().toLowerCase();
    return words.some((one) => one?.toLowerCase().includes(wanted));
  };

  /** @param {Holder} holder */
  const row = (holder) =>
    h(
      "li",
      {},
      h(
        "button",
        {
          type: "button",
          class: "holder",
          "data-key": holder.card_number,
          "aria-pressed": String(holder.card_number === memory.holder),
          on: {
            click: () => {
              memory.holder = holder.card_number;
              notice.clear();
              update();
            },
          },
        },
        h(
          "span",
          { class: "who" },
          holder.name,
          " ",
          h("span", { class: "mono" }, holder.card_number),
        ),
        badge(holder),
        h(
          "span",
          { class: "about" },
          regionName(app, holder.region),
          " · ",
          holder.about?.[language] ?? say("added_holder"),
        ),
      ),
    );

  /** @param {Holder} holder */
  const badge = (holder) =>
    h(
      "span",
      { class: `badge ${holder.state === "active" ? "good" : "bad"}` },
      STATES[holder.state]?.[pick] ?? holder.state,
    );

  function drawList() {
    const found = app.state.authority.holders.filter(isFound);
    fill(
      list,
      found.length === 0
        ? h("p", { class: "muted" }, say("none_found"))
        : h(
            "ul",
            { "aria-label": say("holders"), "data-scrolls": true, tabindex: 0 },
            found.map(row),
          ),
    );
  }

  function drawAdding() {
    const { regions } = app.state.authority;
    let region = regions[0] ?? "";
    const options = regions.map((one) => ({ value: one, text: regionName(app, one) }));
    fill(
      adding,
      choice(say("add_holder_in"), options, region, (one) => (region = one), "add-region"),
      button(say("add_holder"), () =>
        notice.attempt(async () => {
          const { card_number: number } = await call("authority/holders", { region });
          memory.holder = number;
          memory.search = search.value = "";
          await app.look();
          update();
        }),
      ),
    );
  }

  /** @param {Holder} holder */
  const offers = (holder) => {
    const isOpen = memory.offer !== null && memory.offer.expires * 1000 > Date.now();
    const offer = isOpen && memory.offer?.card_number === holder.card_number ? memory.offer : null;
    if (!holder.offers) return h("p", { class: "muted" }, say("offer_none"));
    if (offer === null) {
      return button(
        say("make_offer"),
        () =>
          notice.attempt(async () => {
            memory.offer = /** @type {Offer} */ (
              await call("authority/offers", { card_number: holder.card_number })
            );
            update();
          }),
        { class: "main" },
      );
    }
    return offered(holder, offer);
  };

  /** @param {Holder} holder @param {Offer} offer */
  const offered = (holder, offer) =>
    h(
      "section",
      { class: "offer", "aria-label": say("offer") },
      symbol(offer.qr, `${holder.name}${say("offer_of")}`),
      h(
        "div",
        {},
        h(
          "p",
          { class: "tx" },
          h("span", {}, say("tx_code")),
          " ",
          h("strong", { class: "mono" }, offer.tx_code),
        ),
        h("p", { class: "muted" }, say("offer_once")),
        button(
          say("enroll_here"),
          () =>
            notice.attempt(async () => {
              const { card } = await call("phone/enrol", {
                offer: offer.offer,
                tx_code: offer.tx_code,
              });
              Object.assign(memory, { card, offer: null, code: null, showing: false });
              await app.look();
              update();
              show("phone");
            }),
          { class: "main" },
        ),
        button(
          say("offer_again"),
          () => {
            memory.offer = null;
            update();
          },
          { class: "small quiet" },
        ),
      ),
      h(
        "details",
        {},
        h("summary", {}, say("offer")),
        h("textarea", { readonly: true, rows: 4, "aria-label": say("offer") }, offer.offer),
      ),
    );

  /** @param {Holder} holder @param {string} act */
  const lifeAct = (holder, act) => {
    const words = ACTS[act];
    if (words === undefined) return null;
    return h(
      "li",
      {},
      button(
        words[pick],
        () =>
          notice.attempt(async () => {
            const done = await call("authority/acts", { card_number: holder.card_number, act });
            memory.offer = null;
            notice.say(say(done.published ? "published" : "not_yet_published"));
            await app.look();
          }),
        { class: act === "cancel" ? "small danger" : "small", "data-key": `act-${act}` },
      ),
      h("span", { class: "muted" }, words[2 + pick]),
    );
  };

  function drawDetail() {
    const { holders } = app.state.authority;
    const holder = holders.find((one) => one.card_number === memory.holder) ?? holders[0];
    if (holder === undefined) return;
    memory.holder = holder.card_number;
    fill(
      detail,
      h("h3", {}, holder.name, " ", badge(holder)),
      h(
        "dl",
        {},
        h("dt", {}, say("card_number")),
        h("dd", { class: "mono" }, holder.card_number),
        h("dt", {}, capital(kindName(language, holder.kind))),
        h("dd", { class: "mono" }, holder.number),
        h("dt", {}, say("born")),
        h("dd", {}, holder.birth_date),
      ),
      offers(holder),
      h("h4", {}, say("life")),
      h(
        "ul",
        { class: "acts" },
        holder.acts.map((act) => lifeAct(holder, act)),
      ),
    );
  }

  function update() {
    drawDetail();
    drawList();
  }

  const root = part("authority", 1, say("authority"), say("authority_lead"), [
    search,
    list,
    notice.root,
    detail,
    h("details", { class: "more" }, h("summary", {}, say("add_someone")), adding),
  ]);
  drawAdding();
  return { root, update };
}
