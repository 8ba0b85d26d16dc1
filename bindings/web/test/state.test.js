// What a page keeps and brings back: nothing that was accepted is accepted again, and no document goes back.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { EsscError } from '../essc.js';
import { fresh, vectors } from './module.js';

const named = (name) => vectors.verdicts.find((vector) => vector.name === name);
const vector = named('accept/masked-at-a-library.json');
const { venue_region: region, scene, now } = vector;
const root = vector.lists.root;
const bundle = (lists) =>
  JSON.stringify({
    trust: vectors.listFile(lists.trust),
    status: lists.status.map(vectors.listFile),
    catalogues: lists.catalogues.map(vectors.listFile),
  });

async function opened(options) {
  const essc = await fresh();
  const gate = essc.gate(root, { region, now: vector.gate_started, ...options });
  assert.ok(gate.load(bundle(vector.lists), vector.lists_loaded).complete);
  return { essc, gate };
}

const reasons = (gate, text = vector.text, at = now) => gate.verify(text, { scene, now: at }).reasons;

test('a code that was accepted is a replay after a reload', async () => {
  for (const [remember, expected] of [['everything', 'REPLAYED'], ['cool-downs', 'REPLAY_GUARD_COLD']]) {
    const { essc, gate } = await opened({ remember });
    assert.deepEqual(reasons(gate), []);
    assert.deepEqual(reasons(gate), ['REPLAYED']);
    const again = essc.restore(root, gate.state(), { region, now: now + 1, remember });
    assert.deepEqual(reasons(again, vector.text, now + 1), [expected]);
  }
});

test('a reload without its state refuses what it can not know', async () => {
  const { essc, gate } = await opened();
  assert.deepEqual(reasons(gate), []);
  const anew = essc.gate(root, { region, now: now + 1 });
  assert.ok(anew.load(bundle(vector.lists), now + 1).complete);
  assert.deepEqual(reasons(anew, vector.text, now + 1), ['REPLAY_GUARD_COLD']);
});

test('the numbers of documents never go back, and the clock not before what was signed', async () => {
  const name = 'sequences/status-list-rolled-back-after-a-restart.json';
  const { texts, roots } = vectors.sequences.find((sequence) => sequence.name === name);
  const [trusted] = Object.values(roots);
  const essc = await fresh();
  const gate = essc.gate(trusted, { region, now });
  const outcome = (one, document) => one.load(texts[document], now).documents[0].outcome;
  const older = (one) => [outcome(one, 'trust 7'), outcome(one, 'status -600')];
  assert.equal(outcome(gate, 'trust 7'), 'updated');
  assert.equal(outcome(gate, 'status -300'), 'updated');
  assert.deepEqual(older(gate), ['unchanged', 'refused']);
  const again = essc.restore(trusted, gate.state(), { region, now });
  assert.deepEqual(older(again), ['unchanged', 'refused']);
  assert.deepEqual(reasons(again, vector.text, now - 86_400), ['CLOCK_UNTRUSTED']);
  // A gate that never had the newer one takes it.
  assert.deepEqual(older(essc.gate(trusted, { region, now })), ['updated', 'updated']);
});

test('a state is the same for the same gate, and says when it is not kept', async () => {
  const { essc, gate } = await opened({ remember: 'everything' });
  assert.equal(gate.unsaved, true);
  const state = gate.state();
  assert.equal(gate.unsaved, false);
  assert.deepEqual(gate.state(), state);
  reasons(gate, 'no code');
  assert.equal(gate.unsaved, false);
  assert.deepEqual(reasons(gate), []);
  assert.equal(gate.unsaved, true);
  const later = gate.state();
  assert.notDeepEqual(later, state);
  const again = essc.restore(root, later, { region, now, remember: 'everything' });
  assert.deepEqual(again.state(), later);
  assert.deepEqual(again.lists(now), gate.lists(now));
});

test('a request that was kept is answered once, over a reload', async () => {
  const answer = named('accept/answers-a-request.json');
  const options = { region: answer.venue_region, remember: 'everything' };
  const essc = await fresh();
  const gate = essc.gate(answer.lists.root, { ...options, now: answer.gate_started });
  gate.load(bundle(answer.lists), answer.lists_loaded);
  for (const request of answer.requests) gate.keepRequest(request, answer.lists_loaded);
  const judged = (one) => one.verify(answer.text, { scene: answer.scene, now: answer.now }).reasons;
  const again = essc.restore(answer.lists.root, gate.state(), { ...options, now: answer.now });
  assert.deepEqual(judged(again), []);
  const third = essc.restore(answer.lists.root, again.state(), { ...options, now: answer.now });
  assert.deepEqual(judged(third), ['REPLAYED']);
});

test('a state under other roots holds no documents of the old ones', async () => {
  const { essc, gate } = await opened();
  const roots = vectors.sequences.flatMap((sequence) => Object.values(sequence.roots));
  const other = roots.find((jwk) => jwk.x !== root.x);
  const again = essc.restore(other, gate.state(), { region, now });
  assert.deepEqual(reasons(again), ['TRUST_MISSING']);
});

test('what is no state, or is damaged, or is of another version, is refused, and nothing is opened', async () => {
  const { essc, gate } = await opened();
  reasons(gate);
  const state = gate.state();
  const refused = (bytes, what) => {
    assert.throws(
      () => essc.restore(root, bytes, { region, now }),
      (error) => error instanceof EsscError && error.code === 'STATE_REFUSED',
      what,
    );
  };
  for (const length of [0, 1, 8, 9, 20, 41, 100, state.length - 1]) refused(state.slice(0, length), `${length}`);
  for (let at = 0; at < state.length; at += Math.ceil(state.length / 500)) {
    const changed = state.slice();
    changed[at] ^= 1;
    refused(changed, `byte ${at}`);
  }
  refused(Uint8Array.from([...state, 0]), 'a byte after it');
  const later = state.slice();
  later[8] = 2;
  assert.throws(() => essc.restore(root, later, { region, now }), /version 2/);
  refused(new TextEncoder().encode('{"replay":[]}'), 'JSON');
  refused(new Uint8Array(1 << 20), 'zeros');
  assert.deepEqual(reasons(gate), ['REPLAYED']);
});

test('states are taken as any kind of buffer, and copied', async () => {
  const { essc, gate } = await opened({ remember: 'everything' });
  reasons(gate);
  const state = gate.state();
  const padded = new Uint8Array(state.length + 20);
  padded.set(state, 10);
  const forms = [state, state.buffer, padded.subarray(10, 10 + state.length), new DataView(state.buffer)];
  for (const form of forms) {
    const again = essc.restore(root, form, { region, now, remember: 'everything' });
    state.fill.call(new Uint8Array(3), 0);
    assert.deepEqual(reasons(again), ['REPLAYED']);
  }
});

test('gates come and go without the module growing', async () => {
  const { instantiate } = WebAssembly;
  let memory;
  WebAssembly.instantiate = async (...given) => {
    const instance = await instantiate(...given);
    memory = () => instance.exports.memory.buffer.byteLength;
    return instance;
  };
  const essc = await fresh().finally(() => (WebAssembly.instantiate = instantiate));
  const once = () => {
    const gate = essc.gate(root, { region, now: vector.gate_started });
    gate.load(bundle(vector.lists), vector.lists_loaded);
    reasons(gate);
    gate.close();
  };
  for (let round = 0; round < 20; round += 1) once();
  const before = memory();
  for (let round = 0; round < 40; round += 1) once();
  assert.equal(memory(), before);
});
