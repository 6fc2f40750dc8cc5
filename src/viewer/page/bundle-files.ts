/** Files that a person gives to the page: a bundle's folder, or its zip file. Nothing of them leaves the page. */
import { unzipSync } from 'fflate';

export interface GivenFile {
  /** With the folders above it, as far as the browser tells them. */
  readonly path: string;
  readonly file: File;
}

/** From a file input. */
export const chosenFiles = (list: FileList): GivenFile[] =>
  [...list].map((file) => ({ path: file.webkitRelativePath || file.name, file }));

/** From a drop: folders are walked. Must be called while the event is handled; the browser forgets the items after it. */
export async function droppedFiles(transfer: DataTransfer): Promise<GivenFile[]> {
  const entries = [...transfer.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  return (await Promise.all(entries.map((entry) => filesBelow(entry)))).flat();
}

async function filesBelow(entry: FileSystemEntry): Promise<GivenFile[]> {
  if (entry.isFile) {
    const file = await new Promise<File>((done, failed) => (entry as FileSystemFileEntry).file(done, failed));
    return [{ path: entry.fullPath.replace(/^\//, ''), file }];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: FileSystemEntry[] = [];
  /* A reader gives at most 100 at a time, and nothing at the end. */
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((done, failed) => reader.readEntries(done, failed));
    if (some.length === 0) break;
    found.push(...some);
  }
  return (await Promise.all(found.map((one) => filesBelow(one)))).flat();
}

/**
 * The files of the bundle of that id by their paths in it.
 * @throws Error in words for the reader when there is no bundle among them, or several and none of that id.
 */
export async function bundleFiles(given: readonly GivenFile[], id: string): Promise<Map<string, Uint8Array>> {
  const [only] = given;
  const files =
    given.length === 1 && only!.path.endsWith('.zip')
      ? zipped(await bytesOf(only!.file))
      : new Map(
          await Promise.all(given.map(async ({ path, file }): Promise<[string, Uint8Array]> => [path, await bytesOf(file)])),
        );
  const roots = new Set(
    [...files.keys()].flatMap((path) => /^(.*\/)?(?:manifest\.json|SHA256SUMS)$/.exec(path)?.slice(0, 1) ?? []).map(folderOf),
  );
  const root = roots.size === 1 ? [...roots][0] : [...roots].find((folder) => `/${folder}`.endsWith(`/${id}/`));
  if (root === undefined) {
    throw new Error(
      roots.size === 0
        ? 'There is no bundle: neither manifest.json nor SHA256SUMS is among the files.'
        : `There are ${roots.size} bundles, and none of them is ${id}.`,
    );
  }
  return new Map([...files].filter(([path]) => path.startsWith(root)).map(([path, bytes]) => [path.slice(root.length), bytes]));
}

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1);
const bytesOf = async (file: File): Promise<Uint8Array> => new Uint8Array(await file.arrayBuffer());

function zipped(bytes: Uint8Array): Map<string, Uint8Array> {
  try {
    return new Map(Object.entries(unzipSync(bytes, { filter: ({ name }) => !name.endsWith('/') })));
  } catch (error) {
    throw new Error(`The zip file cannot be read: ${(error as Error).message}.`, { cause: error });
  }
}
