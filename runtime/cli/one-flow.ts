import { pickFlow } from '../local/program.js';
import { concerns, type Problem } from '../model/diagnostics.js';
import type { Graph } from '../model/graph.js';
import { Refusal } from '../model/refusal.js';
import { fileAndFlow } from './arguments.js';
import type { CommandLine } from './line.js';
import { parse, readSource } from './source.js';

/** The flow that `FILE[:Flow]` names, with its problems, for commands that only look at it. */
export async function oneFlow(
  line: CommandLine,
): Promise<{ file: string; graph: Graph; problems: readonly Problem[] }> {
  const { file, flow } = fileAndFlow(line);
  const parsed = await parse(readSource(file), file);
  if (parsed.broken !== null && parsed.flows.length === 0) {
    const at = (parsed.problems[0]?.range.start.line ?? 0) + 1;
    throw new Refusal('invalid-flow', `${file}:${at}: ${parsed.broken}`);
  }
  const graph = pickFlow({ file, flows: parsed.flows.map(f => f.graph) }, flow);
  return { file, graph, problems: parsed.problems.filter(problem => concerns(problem, graph.flow)) };
}
