/** What the extension host and its reader of output say to each other. Types only. */

import type { FindText } from '../../runtime/model/find-text.js';
import type { OutputFilter } from '../../runtime/store/output-places.js';
import type { Found, OutputLine } from '../../webview/run/protocol.js';

/** A run's output, or a part of it. */
export interface OutputOf {
  readonly store: string;
  readonly run: string;
  readonly filter: OutputFilter;
}

export type ToReader =
  /** Tells of it now, and whenever there is more, until something else is watched. */
  | { readonly type: 'watch'; readonly watch: number; readonly of: OutputOf }
  | { readonly type: 'rest' }
  /** Tells where it is now, and as more is found, until something else is looked for. */
  | { readonly type: 'find'; readonly id: number; readonly of: OutputOf; readonly wanted: FindText }
  | { readonly type: 'findNoMore' }
  | {
      readonly type: 'lines';
      readonly id: number;
      readonly of: OutputOf;
      readonly from: number;
      readonly count: number;
    };

export type FromReader =
  | { readonly type: 'found'; readonly found: Found }
  | {
      readonly type: 'grown';
      readonly watch: number;
      readonly total: number;
      readonly open: readonly OutputLine[];
      readonly isWhole: boolean;
    }
  | {
      readonly type: 'lines';
      readonly id: number;
      readonly total: number;
      readonly lines: readonly (OutputLine | null)[];
    };
