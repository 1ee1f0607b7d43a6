import { Refusal } from '../model/refusal.js';
import type { Named } from '../store/runs.js';

/** The run that is meant, where a step of it would make no sense. @throws Refusal when one is named. */
export function onlyRun({ run, step }: Named, text: string): string {
  if (step === null) return run;
  throw new Refusal('usage', `${text} names a step: write only the run, ${text.split('/')[0]}`);
}
