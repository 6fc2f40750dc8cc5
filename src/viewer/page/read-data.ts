import type { PageData } from '../page-data.ts';

/** The data that was written into the page: JSON, gzip, base64. */
export async function readData(holder: HTMLTemplateElement): Promise<PageData> {
  const text = atob((holder.content.textContent ?? '').trim());
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index += 1) bytes[index] = text.charCodeAt(index);
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return JSON.parse(await new Response(unpacked).text()) as PageData;
}
