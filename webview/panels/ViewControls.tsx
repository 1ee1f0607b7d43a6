import { icons } from './icons.js';
import { Tool } from './Toolbar.js';

export function ViewControls() {
  return (
    <div className="view-controls" role="toolbar" aria-label="View">
      <Tool id="zoomIn" label="Zoom in (+)" roomy>
        {icons.plus}
      </Tool>
      <Tool id="zoomOut" label="Zoom out (-)" roomy>
        {icons.minus}
      </Tool>
      <Tool id="fit" label="Fit the whole flow (0)">
        {icons.fit}
      </Tool>
      <Tool id="help" label="Keyboard shortcuts (?)">
        {icons.help}
      </Tool>
    </div>
  );
}
