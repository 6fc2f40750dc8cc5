/**
 * Every item of a paged list. An empty page with a token is not the end: AWS returns those (Organizations says so in each List page
 * of its API reference).
 */
export async function allPages<Page, Item>(
  read: (token: string | undefined) => Promise<Page>,
  items: (page: Page) => readonly Item[] | undefined,
  next: (page: Page) => string | undefined,
): Promise<Item[]> {
  const all: Item[] = [];
  let token: string | undefined;
  do {
    const page = await read(token);
    all.push(...(items(page) ?? []));
    token = next(page);
  } while (token);
  return all;
}
