// What comes from outside is refused with a code or judged; nothing of it ends the module.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { EsscError, load } from '../essc.js';
import { fresh, moduleFile, vectors } from './module.js';

const vector = vectors.verdicts.find(({ name }) => name === 'accept/masked-at-a-library.json');
const { venue_region: region, scene, now } = vector;
const root = vector.lists.root;
const bundle = JSON.stringify({
  trust: vectors.listFile(vector.lists.trust),
  status: vector.lists.status.map(vectors.listFile),
  catalogues: vector.lists.catalogues.map(vectors.listFile),
});

const coded = (code) => (error) => {
  assert.ok(error instanceof EsscError, `${error}`);
  assert.equal(error.code, code);
  assert.ok(error.message.length > 0);
  return true;
};

async function opened() {
  const essc = await fresh();
  const gate = essc.gate(root, { region, now: vector.gate_started });
  assert.ok(gate.load(bundle, vector.lists_loaded).complete);
  return { essc, gate };
}

/** That the module is alive and judges as before. */
function stillJudges(gate) {
  assert.equal(gate.verify(vector.text, { scene, now }).outcome, 'accepted');
}

test('what is no text of a code is unreadable, however long and strange it is', async () => {
  const { gate } = await opened();
  const texts = [
    '',
    ' ',
    '\0',
    '\ud800',
    `SSC1:\udfff${vector.text.slice(6)}`,
    '\u{1f600}'.repeat(3000),
    'https://card.example/?code=1',
    'HC1:6BFOXN%TSMAHN-H',
    'SSC1:',
    'SSC1:' + 'A'.repeat(1 << 20),
    vector.text.repeat(4000),
    'x'.repeat(1 << 20),
    vector.text.toLowerCase(),
    vector.text.slice(0, -1),
    `${vector.text}\n\n`,
    'SSC9:AA',
  ];
  for (const text of texts) {
    const verdict = gate.verify(text, { scene, now });
    assert.deepEqual(
      [verdict.outcome, verdict.reasons],
      ['unreadable', ['UNREADABLE']],
      JSON.stringify(text.slice(0, 40)),
    );
  }
  stillJudges(gate);
});

test('every byte of a code counts', async () => {
  const { gate } = await opened();
  const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';
  for (let at = 0; at < vector.text.length; at += 1) {
    const other = alphabet[(alphabet.indexOf(vector.text[at]) + 7) % 45];
    const changed = vector.text.slice(0, at) + other + vector.text.slice(at + 1);
    assert.notEqual(gate.verify(changed, { scene, now }).outcome, 'accepted', `${at}`);
  }
  stillJudges(gate);
});

test('arguments of other types are refused', async () => {
  const { essc, gate } = await opened();
  const strange = [undefined, null, 7, 7n, {}, [], true, Symbol('text'), () => '', new Uint8Array(3)];
  for (const text of strange) {
    assert.throws(() => gate.verify(text, { scene, now }), coded('ARGUMENT_REFUSED'));
    assert.throws(() => gate.keepRequest(text, now), coded('ARGUMENT_REFUSED'));
  }
  for (const options of [undefined, null, 7, 'x', {}, { scene: 110 }, { scene: null }]) {
    assert.throws(() => gate.verify(vector.text, options), coded('ARGUMENT_REFUSED'));
  }
  const scenes = ['', '1', '110', '00110', '65536', '99999', '0x10', '01 0', '-001', '１１１１', '0110\n'];
  for (const wrong of scenes) {
    assert.throws(() => gate.verify(vector.text, { scene: wrong, now }), coded('ARGUMENT_REFUSED'));
  }
  for (const wrong of ['', '44010', '4401000', '44010x', ' 440100', 440100, null, '４４０１００']) {
    const options = { scene, region: wrong, now };
    assert.throws(() => gate.verify(vector.text, options), coded('REGION_REFUSED'));
    assert.throws(() => essc.gate(root, { region: wrong }), coded('REGION_REFUSED'));
  }
  for (const wrong of [NaN, Infinity, -1, -0.5, '1800000000', 1.8e12, 253402300800, 5n, new Date(), null]) {
    assert.throws(() => gate.verify(vector.text, { scene, now: wrong }), coded('ARGUMENT_REFUSED'));
    assert.throws(() => gate.load(bundle, wrong), coded('ARGUMENT_REFUSED'));
    assert.throws(() => essc.gate(root, { now: wrong }), coded('ARGUMENT_REFUSED'));
  }
  for (const wrong of [undefined, null, 7, {}, []]) {
    assert.throws(() => gate.load(wrong, now), coded('ARGUMENT_REFUSED'));
    assert.throws(() => essc.restore(root, wrong), coded('ARGUMENT_REFUSED'));
  }
  for (const remember of ['', 'all', 1, null]) {
    assert.throws(() => essc.gate(root, { remember }), coded('ARGUMENT_REFUSED'));
  }
  for (const replayCapacity of [-1, 1.5, NaN, '7', null, 2 ** 20 + 1, 2 ** 31, 2 ** 53]) {
    assert.throws(() => essc.gate(root, { replayCapacity }), coded('CAPACITY_REFUSED'));
  }
  for (const options of [null, 7, 'x']) {
    assert.throws(() => essc.gate(root, options), coded('ARGUMENT_REFUSED'));
  }
  stillJudges(gate);
});

