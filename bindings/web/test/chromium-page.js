// Runs in the browser (chromium.test.js): judges everything it is given, and posts what differs.
import { load } from '../essc.js';
import { judge, play } from './vectors.js';

/** Whether two JSON values are the same, whatever the order of their members. */
function same(a, b) {
  if (typeof a !== 'object' || a === null || b === null) return a === b;
  const [names, others] = [Object.keys(a), Object.keys(b)];
  return (
    typeof b === 'object' &&
    names.length === others.length &&
    names.every((name) => Object.hasOwn(b, name) && same(a[name], b[name]))
  );
}

async function judgeAll() {
  const { verdicts, sequences, lists } = await (await fetch('/vectors.json')).json();
  const essc = await load();
  const different = [];
  for (const vector of verdicts) {
    const verdict = judge(essc, vector, (name) => lists[name]);
    if (!same(verdict, vector.verdict)) different.push([vector.name, verdict]);
  }
  for (const sequence of sequences) {
    play(essc, sequence).forEach(([got, expected], step) => {
      if (!same(got, expected)) different.push([sequence.name, step, got]);
    });
  }
  return { error: null, different, judged: verdicts.length + sequences.length };
}

const report = await judgeAll().catch((error) => ({ error: `${error.stack}`, different: [], judged: 0 }));
await fetch('/report', { method: 'POST', body: JSON.stringify(report) });
