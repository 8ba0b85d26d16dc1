// The vectors give the verdicts of their files, every member of them, and the sequences go as theirs say.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { fresh, vectors } from './module.js';
import { judge, play } from './vectors.js';

test('every vector is judged as its file says', async () => {
  const essc = await fresh();
  assert.ok(vectors.verdicts.length > 150);
  for (const vector of vectors.verdicts) {
    assert.deepEqual(judge(essc, vector, vectors.listFile), vector.verdict, vector.name);
  }
});

test('a gate that is kept and brought back before every step judges as one that goes on', async () => {
  const essc = await fresh();
  const broughtBack = (gate, roots, options) => {
    const state = gate.state();
    gate.close();
    return essc.restore(roots, state, options);
  };
  for (const vector of vectors.verdicts) {
    const remember = { remember: 'everything' };
    const verdict = judge(essc, vector, vectors.listFile, remember, broughtBack);
    assert.deepEqual(verdict, vector.verdict, vector.name);
  }
});

test('every sequence goes as its file says', async () => {
  const essc = await fresh();
  assert.ok(vectors.sequences.length > 100);
  for (const sequence of vectors.sequences) {
    play(essc, sequence).forEach(([got, expected], step) => {
      assert.deepEqual(got, expected, `${sequence.name}, step ${step}`);
    });
  }
});

test('a gate that starts for every scan remembers what it accepted, whatever its clock says', async () => {
  const essc = await fresh();
  assert.ok(vectors.restarts.length > 0);
  for (const vector of vectors.restarts) {
    const { gate_started, venue_region: region, scene, root, bundle, scans } = vector;
    const roots = [{ jwk: root, leastSeq: 1 }];
    const options = (now) => ({ region, now, remember: 'everything' });
    let state = essc.gate(roots, options(gate_started)).state();
    const gate = essc.restore(roots, state, options(scans[0].now));
    assert.ok(gate.load(JSON.stringify(bundle), scans[0].now).complete);
    state = gate.state();
    scans.forEach(({ now, text, outcome, reasons }, number) => {
      const opened = essc.restore(roots, state, options(now));
      const verdict = opened.verify(text, { scene, now });
      state = opened.state();
      assert.deepEqual([verdict.outcome, verdict.reasons], [outcome, reasons], `scan ${number}`);
    });
  }
});
