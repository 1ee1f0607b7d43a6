/**
 * Whether a text is worth parsing: it names the package, or has a class that may get from another file what makes it a flow. Costs
 * little, for it is asked of every file of a workspace.
 */
export function mayHoldFlows(text: string): boolean {
  if (text.includes('stepwell')) return true;
  if (!text.includes('extends')) return false;
  return (/^[ \t]*@\w/m.test(text) && /\bfrom\s*['"]/.test(text)) || extendsAnImport(text);
}

/** `class Nightly extends Base` after `import { Base } from …`. */
function extendsAnImport(text: string): boolean {
  const bases = new Set(
    [...text.matchAll(/\bclass\b[^{}()]{0,200}?\bextends\s+([\w$]+)/g)].map(([, name]) => name!),
  );
  if (bases.size === 0) return false;
  const imports = [...text.matchAll(/^[ \t]*import\b([^'"]{0,2000}?)\bfrom\s*['"]/gm)].map(
    ([, names]) => names!,
  );
  return imports.some(names => (names.match(/[\w$]+/g) ?? []).some(name => bases.has(name)));
}
