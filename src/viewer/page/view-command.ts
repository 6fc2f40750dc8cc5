/** Commands to the view that is shown: `zoom-in`, `zoom-out`, `zoom-fit`, `open`. Keys and buttons send the same. */
const name = 'groundcrew:command';

export function sendCommand(command: string): void {
  document.dispatchEvent(new CustomEvent(name, { detail: command }));
}

/** Returns how to stop listening. */
export function onCommand(listen: (command: string) => void): () => void {
  const heard = (event: Event): void => listen((event as CustomEvent<string>).detail);
  document.addEventListener(name, heard);
  return () => document.removeEventListener(name, heard);
}
