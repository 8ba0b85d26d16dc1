// The vectors and sequences of tests/vectors, and what runs them. Where a Node.js test finds files, a
// browser's page is given them.

/** Reads the folder of the vectors: `read(path)` gives a file's text, `list(folder)` its names. */
export function vectorsIn({ read, list }) {
  const json = (path) => JSON.parse(read(path));
  const named = (folder) =>
    list(folder)
      .filter((name) => name.endsWith('.json'))
      .map((name) => ({ name: `${folder}/${name}`, ...json(`${folder}/${name}`) }));
  return {
    verdicts: ['accept', 'reject', 'unreadable'].flatMap(named),
    sequences: named('sequences'),
    restarts: named('restarts'),
    listFile: (name) => read(`lists/${name}`),
  };
}

const known = (object, names) => {
  for (const name of Object.keys(object)) {
    if (!names.includes(name)) throw new Error(`a member that this runner does not know: ${name}`);
  }
};

/**
 * Judges a vector as a gate does: lists from a bundle, requests kept, scans in their order. `between` may
 * replace the gate by another one that has to judge alike.
 */
export function judge(essc, vector, listFile, options = {}, between = (gate) => gate) {
  const { gate_started, lists_loaded, now, venue_region: region, scene, lists } = vector;
  known(vector, [
    'name', 'shows', 'gate_started', 'lists_loaded', 'now', 'venue_region', 'scene', 'lists',
    'requests', 'before', 'text', 'verdict',
  ]);
  known(lists, ['root', 'trust', 'status', 'catalogues']);
  const roots = [{ jwk: lists.root, leastSeq: 1 }];
  let gate = essc.gate(roots, { region, baseRegion: '440000', now: gate_started, ...options });
  const next = (at) => {
    gate = between(gate, roots, { region, baseRegion: '440000', now: at, ...options });
  };
  if (lists.trust !== null) {
    next(lists_loaded);
    const bundle = {
      trust: listFile(lists.trust),
      status: lists.status.map(listFile),
      catalogues: lists.catalogues.map(listFile),
    };
    const report = gate.load(JSON.stringify(bundle), lists_loaded);
    if (!report.complete) throw new Error(`the lists were not taken: ${JSON.stringify(report)}`);
  }
  for (const request of vector.requests) {
    next(lists_loaded);
    gate.keepRequest(request, lists_loaded);
  }
  for (const scan of vector.before) {
    known(scan, ['now', 'text']);
    next(scan.now);
    const { outcome, reasons } = gate.verify(scan.text, { scene, now: scan.now });
    if (outcome !== 'accepted') throw new Error(`before: ${outcome}, ${reasons}`);
  }
  next(now);
  const verdict = gate.verify(vector.text, { scene, now });
  gate.close();
  return verdict;
}

/** Goes through a sequence; gives what was answered, and what should have been, step by step. */
export function play(essc, sequence) {
  known(sequence, ['name', 'shows', 'roots', 'gate', 'texts', 'steps']);
  const { opened, region, base_province: baseRegion, pins } = sequence.gate;
  known(sequence.gate, ['opened', 'region', 'base_province', 'pins']);
  const rootsOf = (pinned) =>
    pinned.map(({ root, least_seq }) => ({ jwk: sequence.roots[root], leastSeq: least_seq }));
  const text = (name) => {
    if (!(name in sequence.texts)) throw new Error(`no text ${name}`);
    return sequence.texts[name];
  };
  let gate = essc.gate(rootsOf(pins), { region, baseRegion, now: opened });
  const answers = [];
  for (const step of sequence.steps) {
    if ('import' in step) {
      known(step, ['at', 'import', 'outcomes']);
      answers.push([imported(gate, step, text), step.outcomes]);
    } else if ('verify' in step) {
      known(step, ['at', 'verify', 'verdict']);
      const { scene } = step.verify;
      answers.push([gate.verify(text(step.verify.text), { scene, now: step.at }), step.verdict]);
    } else {
      known(step, ['at', 'restart']);
      const state = gate.state();
      gate.close();
      const options = { region, baseRegion, now: step.at };
      gate = essc.restore(rootsOf(step.restart.pins), state, options);
    }
  }
  gate.close();
  return answers;
}

function imported(gate, step, text) {
  const names = step.import;
  known(names, ['trust', 'roots', 'status', 'catalogues']);
  const bundle = {
    trust: text(names.trust),
    roots: names.roots.map(text),
    status: names.status.map(text),
    catalogues: names.catalogues.map(text),
  };
  let report;
  try {
    report = gate.load(JSON.stringify(bundle), step.at);
  } catch (error) {
    if (error.code === 'BUNDLE_REFUSED') return null;
    throw error;
  }
  // A gate reports by document, the file says it by the text.
  const left = [...report.documents];
  let unreadable = 0;
  const became = (fits) => {
    const at = left.findIndex(fits);
    if (at >= 0) return left.splice(at, 1)[0].outcome;
    unreadable += 1;
    return 'refused';
  };
  const outcomes = {
    trust: became(({ document }) => document === 'trust_list'),
    status: bundle.status.map((jws) => {
      const sub = member(jws, '"sub":"');
      return became(
        ({ document, region, number }) =>
          document === 'status_list' && sub === `urn:essc:status:${region}:${number}`,
      );
    }),
    catalogues: bundle.catalogues.map((jws) => {
      const region = member(jws, '"region":"');
      return became((one) => one.document === 'catalogue' && one.region === region);
    }),
  };
  // A naming list that is none is told too; it has no outcome.
  const told = report.unreadable.filter((line) => !line.includes(' of roots: ')).length;
  if (left.length > 0 || unreadable !== told) {
    throw new Error(`reports without a text: ${JSON.stringify(report)}`);
  }
  return outcomes;
}

/** What follows `opening` in a payload, up to the next quote. */
function member(jws, opening) {
  const base64 = (jws.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
  let payload;
  try {
    payload = atob(base64);
  } catch {
    return undefined;
  }
  const at = payload.indexOf(opening);
  return at < 0 ? undefined : payload.slice(at + opening.length).split('"')[0];
}
