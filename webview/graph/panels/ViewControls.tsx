import { icons } from '../../shared/icons.js';
import { useView } from '../state/session.js';
import { Tool } from './Toolbar.js';

/** From here on, in pixels, a flow is higher than most panels, or wider. */
const long = 1_500;

export function ViewControls() {
  const wraps = useView(view => view.preferences.wraps);
  const isLong = useView(({ picture }) => {
    if (!picture) return false;
    const { direction, width, height } = picture.layout;
    return wraps || (direction === 'DOWN' ? height : width) > long;
  });
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
      {isLong && (
        <Tool id="wrap" label={wraps ? 'Draw in one column (D)' : 'Draw in columns (D)'}>
          {icons.columns}
        </Tool>
      )}
      <Tool id="help" label="Keyboard shortcuts (?)">
        {icons.help}
      </Tool>
    </div>
  );
}
