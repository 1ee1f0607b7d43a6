/** Icons of our own, on a 16-pixel grid, in the colour of the text around them. */
import type { ReactNode } from 'react';
import type { StepKind } from '../../runtime/model/graph.js';
import type { StepState } from './progress.js';

function icon(body: ReactNode): ReactNode {
  return (
    <svg
      className="icon"
      viewBox="0 0 16 16"
      width="16"
      height="16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.4"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {body}
    </svg>
  );
}

const solid = { fill: 'currentColor', stroke: 'none' } as const;

export const kindIcons: Readonly<Record<StepKind, ReactNode>> = {
  start: icon(<path d="M5 3.6v8.8L12.4 8z" {...solid} />),
  linear: icon(
    <>
      <rect x="3" y="5" width="10" height="6" rx="1.5" />
      <path d="M8 2v3M8 11v3" />
    </>,
  ),
  split: icon(
    <>
      <path d="M8 2.5v3.2M8 5.7 3.8 9.4v1.4M8 5.7l4.2 3.7v1.4" />
      <circle cx="3.8" cy="12.4" r="1.4" {...solid} />
      <circle cx="12.2" cy="12.4" r="1.4" {...solid} />
    </>,
  ),
  fanout: icon(
    <>
      <path d="m2.5 5.2 5.5-2.7 5.5 2.7L8 7.9z" />
      <path d="m2.5 8.2 5.5 2.7 5.5-2.7M2.5 11.2 8 13.9l5.5-2.7" />
    </>,
  ),
  condition: icon(<path d="M8 2.2 13.8 8 8 13.8 2.2 8z" />),
  join: icon(
    <>
      <circle cx="3.8" cy="3.6" r="1.4" {...solid} />
      <circle cx="12.2" cy="3.6" r="1.4" {...solid} />
      <path d="M3.8 5.2v1.4L8 10.3l4.2-3.7V5.2M8 10.3v3.2" />
    </>,
  ),
  terminal: icon(
    <>
      <circle cx="8" cy="8" r="5.6" />
      <rect x="5.8" y="5.8" width="4.4" height="4.4" rx="0.8" {...solid} />
    </>,
  ),
};

export const kindWords: Readonly<Record<StepKind, string>> = {
  start: 'Start',
  linear: 'Step',
  split: 'Split',
  fanout: 'Fan-out',
  condition: 'Condition',
  join: 'Join',
  terminal: 'End',
};

export const stateIcons: Readonly<Record<StepState, ReactNode>> = {
  queued: icon(<circle cx="8" cy="8" r="5.4" strokeDasharray="1.6 2.6" />),
  running: icon(
    <>
      <circle cx="8" cy="8" r="5.4" opacity="0.3" />
      <path className="spins" d="M8 2.6a5.4 5.4 0 0 1 5.4 5.4" strokeWidth="1.8" />
    </>,
  ),
  retrying: icon(<path d="M12.8 6.2A5.2 5.2 0 1 0 13.2 9M13.2 2.8v3.6H9.6" />),
  done: icon(
    <>
      <circle cx="8" cy="8" r="5.6" />
      <path d="m5.5 8.2 1.8 1.8 3.3-3.7" />
    </>,
  ),
  failed: icon(
    <>
      <circle cx="8" cy="8" r="6.3" {...solid} />
      <path d="m5.8 5.8 4.4 4.4m0-4.4-4.4 4.4" stroke="var(--sw-surface)" strokeWidth="1.6" />
    </>,
  ),
  caught: icon(
    <>
      <path d="M8 2 13 4v4c0 3-2.1 5-5 6-2.9-1-5-3-5-6V4z" />
      <path d="M8 5.4v3M8 10.7v.1" strokeWidth="1.6" />
    </>,
  ),
  cancelled: icon(
    <>
      <circle cx="8" cy="8" r="5.6" />
      <path d="m4.2 4.2 7.6 7.6" />
    </>,
  ),
  lost: icon(
    <>
      <circle cx="8" cy="8" r="5.6" strokeDasharray="3 2" />
      <path d="M6.4 6.6a1.7 1.7 0 1 1 2.4 1.6c-.5.3-.8.5-.8 1.1M8 11.3v.1" />
    </>,
  ),
  reused: icon(
    <>
      <path d="M3 8a5 5 0 1 0 1.7-3.8L3 5.8" />
      <path d="M3 2.8v3h3" />
      <path d="m5.9 8.3 1.5 1.5 2.7-3" />
    </>,
  ),
};

