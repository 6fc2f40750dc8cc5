/** Schemas by export name; operations are those whose first element is 9. */
export type SchemaModule = Readonly<Record<string, unknown>>;
