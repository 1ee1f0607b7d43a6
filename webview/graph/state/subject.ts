/** Questions about a snapshot that more than one part of the view asks. */
import type { ArtifactField, StepData } from '../../../runtime/model/data.js';
import type { Graph, Step } from '../../../runtime/model/graph.js';
import type { ViewProblem, ViewSnapshot, ViewSubject } from '../protocol.js';
import { withGone } from './changes.js';

export function graphOf(snapshot: ViewSnapshot | null): Graph | null {
  if (!snapshot || snapshot.subject.kind === 'empty') return null;
  return withGone(snapshot.subject.graph, snapshot.changes);
}

/** The same empty list each time, so that what depends on it does not redraw. */
const noProblems: readonly ViewProblem[] = [];

export function problemsOf(snapshot: ViewSnapshot | null): readonly ViewProblem[] {
  return snapshot?.subject.kind === 'flow' ? snapshot.subject.problems : noProblems;
}

const noData: Readonly<Record<string, StepData>> = {};

/** What each step reads and writes, by its name; nothing of a past run, which has only its graph. */
export function allDataOf(snapshot: ViewSnapshot | null): Readonly<Record<string, StepData>> {
  return snapshot?.subject.kind === 'flow' ? snapshot.subject.data : noData;
}

/** What a step reads and writes; null for a past run, which has only its graph. */
export function dataOf(snapshot: ViewSnapshot | null, step: string): StepData | null {
  return snapshot?.subject.kind === 'flow' ? (snapshot.subject.data[step] ?? null) : null;
}

/** Why the graph can't be changed right now; null when it can. */
export function whyReadOnly(snapshot: ViewSnapshot | null): string | null {
  const subject = snapshot?.subject;
  if (subject?.kind === 'pastRun')
    return 'This is the graph of a past run. Go back to the flow to change it.';
  if (subject?.kind !== 'flow') return 'There is no flow to change.';
  if (subject.broken !== null) return 'The file has a syntax error. Mend it first.';
  return subject.readOnly;
}

/** Why nothing can be run right now; null when it can. */
export function whyNotRunnable(snapshot: ViewSnapshot | null): string | null {
  const subject = snapshot?.subject;
  if (!snapshot || !subject || subject.kind === 'empty') return 'There is no flow to run.';
  if (!snapshot.canRun)
    return 'Nothing is run in an untrusted workspace. Trust this workspace to run its flows.';
  if (subject.kind === 'pastRun') return 'This is a past run. Go back to the flow to run it.';
  if (subject.broken !== null) return 'The file has a syntax error. Mend it first.';
  const errors = subject.problems.filter(problem => problem.severity === 'error').length;
  if (errors > 0)
    return `The flow has ${errors === 1 ? 'an error' : `${errors} errors`}. Mend ${errors === 1 ? 'it' : 'them'} first.`;
  return null;
}

/** What the view remembers places by: two flows of one file are two places. */
export function placeOf(subject: ViewSubject): string {
  if (subject.kind === 'empty') return '';
  return subject.kind === 'flow'
    ? `${subject.uri}#${subject.graph.flow}`
    : `run#${subject.fileName}#${subject.graph.flow}`;
}

/** The graph as it is written, where that is not what is shown. */
export function writtenGraph(snapshot: ViewSnapshot | null): Graph | null {
  return snapshot?.subject.kind === 'flow' ? snapshot.subject.written : null;
}

export function stepOf(graph: Graph | null, name: string): Step | undefined {
  return graph?.steps.find(step => step.name === name);
}

/** The worst problem of a step first. */
export function problemsOfStep(problems: readonly ViewProblem[], step: string): readonly ViewProblem[] {
  const rank = { error: 0, warning: 1, information: 2 };
  return problems
    .filter(problem => problem.step === step)
    .sort((a, b) => rank[a.severity] - rank[b.severity]);
}

const noArtifacts: readonly ArtifactField[] = [];

/** Those that the flow's class declares. */
export function artifactsOf(snapshot: ViewSnapshot | null): readonly ArtifactField[] {
  return snapshot?.subject.kind === 'flow' ? snapshot.subject.artifacts : noArtifacts;
}

export function artifactOf(snapshot: ViewSnapshot | null, name: string): ArtifactField | undefined {
  return artifactsOf(snapshot).find(one => one.name === name);
}

/** It is a flow of a document that can be changed. */
export function isEditable(snapshot: ViewSnapshot | null): boolean {
  return snapshot?.subject.kind === 'flow' && whyReadOnly(snapshot) === null;
}
