import { durationText } from '../../runtime/model/duration-text.js';
import type { Step } from '../../runtime/model/graph.js';
import type { FlowResult, StepResult } from '../protocol.js';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** How long ago something was, and after how many milliseconds from now that will be said differently. */
export function agoText(age: number): { readonly text: string; readonly changesIn: number } {
  if (age < minute) return { text: 'just now', changesIn: minute - Math.max(0, age) };
  const [size, unit] = age < hour ? [minute, 'min'] : age < day ? [hour, 'h'] : [day, 'd'];
  const count = Math.floor(age / size);
  return { text: `${count} ${unit} ago`, changesIn: (count + 1) * size - age };
}

/** What a run came to, in a few words. */
export function flowText({ status, steps }: FlowResult): string {
  switch (status) {
    case 'running':
      return '● running';
    case 'done':
      return '✓ done';
    case 'cancelled':
      return '⊘ cancelled';
    case 'lost':
      return '? lost';
    case 'failed': {
      const failed = failedStep(steps);
      return failed ? `✗ failed in ${failed}` : '✗ failed';
    }
  }
}

export function failedStep(steps: FlowResult['steps']): string | null {
  return Object.entries(steps).find(([, { status }]) => status === 'failed')?.[0] ?? null;
}

/** What a step's tasks came to, in a few words; null when there is nothing to tell yet. */
export function stepText({ status, tasks, failed, duration, error }: StepResult): string | null {
  const took = duration === null ? [] : [durationText(duration)];
  const count = tasks > 1 ? [`${tasks} tasks`] : [];
  switch (status) {
    case 'failed': {
      const many = tasks > 1 ? `${failed} of ${tasks} failed: ` : '';
      return `✗ ${many}${error ? oneLine(error.message) : 'failed'}`;
    }
    case 'caught':
      return `⚠ caught${error ? `: ${oneLine(error.message)}` : ''}`;
    case 'done':
      return `✓ ${[...count, ...took].join(' · ') || 'done'}`;
    case 'running':
    case 'retrying':
      return `● ${[status, ...count].join(' · ')}`;
    case 'cancelled':
      return '⊘ cancelled';
    case 'lost':
      return '? lost';
    case 'queued':
      return null;
  }
}

const mostCharacters = 80;

function oneLine(message: string): string {
  const line = message.replace(/\s+/g, ' ').trim();
  return line.length > mostCharacters ? `${line.slice(0, mostCharacters - 1)}…` : line;
}

/** What a step is, in the words people use for it. */
export function kindText({ kind, start, join }: Step): string {
  const words: Readonly<Record<Step['kind'], string>> = {
    start: 'first step',
    linear: 'step',
    split: 'split',
    fanout: 'fan-out',
    condition: 'condition',
    join: 'join',
    terminal: 'last step',
  };
  const also = [start && kind !== 'start' ? 'first step' : '', join && kind !== 'join' ? 'join' : ''].filter(
    Boolean,
  );
  return [words[kind], ...also].join(', ');
}