export const severityIcons = {
  error: icon(
    <>
      <circle cx="8" cy="8" r="5.8" />
      <path d="M8 5v3.6M8 10.9v.1" strokeWidth="1.7" />
    </>,
  ),
  warning: icon(
    <>
      <path d="M8 2.4 14.2 13.2H1.8z" />
      <path d="M8 6.4v3.2M8 11.3v.1" strokeWidth="1.6" />
    </>,
  ),
  information: icon(
    <>
      <circle cx="8" cy="8" r="5.8" />
      <path d="M8 7.4v3.8M8 5v.1" strokeWidth="1.6" />
    </>,
  ),
} as const;

export const icons = {
  run: icon(<path d="M4.8 3v10L13 8z" {...solid} />),
  stop: icon(<rect x="4" y="4" width="8" height="8" rx="1" {...solid} />),
  resume: icon(
    <>
      <path d="M3.6 3.4v9.2" strokeWidth="1.8" />
      <path d="M6.8 3v10l7.2-5z" {...solid} />
    </>,
  ),
  close: icon(<path d="m4 4 8 8m0-8-8 8" />),
  find: icon(
    <>
      <circle cx="7" cy="7" r="4.2" />
      <path d="m10.2 10.2 3.4 3.4" />
    </>,
  ),
  down: icon(
    <>
      <rect x="5.5" y="1.8" width="5" height="3.4" rx="1" />
      <rect x="5.5" y="10.8" width="5" height="3.4" rx="1" />
      <path d="M8 5.2v5.4M6.4 9 8 10.6 9.6 9" />
    </>,
  ),
  right: icon(
    <>
      <rect x="1.8" y="5.5" width="3.4" height="5" rx="1" />
      <rect x="10.8" y="5.5" width="3.4" height="5" rx="1" />
      <path d="M5.2 8h5.4M9 6.4 10.6 8 9 9.6" />
    </>,
  ),
  fit: icon(<path d="M2.6 5.8V2.6h3.2M10.2 2.6h3.2v3.2M13.4 10.2v3.2h-3.2M5.8 13.4H2.6v-3.2" />),
  columns: icon(<path d="M3 3v10M3 13h3.2q1 0 1-1V4q0-1 1-1h3.6M12.8 3v10M10.6 10.8l2.2 2.2 2.2-2.2" />),
  plus: icon(<path d="M8 3v10M3 8h10" />),
  minus: icon(<path d="M3 8h10" />),
  help: icon(
    <>
      <circle cx="8" cy="8" r="5.8" />
      <path d="M6.2 6.4a1.8 1.8 0 1 1 2.6 1.7c-.6.3-.8.6-.8 1.2M8 11.3v.1" />
    </>,
  ),
  inspector: icon(
    <>
      <rect x="2" y="3" width="12" height="10" rx="1.4" />
      <path d="M9.6 3v10" />
    </>,
  ),
  folded: icon(
    <>
      <rect x="2" y="2.6" width="12" height="10.8" rx="2" />
      <path d="M5 6h2.4M5 10h2.4M9.6 8h1.6M7.4 6l2.2 2-2.2 2" />
    </>,
  ),
  list: icon(<path d="M2.6 4h.8M2.6 8h.8M2.6 12h.8M6 4h7.4M6 8h7.4M6 12h7.4" />),
  log: icon(<path d="M3 4h10M3 7h7M3 10h10M3 13h5" />),
  code: icon(<path d="m5.6 4.2-3.4 3.8 3.4 3.8M10.4 4.2l3.4 3.8-3.4 3.8" />),
  retry: icon(<path d="M12.8 6.2A5.2 5.2 0 1 0 13.2 9M13.2 2.8v3.6H9.6" />),
  clock: icon(
    <>
      <circle cx="8" cy="8" r="5.6" />
      <path d="M8 4.8V8l2.2 1.6" />
    </>,
  ),
  shield: icon(<path d="M8 2 13 4v4c0 3-2.1 5-5 6-2.9-1-5-3-5-6V4z" />),
  lock: icon(
    <>
      <rect x="3.4" y="7" width="9.2" height="6.4" rx="1.2" />
      <path d="M5.4 7V5a2.6 2.6 0 0 1 5.2 0v2" />
    </>,
  ),
  loop: icon(<path d="M12.5 8.2A4.5 4.5 0 1 1 8 3.5h3.6M9.4 1.4l2.3 2.1-2.3 2.2" />),
  chevron: icon(<path d="m4 6.2 4 4 4-4" />),
  history: icon(
    <>
      <path d="M2.6 8a5.4 5.4 0 1 0 1.8-4L2.6 5.6M2.6 2.6v3h3" />
      <path d="M8 5v3.2l2 1.4" />
    </>,
  ),
} as const;
