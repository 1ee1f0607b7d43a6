import type { Step } from '../../runtime/model/graph.js';
import { oneLine, withoutMarks } from '../../runtime/model/plain-text.js';
import { takenText } from '../../runtime/model/task-times.js';
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
      return failed ? `✗ failed in ${briefly(failed)}` : '✗ failed';
    }
  }
}

export function failedStep(steps: FlowResult['steps']): string | null {
  return Object.entries(steps).find(([, { status }]) => status === 'failed')?.[0] ?? null;
}

/** What a step's tasks came to, in a few words; null when there is nothing to tell yet. */
export function stepText({ status, tasks, failed, duration, error }: StepResult): string | null {
  const took = duration === null ? [] : [takenText(duration, tasks)];
  const count = tasks > 1 ? [`${tasks} tasks`] : [];
  switch (status) {
    case 'failed': {
      const many = tasks > 1 ? `${failed} of ${tasks} failed: ` : '';
      return `✗ ${many}${error ? briefly(error.message) : 'failed'}`;
    }
    case 'caught':
      return `⚠ caught${error ? `: ${briefly(error.message)}` : ''}`;
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

/** A lens has little room, and draws `$(name)` as an icon. */
function briefly(message: string): string {
  return withoutMarks(oneLine(message, 80));
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
