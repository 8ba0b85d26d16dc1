// Compiled, never run: the types say what the package does, and refuse what it refuses.
import { EsscError, load, type Gate, type LoadReport, type Verdict } from '../index.js';

declare const root: { kty: 'EC'; crv: 'P-256'; x: string; y: string };

export async function use(bundle: ArrayBuffer): Promise<Verdict> {
  const essc = await load(fetch('/essc.wasm'));
  const gate: Gate = essc.gate([{ jwk: root, leastSeq: 7 }], { region: '440106' });
  const report: LoadReport = gate.load(bundle);
  for (const { document, outcome, reason } of report.documents) {
    const words: string = `${document}: ${outcome} ${reason ?? ''}`;
    void words;
  }
  const again: Gate = essc.restore(root, gate.state(), { remember: 'everything', now: 1_800_000_000 });
  try {
    return again.verify('SSC1:', { scene: '0501', region: '440106' });
  } catch (error) {
    if (error instanceof EsscError && error.code === 'ARGUMENT_REFUSED') throw error;
    throw error;
  } finally {
    again.close();
  }
}

export function refused(gate: Gate): void {
  // @ts-expect-error a scene is needed
  gate.verify('SSC1:', {});
  // @ts-expect-error a scene is a text
  gate.verify('SSC1:', { scene: 501 });
  // @ts-expect-error nothing is set from outside
  gate.unsaved = false;
  // @ts-expect-error there is no such memory
  void (async () => (await load()).gate(root, { remember: 'all' }));
}
