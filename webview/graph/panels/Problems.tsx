/** What is wrong with the flow: a line at the foot, and on demand the list. */
import { useState } from 'react';
import { icons, severityIcons } from '../../shared/icons.js';
import type { ViewProblem } from '../protocol.js';
import { useSession, useView } from '../state/session.js';
import { problemsOf } from '../state/subject.js';

const severities = ['error', 'warning', 'information'] as const;
const plurals = { error: 'errors', warning: 'warnings', information: 'notes' } as const;
const singulars = { error: 'error', warning: 'warning', information: 'note' } as const;

export function Problems() {
  const session = useSession();
  const problems = useView(view => problemsOf(view.snapshot));
  const [open, setOpen] = useState(false);
  if (problems.length === 0) return null;

  const go = ({ step }: ViewProblem) => {
    if (step === null) return;
    session.select({ kind: 'step', step });
    session.lens?.show(step);
    session.host.send({ type: 'reveal', step, focus: false });
  };
  const only = problems.length === 1 ? problems[0] : undefined;
  return (
    <section className="problems" aria-label="Problems">
      {open && (
        <ul className="problems-list">
          {problems.map(problem => (
            <li key={`${problem.code} ${problem.step} ${problem.message}`}>
              <button
                type="button"
                className="problem"
                data-severity={problem.severity}
                onClick={() => go(problem)}
              >
                {severityIcons[problem.severity]}
                <span className="problem-message">{problem.message}</span>
                {problem.step !== null && <code className="problem-step">{problem.step}</code>}
              </button>
            </li>
          ))}
        </ul>
      )}
      <button
        type="button"
        className="problems-line"
        aria-expanded={only ? undefined : open}
        title={only?.message}
        onClick={() => (only ? go(only) : setOpen(!open))}
      >
        {severities
          .map(
            severity => [severity, problems.filter(problem => problem.severity === severity).length] as const,
          )
          .filter(([, many]) => many > 0)
          .map(([severity, many]) => (
            <span key={severity} className="problems-count" data-severity={severity}>
              {severityIcons[severity]}
              {many} {many === 1 ? singulars[severity] : plurals[severity]}
            </span>
          ))}
        {only ? (
          <span className="problems-only">{only.message}</span>
        ) : (
          <span className="problems-turn" data-open={open}>
            {icons.chevron}
          </span>
        )}
      </button>
    </section>
  );
}