test('what is no root is refused, and leaves nothing pinned behind', async () => {
  const { essc, gate } = await opened();
  const wrong = [
    '', '{', '7', 'null', '[]', '[null]', [], [7], null, undefined, 7, {},
    { ...root, crv: 'P-384' }, { ...root, y: root.x }, { ...root, x: `${root.x}A` },
    { ...root, kty: 'RSA' }, { jwk: null }, { jwk: 'x' }, [root, {}], { jwk: [root] },
    { ...root, x: 'A'.repeat(100_000) }, { jwk: () => root }, { jwk: { ...root, x: 7n } }, [[root]],
  ];
  const cyclic = { ...root };
  cyclic.of = cyclic;
  assert.throws(() => essc.gate(cyclic), coded('KEY_REFUSED'));
  for (const roots of wrong) {
    assert.throws(() => essc.gate(roots), coded('KEY_REFUSED'));
  }
  for (const leastSeq of ['1', 1.5, NaN, 2 ** 53, null]) {
    assert.throws(() => essc.gate({ jwk: root, leastSeq }), coded('ARGUMENT_REFUSED'));
  }
  // A gate that is opened after a refused one trusts its own roots only.
  const other = { ...root, x: vectorsOtherRoot.x, y: vectorsOtherRoot.y };
  assert.throws(() => essc.gate([root, {}]), coded('KEY_REFUSED'));
  const strict = essc.gate(other, { region, now: vector.gate_started });
  assert.ok(!strict.load(bundle, vector.lists_loaded).complete);
  stillJudges(gate);
});

const vectorsOtherRoot = Object.values(
  vectors.sequences.find(({ roots }) => Object.keys(roots).length > 1).roots,
).find((jwk) => jwk.x !== root.x);

test('roots are taken in every form that says the same', async () => {
  const { essc } = await opened();
  const forms = [
    root, JSON.stringify(root), [root], { jwk: root }, [{ jwk: root, leastSeq: 1 }],
    JSON.stringify([{ jwk: root, least_seq: 1 }]),
  ];
  for (const roots of forms) {
    const gate = essc.gate(roots, { region, now: vector.gate_started });
    assert.ok(gate.load(bundle, vector.lists_loaded).complete);
    stillJudges(gate);
  }
  const late = essc.gate({ jwk: root, leastSeq: 2 ** 40 }, { region, now: vector.gate_started });
  assert.ok(!late.load(bundle, vector.lists_loaded).complete);
});

test('documents are taken one by one too, and say what they are', async () => {
  const essc = await fresh();
  const gate = essc.gate(root, { region, now: vector.gate_started });
  const encoder = new TextEncoder();
  const names = ['trust.jwt', 'status-440100-0.jwt', 'catalogue-440000.jwt', 'catalogue-440100.jwt'];
  const forms = [(text) => text, (text) => encoder.encode(text), (text) => encoder.encode(`${text}\n`).buffer];
  names.forEach((name, number) => {
    const document = forms[number % forms.length](vectors.listFile(name));
    const report = gate.load(document, vector.lists_loaded);
    assert.equal(report.complete, true);
    assert.deepEqual(report.unreadable, []);
    const [one] = report.documents;
    const kind = name.split(/[-.]/)[0];
    assert.equal(one.document, { trust: 'trust_list', status: 'status_list', catalogue: 'catalogue' }[kind]);
    assert.equal(one.outcome, 'updated');
    const again = gate.load(document, vector.lists_loaded);
    assert.equal(again.documents[0].outcome, 'unchanged');
  });
  stillJudges(gate);
  const held = gate.lists(now).map(({ document, region: of, number }) => [document, of, number]);
  assert.deepEqual(held, [
    ['trust_list', null, null],
    ['status_list', '440100', 0],
    ['catalogue', '440000', null],
    ['catalogue', '440100', null],
  ]);
  const found = gate.scenes({ region, now }).find(({ code }) => code === scene);
  assert.ok(found.name.zh && found.name.en && found.area);
  assert.deepEqual(gate.scenes({ region: '110000', now }), []);
});

test('a document that is not believed is reported, and what was held stays', async () => {
  const { gate } = await opened();
  const trust = vectors.listFile('trust.jwt');
  const forged = trust.slice(0, -8) + (trust.endsWith('AAAAAAAA') ? 'BBBBBBBB' : 'AAAAAAAA');
  const report = gate.load(forged, now);
  assert.equal(report.complete, false);
  assert.equal(report.documents[0].outcome, 'refused');
  assert.ok(report.documents[0].reason.length > 0);
  stillJudges(gate);
});

