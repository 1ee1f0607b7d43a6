import { DecisionTreeClassifier } from 'ml-cart';
import { Flow, type Inputs, parameter, step } from 'stepwell';
import { measured, type Penguin, readPenguins, shuffled, species } from './penguins.js';

interface Candidate {
  depth: number;
  leaf: number;
}

/**
 * Tells three species of penguins apart by their measures.
 *
 * Grows a decision tree for each point of a small grid, all at the same time, keeps the one that does best on
 * rows it has not seen, and warns when even that one is too weak.
 */
export class TrainFlow extends Flow {
  /** Share of the penguins held out for testing. */
  holdout = parameter.number({ default: 0.3, min: 0.1, max: 0.9 });
  /** Least accuracy on held-out penguins that counts as good. */
  goal = parameter.number({ default: 0.9, min: 0, max: 1 });
  /** Shuffles the penguins; the same seed gives the same split. */
  seed = parameter.number({ default: 7, integer: true });

  penguins: Penguin[] = [];
  training: Penguin[] = [];
  testing: Penguin[] = [];
  counts!: Record<string, number>;
  candidate!: Candidate;
  accuracy!: number;
  best!: Candidate & { accuracy: number };

  /** Reads the data and keeps the penguins that were measured completely. */
  @step() async start() {
    const raw = await readPenguins();
    this.penguins = raw.map(measured).filter(penguin => penguin !== null);
    console.log(`${this.penguins.length} of ${raw.length} penguins were measured completely`);
    return this.next(this.count, this.split);
  }

  /** How many there are of each species. */
  @step() count() {
    this.counts = Object.fromEntries(
      species.map((name, i) => [name, this.penguins.filter(penguin => penguin.species === i).length]),
    );
    return this.next(this.report);
  }

  /** Holds some penguins out for testing, and lays out the grid. */
  @step() split() {
    const held = Math.round(this.penguins.length * this.holdout);
    const all = shuffled(this.penguins, this.seed);
    this.testing = all.slice(0, held);
    this.training = all.slice(held);
    const grid = [1, 2, 3, 5].flatMap(depth => [2, 10].map(leaf => ({ depth, leaf })));
    return this.foreach(grid, this.train);
  }

  /** Grows one tree and measures how often it is right. */
  @step({ retry: 1, timeout: '1m' }) train(candidate: Candidate) {
    const tree = new DecisionTreeClassifier({ maxDepth: candidate.depth, minNumSamples: candidate.leaf });
    tree.train(
      this.training.map(penguin => penguin.measures),
      this.training.map(penguin => penguin.species),
    );
    const guesses = tree.predict(this.testing.map(penguin => penguin.measures));
    const right = this.testing.filter((penguin, i) => penguin.species === guesses[i]);
    this.candidate = candidate;
    this.accuracy = right.length / this.testing.length;
    console.log(`depth ${candidate.depth}, leaf ${candidate.leaf}: ${percent(this.accuracy)}`);
    return this.next(this.pick);
  }

  /** Keeps the best tree; of equals, the simplest. */
  @step() pick(inputs: Inputs<this>) {
    const ranked = inputs.toSorted(
      (a, b) => b.accuracy - a.accuracy || a.candidate.depth - b.candidate.depth,
    );
    const [first] = ranked;
    if (!first) throw new Error('the grid is empty');
    this.best = { ...first.candidate, accuracy: first.accuracy };
    if (this.best.accuracy < this.goal) return this.next(this.warn);
    return this.next(this.report);
  }

  /** Says that no tree was good enough. */
  @step() warn() {
    console.warn(`no tree reaches ${percent(this.goal)}: try a larger grid`);
    return this.next(this.report);
  }

  /** Puts both branches together. */
  @step() report(inputs: Inputs<this>) {
    this.merge(inputs, { include: ['counts', 'best'] });
    const { depth, leaf, accuracy } = this.best;
    console.log(
      `penguins: ${Object.entries(this.counts)
        .map(([name, n]) => `${n} ${name}`)
        .join(', ')}`,
    );
    console.log(
      `best tree: depth ${depth}, leaves of ${leaf}, right for ${percent(accuracy)} of held-out penguins`,
    );
  }
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
