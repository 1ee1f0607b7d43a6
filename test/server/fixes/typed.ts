import { resolve } from 'node:path';
import { Project, ts } from 'ts-morph';

const root = resolve(import.meta.dirname, '../../..');

const libs = '/node_modules/typescript/lib';

/** TypeScript's own declarations, which ts-morph has with it. */
function libraries(compilerOptions: ts.CompilerOptions): Map<string, ts.IScriptSnapshot> {
  const project = new Project({
    useInMemoryFileSystem: true,
    compilerOptions: { target: compilerOptions.target! },
  });
  project.createSourceFile('a.ts', '');
  const files = project.getProgram().compilerObject.getSourceFiles();
  return new Map(
    files
      .filter(({ fileName }) => fileName.startsWith(libs))
      .map(({ fileName, text }) => [fileName, ts.ScriptSnapshot.fromString(text)]),
  );
}

/** What TypeScript says of a text, with the real types of the package; one program is kept from text to text. */
export class Typed {
  #text = '';
  #version = 0;
  readonly #service: ts.LanguageService;

  readonly #file: string;

  constructor(experimentalDecorators: boolean, extension = '.ts') {
    const file = resolve(root, `test/server/fixes/made.flow${extension}`);
    this.#file = file;
    const options: ts.CompilerOptions = {
      target: ts.ScriptTarget.ES2024,
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      noUncheckedIndexedAccess: true,
      noImplicitOverride: true,
      checkJs: true,
      types: ['node'],
      paths: { stepwell: [resolve(root, 'runtime/index.ts')] },
      experimentalDecorators,
    };
    const read = libraries(options);
    this.#service = ts.createLanguageService({
      getCompilationSettings: () => options,
      getScriptFileNames: () => [file],
      getScriptVersion: name => (name === file ? String(this.#version) : '1'),
      getScriptSnapshot: name => {
        if (name === file) return ts.ScriptSnapshot.fromString(this.#text);
        const known = read.get(name);
        if (known) return known;
        const text = ts.sys.readFile(name);
        if (text === undefined) return undefined;
        const snapshot = ts.ScriptSnapshot.fromString(text);
        read.set(name, snapshot);
        return snapshot;
      },
      getCurrentDirectory: () => root,
      getDefaultLibFileName: settings => `${libs}/${ts.getDefaultLibFileName(settings)}`,
      fileExists: name => name === file || read.has(name) || ts.sys.fileExists(name),
      readFile: ts.sys.readFile,
      directoryExists: ts.sys.directoryExists,
      getDirectories: ts.sys.getDirectories,
    });
  }

  /** Codes and words of all that is wrong, in order. */
  findings(text: string): string[] {
    this.#text = text;
    this.#version++;
    return [
      ...this.#service.getSyntacticDiagnostics(this.#file),
      ...this.#service.getSemanticDiagnostics(this.#file),
    ].map(({ code, messageText }) => `${code} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`);
  }
}