test('what is no document and no bundle is refused as what it is', async () => {
  const { gate } = await opened();
  const trust = vectors.listFile('trust.jwt');
  const bundles = ['{', '{}', '{"trust":1}', '{"error":"x"}', `{"trust":"${'['.repeat(1000)}"}`,
    '{"a":'.repeat(100_000), `{"trust":"t","trust":"t","status":[],"catalogues":[]}`];
  for (const text of bundles) {
    assert.throws(() => gate.load(text, now), coded('BUNDLE_REFUSED'), text.slice(0, 30));
  }
  const documents = ['', ' ', 'x', '[1]', '<html></html>', 'a.b.c', 'eyJ', trust.slice(0, 400),
    `\ufeff${trust}`, vector.text, 'x'.repeat(5 << 20)];
  for (const text of documents) {
    assert.throws(() => gate.load(text, now), coded('DOCUMENT_REFUSED'), text.slice(0, 30));
  }
  for (const bytes of [new Uint8Array(), new Uint8Array([0xff, 0xfe, 0]), new Uint8Array(1 << 20)]) {
    assert.throws(() => gate.load(bytes, now), coded('DOCUMENT_REFUSED'));
  }
  stillJudges(gate);
});

test('what is no request is refused', async () => {
  const { gate } = await opened();
  for (const text of ['', 'SSCQ1:', vector.text, 'x'.repeat(1 << 20), '\ud800']) {
    assert.throws(() => gate.keepRequest(text, now), coded('REQUEST_REFUSED'));
  }
  stillJudges(gate);
});

test('random bytes are never taken for anything', async () => {
  const { essc, gate } = await opened();
  // A generator of its own, so that a failure can be seen again (Numerical Recipes).
  let seed = 20261128;
  const next = () => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) >>> 24;
  for (let round = 0; round < 400; round += 1) {
    const bytes = Uint8Array.from({ length: next() * 3 }, next);
    assert.throws(() => gate.load(bytes, now), EsscError);
    assert.throws(() => essc.restore(root, bytes), coded('STATE_REFUSED'));
    const text = String.fromCharCode(...bytes);
    assert.equal(gate.verify(text, { scene, now }).outcome, 'unreadable');
    assert.equal(gate.verify(`SSC1:${text}`, { scene, now }).outcome, 'unreadable');
  }
  stillJudges(gate);
});

test('a gate that is closed refuses every call, and others go on', async () => {
  const { essc, gate } = await opened();
  const other = essc.gate(root, { region, now: vector.gate_started });
  other.close();
  other.close();
  const calls = [
    () => other.load(bundle, now), () => other.verify(vector.text, { scene, now }),
    () => other.keepRequest('SSCQ1:', now), () => other.lists(now), () => other.scenes({ now }),
    () => other.state(), () => other.unsaved,
  ];
  for (const call of calls) assert.throws(call, coded('ARGUMENT_REFUSED'));
  stillJudges(gate);
});

test('what is no module is refused', async () => {
  const bytes = readFileSync(moduleFile);
  const empty = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
  const wrong = [
    new Uint8Array(), bytes.subarray(0, 1000), empty, new Response(null, { status: 404 }),
    new Response('<html></html>'), new URL('./none.wasm', import.meta.url), 'data:text/plain,x',
  ];
  for (const source of wrong) await assert.rejects(load(source), coded('MODULE_REFUSED'));
  const gone = Promise.reject(new TypeError('no network'));
  await assert.rejects(load(gone), coded('MODULE_REFUSED'));
  for (const source of [null, 7, {}]) await assert.rejects(load(source), coded('ARGUMENT_REFUSED'));
});

test('the module is loaded from bytes, an answer, an address, a promise, or from beside this file', async () => {
  const bytes = readFileSync(moduleFile);
  const type = { headers: { 'content-type': 'application/wasm' } };
  const sources = [
    bytes, new Uint8Array(bytes).buffer, new Response(bytes, type), Promise.resolve(bytes),
    new URL('../generated/essc.wasm', import.meta.url),
    new URL('../generated/essc.wasm', import.meta.url).href, undefined,
  ];
  for (const source of sources) {
    const essc = await load(source);
    assert.equal(typeof essc.gate(root, { now }).state().length, 'number');
  }
});

test('a module that met a fault says that it is dead, and gives no more verdicts', async () => {
  // The module's own functions, but one of them traps as a panic would.
  const trap = new Uint8Array([
    0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 4, 1, 0x60, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 0x66, 0, 0,
    10, 5, 1, 3, 0, 0, 0x0b,
  ]);
  const { instance } = await WebAssembly.instantiate(trap);
  const { instantiate } = WebAssembly;
  WebAssembly.instantiate = async (...given) => {
    const { exports } = await instantiate(...given);
    const essc_verify = (...numbers) => (numbers[1] === 9999 ? instance.exports.f() : exports.essc_verify(...numbers));
    return { exports: { ...exports, essc_verify } };
  };
  const essc = await fresh().finally(() => (WebAssembly.instantiate = instantiate));
  const gate = essc.gate(root, { region, now: vector.gate_started });
  gate.load(bundle, vector.lists_loaded);
  stillJudges(gate);
  const calls = [
    () => gate.verify(vector.text, { scene: '9999', now }),
    () => gate.verify(vector.text, { scene, now }), () => gate.state(), () => gate.unsaved,
    () => gate.close(), () => essc.gate(root, { now }),
  ];
  for (const call of calls) assert.throws(call, coded('INTERNAL'));
});
