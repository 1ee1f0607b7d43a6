import { useEffect, useRef } from 'react';
import { uncover } from '../state/folding.js';
import { useSession, useView } from '../state/session.js';
import type { Picture } from '../state/view.js';

/** Brings into sight what has just come up: the step an edit made, and the step the code's cursor went to. */
export function useFollowing(picture: Picture): void {
  const session = useSession();
  const selection = useView(view => view.selection);
  const active = useView(view => view.snapshot?.activeStep ?? null);
  const follow = useView(view => view.preferences.follow);
  const last = useRef({ picture, selection, active });

  useEffect(() => {
    const before = last.current;
    last.current = { picture, selection, active };
    // Both at once: the selection came with the picture, not from a hand.
    const made = before.picture !== picture && before.selection !== selection;
    if (made && selection?.kind === 'step') session.lens?.show(selection.step);
    // Whoever works in the graph knows where to look.
    else if (follow && before.active !== active && active !== null && !document.hasFocus()) {
      uncover(session, [active]);
      session.lens?.show(active);
    }
  }, [session, picture, selection, active, follow]);
}
