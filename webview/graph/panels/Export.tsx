/** Saves or copies the flow as a picture. */
import { useState } from 'react';
import { mermaidText } from '../../../runtime/model/mermaid.js';
import { onWhite, themeColours } from '../export/colours.js';
import { pngOf, svgOf } from '../export/drawn.js';
import type { ExportFormat } from '../protocol.js';
import { titled } from '../state/fold-words.js';
import { useSession, useView } from '../state/session.js';
import type { Picture } from '../state/view.js';
import { Sheet } from './Sheet.js';

const formats: readonly (readonly [ExportFormat, string])[] = [
  ['svg', 'SVG'],
  ['png', 'PNG'],
  ['mermaid', 'Mermaid'],
];
const grounds = [
  ['theme', 'In the theme'],
  ['white', 'On white'],
  ['none', 'No background'],
] as const;
type Ground = (typeof grounds)[number][0];

export function Export({ picture }: { picture: Picture }) {
  const session = useSession();
  const snapshot = useView(view => view.snapshot);
  const [format, setFormat] = useState<ExportFormat>('svg');
  const [ground, setGround] = useState<Ground>('theme');
  const [trouble, setTrouble] = useState<string | null>(null);
  const leave = () => {
    session.store.setState({ sheet: null });
    session.lens?.focus();
  };
  const svg = () => {
    const colours = ground === 'white' ? onWhite : themeColours();
    return svgOf(picture, snapshot, ground === 'none' ? { ...colours, page: null } : colours);
  };
  const mermaid = () => mermaidText(titled(picture.shown));
  const attempt = (act: () => Promise<string>) => async () => {
    try {
      const done = await act();
      leave();
      session.announce(done);
    } catch (error) {
      setTrouble(`This did not work: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  const save = attempt(async () => {
    const content =
      format === 'mermaid' ? mermaid() : format === 'svg' ? svg() : base64Of(await pngOf(svg()));
    session.host.send({ type: 'save', format, content });
    return 'Choose where to save the picture.';
  });
  const copy = attempt(async () => {
    if (format === 'png') await copyPicture(await pngOf(svg()));
    else session.host.send({ type: 'copy', text: format === 'mermaid' ? mermaid() : svg() });
    return `The picture is on the clipboard as ${format === 'mermaid' ? 'Mermaid' : format.toUpperCase()}.`;
  });
  return (
    <Sheet
      label="Save or copy as a picture"
      title={`${picture.graph.flow} as a picture`}
      className="export"
      focus={sheet => sheet.querySelector('input')?.focus()}
      onLeave={leave}
    >
      <Choice<ExportFormat> name="Format" all={formats} chosen={format} onChoose={setFormat} />
      {format !== 'mermaid' && (
        <Choice<Ground> name="Colours" all={grounds} chosen={ground} onChoose={setGround} />
      )}
      {trouble !== null && (
        <p className="namer-why" role="alert">
          {trouble}
        </p>
      )}
      <div className="namer-foot">
        <button type="button" className="button" onClick={() => void copy()}>
          Copy
        </button>
        <button type="button" className="button primary" onClick={() => void save()}>
          Save…
        </button>
      </div>
    </Sheet>
  );
}

function Choice<Value extends string>({
  name,
  all,
  chosen,
  onChoose,
}: {
  name: string;
  all: readonly (readonly [Value, string])[];
  chosen: Value;
  onChoose(value: Value): void;
}) {
  return (
    <fieldset className="choice">
      <legend>{name}</legend>
      {all.map(([value, words]) => (
        <label key={value}>
          <input type="radio" name={name} checked={value === chosen} onChange={() => onChoose(value)} />
          {words}
        </label>
      ))}
    </fieldset>
  );
}

function base64Of(address: string): string {
  return address.slice(address.indexOf(',') + 1);
}

async function copyPicture(address: string): Promise<void> {
  const bytes = Uint8Array.from(atob(base64Of(address)), letter => letter.charCodeAt(0));
  await navigator.clipboard.write([
    new ClipboardItem({ 'image/png': new Blob([bytes], { type: 'image/png' }) }),
  ]);
}
