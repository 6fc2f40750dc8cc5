import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** The keyboard map, in the order of its use. */
export const keyboardMap: readonly (readonly [keys: string, what: string])[] = [
  ['1 to 8', 'Go to a view'],
  ['j or ↓, k or ↑', 'Select the next, the one before'],
  ['n, N', 'Select the next problem, the one before'],
  ['[ and ]', 'Attempt before, next attempt'],
  ['Enter', 'Open or fold the selected row'],
  ['/', 'Search'],
  ['space', 'Play or pause the replay'],
  ['← and →', 'One event back or on in time'],
  ['+, -, 0', 'Zoom in, out, to fit (graph, timeline)'],
  ['t', 'The graph as a table'],
  ['f', 'Fold Map and Parallel in the graph'],
  ['i', 'Long pauses short, or as long as they are'],
  ['u', 'Times in UTC or in your own time zone'],
  ['c', 'Copy a link to what is shown'],
  ['y', 'Copy the JSON of what is selected'],
  ['?', 'This help'],
  ['Esc', 'Back: close, unselect, clear the filters'],
];

export function Help({ onClose }: { onClose: () => void }): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog ref={dialog} class="help" aria-labelledby="help-title" onClose={onClose}>
      <div class="inspector-head">
        <h2 id="help-title">Keyboard</h2>
        <button type="button" class="small" aria-label="Close" onClick={() => dialog.current?.close()}>
          ✕
        </button>
      </div>
      <dl class="keys">
        {keyboardMap.map(([keys, what]) => (
          <div>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <p class="soft">
        Everything is also reached with buttons. What is shown is in the address: a copied link leads back to it.
      </p>
    </dialog>
  );
}
