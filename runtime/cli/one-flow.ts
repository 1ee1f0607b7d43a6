import type { ParsedFlow } from '../../server/parse/parsed.js';
import { pickFlow } from '../local/program.js';
import { concerns, type Problem } from '../model/diagnostics.js';
import type { Graph } from '../model/graph.js';
import { Refusal } from '../model/refusal.js';
import { fileAndFlow } from './arguments.js';
import type { CommandLine } from './line.js';
import { parse, readSource } from './source.js';

export interface OneFlow {
  readonly file: string;
  readonly text: string;
  readonly flow: ParsedFlow;
  readonly graph: Graph;
  readonly problems: readonly Problem[];
}

/** The flow that `FILE[:Flow]` names, with its problems, for commands that only look at it. */
export async function oneFlow(line: CommandLine): Promise<OneFlow> {
  const { file, flow: asked } = fileAndFlow(line);
  const text = readSource(file);
  const parsed = await parse(text, file);
  if (parsed.broken !== null && parsed.flows.length === 0) {
    const at = (parsed.problems[0]?.range.start.line ?? 0) + 1;
    throw new Refusal('invalid-flow', `${file}:${at}: ${parsed.broken}`);
  }
  const graph = pickFlow({ file, flows: parsed.flows.map(each => each.graph) }, asked);
  const flow = parsed.flows.find(each => each.graph === graph);
  if (!flow) throw new Refusal('no-flow', `${file} has no flow ${graph.flow}`);
  const problems = parsed.problems.filter(problem => concerns(problem, graph.flow));
  return { file, text, flow, graph, problems };
}
